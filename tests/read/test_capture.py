"""The store of raw bytes: under their hash, whole, and found out when they change."""

import hashlib
import os
import pathlib

import pytest

from marsad.read.capture import Damaged, capture, fetch, keep, keep_many, path_of


def test_kept_bytes_come_back(tmp_path: pathlib.Path) -> None:
    raw = "نص الخبر".encode("cp1256")
    path = keep(raw, tmp_path)
    assert path == path_of(hashlib.sha256(raw).hexdigest(), tmp_path)
    assert fetch(capture(raw, "a.txt").sha256, tmp_path) == raw


def test_keeping_twice_leaves_the_first_file_alone(tmp_path: pathlib.Path) -> None:
    path = keep(b"once", tmp_path)
    before = path.stat().st_ino
    assert keep(b"once", tmp_path).stat().st_ino == before
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]


def test_a_cut_short_file_is_written_anew(tmp_path: pathlib.Path) -> None:
    path = keep(b"whole bytes", tmp_path)
    path.write_bytes(b"whole")
    keep(b"whole bytes", tmp_path)
    assert path.read_bytes() == b"whole bytes"


def test_a_changed_bit_is_found(tmp_path: pathlib.Path) -> None:
    path = keep(b"evidence", tmp_path)
    path.write_bytes(b"evidencf")
    with pytest.raises(Damaged, match="changed"):
        fetch(hashlib.sha256(b"evidence").hexdigest(), tmp_path)


def test_missing_bytes_are_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(Damaged, match="missing"):
        fetch("ab" * 32, tmp_path)


def test_bytes_and_folders_are_synced_before_keep_returns(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda f: (synced.append(os.readlink(f"/proc/self/fd/{f}")), real(f))[1])
    path = keep(b"on disk", tmp_path)
    assert synced[0].startswith(f"{path.parent}/.new-") and sorted(synced[1:]) == [str(tmp_path), str(path.parent)]
    keep_many({hashlib.sha256(raw).hexdigest(): raw for raw in (b"%d" % n for n in range(300))}, tmp_path)
    assert len(list(tmp_path.rglob("*"))) - len(list(tmp_path.iterdir())) == 301 and len([s for s in synced if "/.new-" in s]) == 301


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep_many({hashlib.sha256(raw).hexdigest(): raw for raw in (b"a", b"b")}, tmp_path)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
