"""A bundle to hand over: the export, the evidence, how it was made, the audit head, and a verifier that needs only Python's standard library."""

from __future__ import annotations

import hashlib
import pathlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marsad.export import FORMATS, State, jsonl, verifier
from marsad.export.state import replaced
from marsad.model import Capture

ALWAYS = {"jsonl": "export/incidents.jsonl", "claims": "export/claims.jsonl", "csv": "export/incidents.csv", "geojson": "export/incidents.geojson", "prov": "export/provenance.json"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind the documents: their captures by sha256, the hash of each text, the bytes where they are to go along."""

    captures: Mapping[str, Capture]
    text_hashes: Mapping[str, str]
    raw: Callable[[str], bytes] | None = None


def text_hash(text: str) -> str:
    """sha256 of a text as UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def files(state: State, evidence: Evidence, formats: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Every file of the bundle but the manifest, by path. Under the public profile the evidence is hashes and days, no words."""
    held = list(state.incidents)
    used = {c for i in held for c in i.claims}
    state = replaced(state, incidents=held, claims={k: c for k, c in state.claims.items() if k in used})
    state = replaced(state, documents={d: state.documents[d] for d in {c.document for c in state.claims.values()} if d in state.documents})
    wanted = dict(ALWAYS) | {name: f"export/{name}{FORMATS[name].suffix}" for name in formats if name not in ALWAYS}
    for name, path in wanted.items():
        yield path, b"".join(FORMATS[name].write(state))
    yield from _evidence(state, evidence)
    yield "method.md", _method(state).encode()
    yield "README.md", _readme(state).encode()
    yield "verify.py", pathlib.Path(verifier.__file__).read_bytes()


def manifest(state: State, listed: Mapping[str, tuple[str, int]]) -> bytes:
    """The manifest of the files, which are given as path → (sha256, bytes)."""
    about = state.about
    data = {
        "bundle": "marsad-bundle 1", "marsad": about.version, "lexicon": about.lexicon, "policy": about.policy, "profile": about.profile,
        "as_of": about.moment or None, "filters": dict(about.filters), "audit_head": about.audit_head or None,
        "left_out": dict(sorted(state.left_out.items())),
        "files": [{"path": path, "sha256": sha, "bytes": size} for path, (sha, size) in sorted(listed.items())],
    }  # fmt: skip
    return (jsonl.text(data) + "\n").encode()


def _evidence(state: State, evidence: Evidence) -> Iterator[tuple[str, bytes]]:
    public = state.about.profile == "public"
    documents, shas = [], set()
    for key in sorted(state.documents):
        d = state.documents[key]
        row: dict[str, Any] = {
            "id": d.id, "published": d.published.isoformat() if d.published else None, "published_from": d.published_from, "outlet": d.outlet,
            "outlet_id": d.outlet_id, "language": d.language, "capture": d.capture, "text_sha256": evidence.text_hashes.get(d.id),
        }  # fmt: skip
        if not public:
            path = f"evidence/texts/{d.id}.txt"
            row |= {"file": d.file, "title": d.title, "url": d.url, "part": d.part, "flags": list(d.flags), "text": path,
                    "cuts": [{"span": [c.start, c.end], "rule": c.rule} for c in d.cuts]}  # fmt: skip
            yield path, d.text.encode("utf-8", "replace")
        documents.append(row)
        if d.capture:
            shas.add(d.capture)
    captures = []
    for sha in sorted(shas):
        c = evidence.captures.get(sha)
        if c is None:
            continue
        row = {"sha256": c.sha256, "bytes": c.size, "got_at": c.got_at.isoformat(), "media_type": c.media_type, "charset": c.charset}
        if not public:
            row |= {"origin": c.origin, "url": c.url, "headers": dict(sorted(c.headers.items()))}
            if evidence.raw is not None:
                row["raw"] = f"evidence/raw/{sha}"
                yield row["raw"], evidence.raw(sha)
        captures.append(row)
    yield "evidence/documents.jsonl", b"".join(map(jsonl.line, documents))
    yield "evidence/captures.jsonl", b"".join(map(jsonl.line, captures))


def _method(state: State) -> str:
    about = state.about
    left = "\n".join(f"- {n} by the rule `{rule}`" for rule, n in sorted(state.left_out.items())) or "- nothing"
    return f"""# How this was made

Marsad {about.version} read the reports by rules; the tables that it read with have the hash `{about.lexicon}`. A claim is one event as one source tells
it in one report, with the words that prove it. Claims that speak of one happening are an incident; every figure is kept with who gives it, ranges are
never averaged, and *best* is chosen by the policy **{about.policy}**. Grades: confirmed (a party to it has admitted it), fair (two or more
independent origins), weak (one), contested (origins blame strangers or enemies of one another, or deny it), discounted (all who speak of it deny it).
Unknown is not zero: an empty figure means that nobody gave one.

Profile: **{about.profile}**. State of the ledger: {about.moment or "when the bundle was written"}. Audit head: `{about.audit_head or "none"}`.
Filters: {", ".join(f"{k} = {v}" for k, v in about.filters.items()) or "none"}.

Left out:
{left}

What it cannot do: rules misread sentences, miss sentences, and place some events wrongly; measured figures are in Marsad's documentation
(quality.md). Nothing here says that a report is true, only what it says and who stands behind it.
"""


def _readme(state: State) -> str:
    public = state.about.profile == "public"
    texts = "hashes and days of the reports and captures (their words are not in a public bundle)" if public else "the reports' texts, the record of each capture, hashes"
    return f"""# Marsad bundle · حزمة مرصد

`python verify.py` checks every file and every quotation; it needs nothing but Python. Compare the hash of manifest.json that it prints with the one that
you were given by another way.

- `export/`: incidents and claims (JSON Lines, CSV, GeoJSON), provenance (W3C PROV)
- `evidence/`: {texts}
- `method.md`: how it was made, what was left out and why
- `manifest.json`: hash and size of every file, versions, policy, profile, audit head

يفحص الأمر `python verify.py` كل ملف وكل اقتباس، ولا يحتاج إلا إلى بايثون. قارن بصمة manifest.json التي يطبعها بالبصمة التي وصلتك بطريق آخر.
"""
