"""Checks a Marsad bundle. Needs Python 3.8 or newer and nothing else: python verify.py [FOLDER or FILE.zip]

It compares every file with the hash that manifest.json gives (and manifest.json with manifest.sha256), looks for files that the manifest does not know, checks that every quotation stands in
its report where its claim says, that every text and every raw file has its hash, and that every incident's claims are in the bundle. The hash of
manifest.json itself is printed: compare it with the one that you were given by another way, since whoever can change files can change a manifest.
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any


class Bundle:
    """The files of a folder or a ZIP archive by their paths."""

    def __init__(self, where: pathlib.Path) -> None:
        self.archive = zipfile.ZipFile(where) if where.is_file() else None
        self.folder = where
        if self.archive:
            self.names = [i.filename for i in self.archive.infolist() if not i.is_dir()]
        else:
            self.names = sorted(p.relative_to(where).as_posix() for p in where.rglob("*") if p.is_file() and "__pycache__" not in p.parts)

    def read(self, name: str) -> bytes:
        return self.archive.read(name) if self.archive else (self.folder / name).read_bytes()

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.read(name).splitlines() if line.strip()] if name in self.names else []


def faults(bundle: Bundle) -> Iterator[str]:
    """What is wrong, a sentence each; nothing where all is as it was written."""
    if "manifest.json" not in bundle.names:
        yield "there is no manifest.json: this is no bundle, or it was taken apart"
        return
    try:
        told = {str(f["path"]): dict(f) for f in json.loads(bundle.read("manifest.json"))["files"]}
    except (OSError, ValueError, KeyError, TypeError, EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        yield f"manifest.json cannot be read: {error}"
        return
    try:
        sealed = "manifest.sha256" in bundle.names and bundle.read("manifest.sha256").decode().strip() == hashlib.sha256(bundle.read("manifest.json")).hexdigest()
    except (OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile, zlib.error):
        sealed = False
    if not sealed:
        yield "manifest.sha256: is not the hash of manifest.json"
    if len(bundle.names) != len(set(bundle.names)):
        yield "the archive holds two files of one name"
    for name in sorted(set(bundle.names) - set(told) - {"manifest.json", "manifest.sha256"}):
        yield f"{name}: the manifest does not know this file"
    good = set()
    for name, entry in sorted(told.items()):
        if name not in bundle.names:
            yield f"{name}: the file is missing"
            continue
        try:
            data = bundle.read(name)
        except (OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:  # a flipped bit inside an archive
            yield f"{name}: cannot be read: {error}"
            continue
        if hashlib.sha256(data).hexdigest() != entry.get("sha256") or len(data) != entry.get("bytes"):
            yield f"{name}: its bytes are not those that were written"
        else:
            good.add(name)
    if len(good) == len(told):  # what was changed is named above; only whole bundles are looked into
        yield from _inside(bundle)


def _inside(bundle: Bundle) -> Iterator[str]:
    documents = {d["id"]: d for d in bundle.lines("evidence/documents.jsonl")}
    texts: dict[str, str] = {}
    for identity, document in documents.items():
        if document.get("text"):
            data = bundle.read(document["text"])
            texts[identity] = data.decode("utf-8")
            if hashlib.sha256(data).hexdigest() != document["text_sha256"]:
                yield f"{identity}: its text does not have the hash that the ledger gives"
    for capture in bundle.lines("evidence/captures.jsonl"):
        if capture.get("raw") and hashlib.sha256(bundle.read(capture["raw"])).hexdigest() != capture["sha256"]:
            yield f"{capture['raw']}: these are not the bytes that were captured"
    claims = {c["id"]: c for c in bundle.lines("export/claims.jsonl")}
    for claim in claims.values():
        if claim["document"] not in documents:
            yield f"{claim['id']}: its report {claim['document']} is not in the bundle"
        text = texts.get(claim["document"])
        if text is not None:
            for quote in claim["evidence"]:
                if text[quote["span"][0] : quote["span"][1]] != quote["text"]:
                    yield f"{claim['id']}: «{quote['text']}» does not stand at {quote['span'][0]} to {quote['span'][1]} of its report"
    for incident in bundle.lines("export/incidents.jsonl"):
        for one in incident["claims"]:
            if one not in claims:
                yield f"{incident['id']}: its claim {one} is not in the bundle"


def main() -> None:
    """Prints what is wrong; exit code 1 where anything is."""
    where = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent
    try:
        bundle = Bundle(where)
        found = list(faults(bundle))
    except (OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        found = [f"{where}: cannot be opened: {error}"]
    for fault in found:
        sys.stdout.write(fault + "\n")
    if found:
        sys.stdout.write(f"NOT as it was written: {len(found)} faults\n")
        sys.exit(1)
    manifest = bundle.read("manifest.json")
    sys.stdout.write(f"{len(bundle.names)} files are as they were written\nmanifest sha256: {hashlib.sha256(manifest).hexdigest()}\n")
    sys.stdout.write(f"audit head: {json.loads(manifest).get('audit_head') or 'none'}\n")


if __name__ == "__main__":
    main()
