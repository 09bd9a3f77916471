"""JSON Lines in the contract's shapes: a claim or an incident a line, in id order, UTF-8."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from marsad.export import cells
from marsad.export.state import State
from marsad.model import Claim


def claims(state: State) -> Iterator[bytes]:
    """Claims with ``"incident"``: the incident's id, null where there is none. In the order of their documents' text."""
    of = {c: i.id for i in sorted(state.incidents, key=lambda i: i.kind == "incident") for c in i.claims}  # its own before a window
    for claim in in_order(state.claims.values()):
        yield line({**claim.to_json(), "incident": of.get(claim.id, claim.incident)})


def incidents(state: State) -> Iterator[bytes]:
    """Incidents, windows among them (kind "window")."""
    for incident in state.incidents:
        yield line(incident.to_json())


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """By file, document, place of the evidence, id: the order in which a person reads them."""
    return sorted(claims, key=lambda c: (c.file, c.document, c.evidence[0].start if c.evidence else -1, c.id))


def text(value: Any) -> str:
    """A JSON value on one line, keys as given, Arabic as it is, marks that are not seen as escapes."""
    return cells.escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def line(value: Any) -> bytes:
    """The same as a line of its own."""
    return (text(value) + "\n").encode()
