"""Hostile inputs through the door that every input takes: a sample of bench/fuzz.py, which does 83 bombs, 10,000 mutations and 500 broken archives."""

from __future__ import annotations

import random

import fuzz

LATE = 30.0
"""Each input has two seconds; the clock of a loaded machine is slow to look, but one that is not looked at goes on for good."""
SMALL = (
    "attributes_1000", "attributes_200000", "depth_1000", "depth_200000", "ld_json_depth_20000", "json_depth_200000", "json_digits_20000", "feed_depth_20000", "mail_head_1000",
    "csv_columns_1000", "open_quotes_200000", "telegram_depth_20000", "colspan", "billion_laughs", "quadratic_entities", "external_entity", "gzip_nested_10", "warc_length_-1",
    "warc_length_abc", "warc_length_none", "warc_length_99999999999999999999", "warc_head_8mb", "zip_many", "zip_overlap", "zip_tricks", "tar_links", "bidi", "nul", "utf16_half",
    "pdf_empty", "pdf_pages", "docx_entities",
)  # fmt: skip


def test_bombs_end_in_time_with_a_reason() -> None:
    made = dict(fuzz.bombs())
    assert len(made) >= 60
    result = fuzz.through([(name, made[name]) for name in SMALL], LATE)
    assert not result["unexplained"] and not result["over_the_clock"] and result["worker_peak_mb"] < 512
    assert result["inputs"] >= len(SMALL)


def test_mutated_inputs_are_all_accounted_for() -> None:
    seeds, r = fuzz.seeds(), random.Random(23)
    result = fuzz.through([(f"m{n}", fuzz.mutate(r.choice(seeds), seeds, r)) for n in range(150)], LATE)
    assert not result["unexplained"] and not result["over_the_clock"] and result["worker_peak_mb"] < 512 and result["inputs"] >= 150
    assert not any("failed on it" in reason for reason in result["killed_for"])


def test_broken_archives_lose_nothing_in_silence() -> None:
    lost = fuzz.flips(80, 30)
    assert lost["silent_losses"] == 0 and lost["trials"] == 80 + 30 + lost["between_records"] and lost["between_records"] == 19
