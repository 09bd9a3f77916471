"""Bundles: a verifier that needs only Python finds every changed byte; nothing but hashes of reports in a public one."""

from __future__ import annotations

import json
import pathlib
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import pytest

from marsad import delivery, pipeline
from marsad.ledger import Ledger
from marsad.read import Given

SAMPLE_TEXT = "تنظيم الدولة"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return tmp_path_factory.mktemp("bundles")


@pytest.fixture(scope="module")
def ledger(folder: pathlib.Path) -> Iterator[Ledger]:
    with Ledger(f"sqlite:///{folder / 'sample.db'}") as book:
        pipeline.ingest(pipeline.sample_reports(), Given(), book, folder / "store")
        pipeline.link(book)
        yield book


@pytest.fixture(scope="module")
def full(ledger: Ledger, folder: pathlib.Path) -> pathlib.Path:
    target = folder / "full"
    delivery.bundle(ledger, delivery.Ask(profile="full"), target, store=folder / "store", formats=["acled"])
    return target


def verify(where: pathlib.Path, script: pathlib.Path) -> subprocess.CompletedProcess[str]:
    """Runs the bundle's own verifier on a bare Python: no site packages, no environment."""
    return subprocess.run([sys.executable, "-I", "-S", str(script), str(where)], capture_output=True, text=True, timeout=600)


def test_a_whole_bundle_is_as_it_was_written(full: pathlib.Path, ledger: Ledger) -> None:
    done = verify(full, full / "verify.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert ledger.audit_head() in done.stdout
    names = {p.relative_to(full).as_posix() for p in full.rglob("*") if p.is_file()}
    assert {"README.md", "method.md", "manifest.json", "verify.py", "export/incidents.jsonl", "export/claims.jsonl", "export/incidents.csv",
            "export/incidents.geojson", "export/provenance.json", "export/acled.csv", "evidence/documents.jsonl", "evidence/captures.jsonl"} <= names  # fmt: skip
    assert sum(n.startswith("evidence/texts/") for n in names) >= 14 and any(n.startswith("evidence/raw/") for n in names)


def test_every_flipped_byte_is_found(full: pathlib.Path, tmp_path: pathlib.Path) -> None:
    from marsad.export import verifier

    chance = random.Random(7)
    files = sorted(p for p in full.rglob("*") if p.is_file())
    for n in range(100):
        path = files[n % len(files)]
        data = path.read_bytes()
        at = chance.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :])
        try:
            found = list(verifier.faults(verifier.Bundle(full)))
            assert found, (path, at)
        finally:
            path.write_bytes(data)
    assert verify(full, full / "verify.py").returncode == 0


def test_missing_added_and_misquoted_files_are_named(full: pathlib.Path, tmp_path: pathlib.Path) -> None:
    import hashlib

    copy = tmp_path / "copy"
    shutil.copytree(full, copy)
    (copy / "extra.txt").write_text("x")
    (copy / "method.md").unlink()
    said = verify(copy, full / "verify.py")
    assert said.returncode == 1 and "extra.txt: the manifest does not know" in said.stdout and "method.md: the file is missing" in said.stdout
    forged = tmp_path / "forged"
    shutil.copytree(full, forged)
    manifest = json.loads((forged / "manifest.json").read_text(encoding="utf-8"))
    path = next(p for p in sorted((forged / "evidence" / "texts").iterdir()) if SAMPLE_TEXT in p.read_text(encoding="utf-8"))
    path.write_text(path.read_text(encoding="utf-8").replace(SAMPLE_TEXT, "تنظيم الدولت"), encoding="utf-8")
    for entry in manifest["files"]:  # the forger makes the manifest fit
        if entry["path"].endswith(path.name):
            entry["sha256"], entry["bytes"] = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size
    (forged / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (forged / "manifest.sha256").write_text(hashlib.sha256((forged / "manifest.json").read_bytes()).hexdigest())
    said = verify(forged, full / "verify.py")
    assert said.returncode == 1 and "does not have the hash that the ledger gives" in said.stdout


def test_zip_has_the_same_bytes_each_time_and_shows_damage(ledger: Ledger, folder: pathlib.Path, full: pathlib.Path) -> None:
    from marsad.export import verifier

    ask = delivery.Ask(profile="restricted")
    first, _ = delivery.bundle(ledger, ask, folder / "a.zip")
    second, _ = delivery.bundle(ledger, ask, folder / "b.zip")
    data = (folder / "a.zip").read_bytes()
    assert first == second and data == (folder / "b.zip").read_bytes()
    assert verify(folder / "a.zip", full / "verify.py").returncode == 0
    whole = {n: zipfile.ZipFile(folder / "a.zip").read(n) for n in zipfile.ZipFile(folder / "a.zip").namelist()}
    chance = random.Random(3)
    harmless = 0
    for _ in range(100):
        at = chance.randrange(len(data))
        (folder / "c.zip").write_bytes(data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :])
        try:
            found = list(verifier.faults(verifier.Bundle(folder / "c.zip")))
        except (OSError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile):  # the archive cannot be opened: main() says so
            continue
        if not found:  # a byte of the archive that says nothing of a file (a date, a flag)
            archive = zipfile.ZipFile(folder / "c.zip")
            assert {n: archive.read(n) for n in archive.namelist()} == whole
            harmless += 1
    assert harmless < 20


def test_a_public_bundle_has_no_word_of_a_report(ledger: Ledger, folder: pathlib.Path) -> None:
    target = folder / "public"
    delivery.bundle(ledger, delivery.Ask(profile="public"), target)
    assert verify(target, target / "verify.py").returncode == 0
    said = "\n".join(p.read_text(encoding="utf-8") for p in target.rglob("*") if p.is_file())
    for document in ledger.documents():
        lines = [line.strip() for line in document.text.splitlines() if len(line.strip()) > 25]
        assert lines and not any(line in said for line in lines)
        assert not document.title or document.title not in said
        assert not document.url or document.url not in said
    for claim in ledger.claims():
        assert not any(q.text in said for q in claim.evidence)
    assert not (target / "evidence" / "texts").exists() and "text_sha256" in said


def test_no_canary_is_in_a_public_bundle() -> None:
    import importlib.util

    from marsad.export import bundle as bundles
    from marsad.export.profile import apply
    from marsad.model import Capture

    spec = importlib.util.spec_from_file_location("planted", pathlib.Path(__file__).parent / "test_profile.py")
    assert spec and spec.loader
    planted = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(planted)
    state, out = planted.ledger()
    capture = Capture("ab" * 32, 9, f"/home/{out.handle()}/x.html", planted.NOW, url=f"https://t.me/{out.handle()}", headers={"From": out.name()})
    shown = apply(state, "public", planted.NOW, planted.RULES)
    shown.about = type(shown.about)(profile="public")
    evidence = bundles.Evidence({"ab" * 32: capture}, {k: bundles.text_hash(d.text) for k, d in state.documents.items()}, lambda sha: out.words[0].encode())
    files = list(bundles.files(shown, evidence, ["uwazi", "ftm", "acled", "plover", "kml"]))
    said = "\n".join(f"{name}\n{data.decode('utf-8')}" for name, data in files)
    assert len(files) > 12 and not [w for w in out.words if w in said or w.replace("_", " ") in said]


def test_a_folder_that_is_there_is_not_overwritten(ledger: Ledger, full: pathlib.Path) -> None:
    with pytest.raises(FileExistsError, match="is there already"):
        delivery.bundle(ledger, delivery.Ask(), full)
