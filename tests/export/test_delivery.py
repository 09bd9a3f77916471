"""The commands export, bundle and report, and what they choose: filters, policy, moment, profile."""

from __future__ import annotations

import datetime as dt
import io
import json
import pathlib
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from marsad import delivery, pipeline
from marsad.cli import main
from marsad.export import ALIASES, FORMATS
from marsad.export.choosing import Filters
from marsad.ledger import Ledger
from marsad.read import Given


class Done(NamedTuple):
    code: int
    out: bytes
    err: str


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("delivery")
    with Ledger(f"sqlite:///{folder / 'marsad.db'}") as book:
        pipeline.ingest(pipeline.sample_reports(), Given(), book, folder / "marsad-store")
        pipeline.link(book)
    return folder


@pytest.fixture
def ledger(place: pathlib.Path) -> Iterator[Ledger]:
    with Ledger(f"sqlite:///{place / 'marsad.db'}") as book:
        yield book


@pytest.fixture
def run(place: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``marsad …`` in the folder of the sample ledger."""
    monkeypatch.chdir(place)
    for name in ("MARSAD_DATABASE", "MARSAD_STORE", "MARSAD_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: object) -> Done:
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
        monkeypatch.setattr(sys, "argv", ["marsad", *map(str, words)])
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as stopped:
            main()
        out.flush()
        return Done(int(stopped.value.code or 0), out.buffer.getvalue(), err.getvalue())  # type: ignore[attr-defined]

    return call


def rows(done: Done) -> list[dict[str, object]]:
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


@pytest.mark.parametrize("name", [*FORMATS, *ALIASES])
def test_every_format_is_written_the_same_each_time(run: Run, name: str) -> None:
    first = run("export", name)
    assert first.code == 0 and first.out == run("export", name).out, first.err
    for line in first.err.splitlines():
        assert line.startswith("left out: ") and "by the rule" in line


def test_filters_choose(run: Run) -> None:
    everything = rows(run("export", "jsonl"))
    by_day = rows(run("export", "jsonl", "--from", "2018-05-01", "--to", "2018-05-31"))
    assert 0 < len(by_day) < len(everything) and all(str(i["time"]["from"]).startswith("2018-05") for i in by_day if i["kind"] != "window")  # type: ignore[index]
    assert all(i["type"] == "attack" for i in rows(run("export", "jsonl", "--type", "attack")))
    assert all(i["grade"] == "weak" for i in rows(run("export", "jsonl", "--grade", "weak")))
    assert {i["id"] for i in rows(run("export", "jsonl", "--place", "الميادين"))} == {i["id"] for i in everything if i["place"] and "Mayadin" in str(i["place"]["name"])}  # type: ignore[index]
    assert rows(run("export", "jsonl", "--country", "SY")) and not rows(run("export", "jsonl", "--country", "IQ"))
    assert all(i["place"]["admin1"] == "Hama" for i in rows(run("export", "jsonl", "--admin1", "hama")))  # type: ignore[index]
    units = rows(run("export", "jsonl", "--actor", "syrian_government"))
    assert any("fifth_corps" in i["targets"] for i in units), "a unit counts as its force"  # type: ignore[operator]
    claims = rows(run("export", "claims", "--type", "attack"))
    assert claims and {c["incident"] for c in claims} <= {i["id"] for i in rows(run("export", "jsonl", "--type", "attack"))}


def test_review_states_choose(ledger: Ledger) -> None:
    incident = next(i for i in ledger.incidents() if len(i.claims) == 1)
    (claim,) = incident.claims

    def found(state: str) -> set[str]:
        return {i.id for i in delivery.state(ledger, delivery.Ask(Filters(review=state)), FORMATS["jsonl"]).incidents}

    assert incident.id in found("unreviewed") and not found("accepted") and not found("rejected")
    ledger.review(claim, {}, accepted=True, who="a person")
    try:
        assert found("accepted") == {incident.id} and incident.id not in found("unreviewed")
    finally:
        ledger.withdraw_review(claim)
    assert incident.id in found("unreviewed")


def test_policies_choose_figures(ledger: Ledger) -> None:
    def best(policy: str) -> set[object]:
        state = delivery.state(ledger, delivery.Ask(policy=policy), FORMATS["jsonl"])
        return {(i.id, t.measure, t.group, t.best) for i in state.incidents for t in i.tolls}

    assert all(b is None for *_, b in best("range")) and best("acled") != best("default")
    acled = delivery.state(ledger, delivery.Ask(), FORMATS["acled"])
    assert acled.about.policy == "acled" and delivery.state(ledger, delivery.Ask(policy="default"), FORMATS["acled"]).about.policy == "default"


def test_a_moment_shows_the_ledger_as_it_stood(ledger: Ledger) -> None:
    before = delivery.Ask(as_of=dt.datetime(2001, 1, 1, tzinfo=dt.UTC))
    assert b"".join(delivery.export("jsonl", ledger, before)) == b""
    later = delivery.Ask(as_of=dt.datetime(2999, 1, 1, tzinfo=dt.UTC))
    assert {i.id for i in delivery.state(ledger, later, FORMATS["jsonl"]).incidents} == {i.id for i in ledger.incidents()}


@pytest.mark.parametrize(("words", "named"), [
    (("export", "xml"), "FORMAT"), (("export", "csv", "--grade", "good"), "--grade"), (("export", "csv", "--type", "war"), "--type"),
    (("export", "csv", "--policy", "mean"), "--policy"), (("export", "csv", "--profile", "secret"), "--profile"), (("export", "csv", "--from", "أمس"), "--from"),
    (("export", "csv", "--review", "maybe"), "--review"), (("export", "csv", "--actor", "nobody_at_all"), "--actor"), (("export", "csv", "--as-of", "once"), "--as-of"),
    (("bundle", "-o", "x", "--formats", "csv,xml"), "--formats"), (("bundle", "-o", "x", "--raw"), "--raw"), (("report", "-o", "x.html", "--language", "fr"), "--language"),
    (("bundle",), "--output"), (("report",), "--output"),
])  # fmt: skip
def test_wrong_usage_names_the_option(run: Run, words: tuple[str, ...], named: str) -> None:
    done = run(*words)
    assert done.code == 2 and named in done.err and done.err.count("\n") == 1 and "Traceback" not in done.err


def test_bundles_and_reports_come_from_the_command_line(run: Run, place: pathlib.Path) -> None:
    made = run("bundle", "-o", "handed.zip", "--profile", "full", "--formats", "acled, ucdp", "--raw")
    assert made.code == 0 and b"manifest sha256 " in made.out, made.err
    names = zipfile.ZipFile(place / "handed.zip").namelist()
    assert {"verify.py", "manifest.json", "export/acled.csv", "export/ucdp.csv"} <= set(names)
    again = run("bundle", "-o", ".")
    assert again.code == 1 and "is there already" in again.err
    for language in ("ar", "en"):
        assert run("report", "-o", f"{language}.html", "--language", language).code == 0
        text = (place / f"{language}.html").read_text(encoding="utf-8")
        assert f'lang="{language}"' in text and len(text) > 20_000
    assert not (place / "ar.html").read_text(encoding="utf-8").count("قُتل ما لا يقل عن"), "public by default: no words of a report"


def test_sensitivity_is_set_by_the_deployment(run: Run, place: pathlib.Path) -> None:
    incident = rows(run("export", "jsonl", "--profile", "public"))[0]["id"]
    (place / "marsad.toml").write_text(f'[sensitivity]\nhold_hours = 24\n[sensitivity.levels]\n"{incident}" = "restricted"\n', encoding="utf-8")
    try:
        assert incident not in {i["id"] for i in rows(run("export", "jsonl", "--profile", "public"))}
        assert incident in {i["id"] for i in rows(run("export", "jsonl", "--profile", "restricted"))}
        (place / "marsad.toml").write_text('[sensitivity.levels]\n"x" = "secret"\n', encoding="utf-8")
        wrong = run("export", "jsonl")
        assert wrong.code == 1 and "public, restricted, confidential" in wrong.err and wrong.err.count("\n") == 1
    finally:
        (place / "marsad.toml").unlink()


def test_a_missing_library_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = run("export", "geoparquet", "-o", "x.parquet")
    assert done.code == 1 and "pip install 'marsad[geo]'" in done.err and done.err.count("\n") == 1


def test_levels_that_people_gave_to_reports_bind(place: pathlib.Path, tmp_path: pathlib.Path) -> None:
    import contextlib
    import sqlite3

    with contextlib.closing(sqlite3.connect(place / "marsad.db")) as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    with Ledger(f"sqlite:///{tmp_path / 'copy.db'}") as book:
        incident = next(i for i in book.incidents() if len(i.claims) == 1)
        (claim,) = book.claims(incident=incident.id)

        def shown(profile: str) -> bool:
            return incident.id in {i.id for i in delivery.state(book, delivery.Ask(profile=profile), FORMATS["jsonl"]).incidents}

        assert shown("public") and shown("restricted")
        book.sensitivity.set(claim.document, "strict", who="a person")
        assert not shown("public") and not shown("restricted") and shown("full")
        book.sensitivity.set(claim.document, "restricted", who="a person", alone=True)
        assert not shown("public") and shown("restricted")
