"""Reading again with a better lexicon: what each document's claims become, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.ledger import rows
from marsad.model import Claim

_UNSAID = ("confidence", "extractor", "rules")  # how it was read, not what was read


@dataclass(frozen=True, slots=True)
class Revision:
    """What a new reading of one document changes. ``changed``: claim id → the parts that differ (type, time, tolls …)."""

    document: str
    file: str
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.new or self.gone or self.changed)


def compare(document: str, file: str, before: Sequence[Claim], after: Sequence[Claim]) -> Revision:
    """The difference between two readings of one document; the same claim is the one of the same id (where it was said)."""
    old, new = {c.id: c for c in before}, {c.id: c for c in after}
    changed = []
    for key in sorted(old.keys() & new.keys()):
        left, right = _parts(old[key]), _parts(new[key])
        roles = tuple(role for role in sorted(left.keys() | right.keys()) if left.get(role) != right.get(role))
        if roles:
            changed.append((key, roles))
    return Revision(document, file, tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys())), tuple(changed))


def _parts(claim: Claim) -> dict[str, list[object]]:
    parts: dict[str, list[object]] = {}
    for a in rows.arguments(claim):
        if a.role not in _UNSAID:
            parts.setdefault(a.role, []).append(_said(a.value))
    return parts


def _said(value: object) -> object:
    """Without the name of the rule: another way to the same reading is no revision."""
    return {k: v for k, v in value.items() if k != "rule"} if isinstance(value, dict) else value
