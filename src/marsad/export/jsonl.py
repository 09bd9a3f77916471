"""JSON Lines in the contract's shapes: a claim or an incident a line, in id order, UTF-8."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marsad.model import Claim, Document, Incident


def claims(claims: Sequence[Claim], incidents: Sequence[Incident], documents: Mapping[str, Document]) -> Iterator[bytes]:
    """Claims with ``"incident"``: the incident's id, null where there is none. In the order of their documents' text."""
    of = {c: i.id for i in incidents for c in i.claims}
    for claim in in_order(claims):
        yield line({**claim.to_json(), "incident": of.get(claim.id, claim.incident)})


def incidents(claims: Sequence[Claim], incidents: Sequence[Incident], documents: Mapping[str, Document]) -> Iterator[bytes]:
    """Incidents, windows among them (kind "window")."""
    for incident in sorted(incidents, key=lambda i: i.id):
        yield line(incident.to_json())


def in_order(claims: Sequence[Claim]) -> list[Claim]:
    """By file, document, place of the evidence, id: the order in which a person reads them."""
    return sorted(claims, key=lambda c: (c.file, c.document, c.evidence[0].start if c.evidence else -1, c.id))


def line(value: dict[str, Any]) -> bytes:
    """One object a line, keys as given, Arabic as it is. Lone surrogates, which UTF-8 cannot carry, become the replacement character."""
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "replace")
