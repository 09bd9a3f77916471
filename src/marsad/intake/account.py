"""What became of every input."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from marsad.model import Rejection


@dataclass(slots=True)
class Account:
    """What became of every input: their number equals the sum of the four."""

    stored: int = 0
    duplicate: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    quarantined: list[Rejection] = field(default_factory=list)
    revised: int = 0  # of the duplicates, those whose reading changed
    copies: int = 0  # of the stored, those that repeat another outlet's text: sightings of its claims
    versions: int = 0  # of the stored, those that are a later text of a known address
    claims: int = 0  # new to the ledger
    passed: Counter[str] = field(default_factory=Counter)  # parts of archives that are no reports, by kind; not among the inputs

    @property
    def inputs(self) -> int:
        return self.stored + self.duplicate + len(self.rejected) + len(self.quarantined)
