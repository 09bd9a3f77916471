"""Reports that their outlet has taken back: a later text at the same address says so, and what it no longer tells is no longer told.

    «تعتذر الصحيفة لقرائها عن خبر نشرته في هذا العنوان»  →  the claims of the earlier texts stand as denied, by the outlet's own word

A sentence that only vanished is shown by ``marsad changes`` and changes no account: silence takes nothing back.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from marsad.arabic.normalise import fold
from marsad.arabic.tokens import tokenise
from marsad.ledger.causes import TAKEN_BACK
from marsad.resources import retraction

if TYPE_CHECKING:
    from marsad.ledger import Ledger

_REACH = 7  # words from what is done to what it is done to


def note(ledger: Ledger) -> int:
    """Marks what outlets have taken back, as a correction that anybody may take back in turn; returns how many claims. What has been marked once,
    or corrected by a person, is left as it is."""
    versions = ledger.versions()
    before = {v.document: v.previous for v in versions}
    marked = 0
    for version in versions:
        if not retracts(version.appeared):
            continue
        told = {c.id for c in ledger.claims(document=version.document)}
        document = ledger.document(version.document)
        outlet = (document and (document.outlet or document.source)) or "outlet"
        earlier: str | None = version.previous
        while earlier is not None:
            for claim in ledger.claims(document=earlier):
                if claim.id not in told and not ledger.reviews(claim.id):
                    ledger.review(claim.id, {"status": "denied"}, accepted=True, who=outlet, note=TAKEN_BACK + version.document)
                    marked += 1
            earlier = before.get(earlier)
    return marked


def retracts(sentences: Iterable[str]) -> bool:
    """Whether one of the sentences takes a report back."""
    return any(_takes_back(s) for s in sentences)


def _takes_back(sentence: str) -> bool:
    acts, reports, unless = _folded()
    forms = [t.form for t in tokenise(sentence).tokens if t.kind == "word"]
    for i, form in enumerate(forms):
        if form not in acts and form.lstrip("وف") not in acts:
            continue
        near = forms[i + 1 : i + 1 + _REACH]
        at = next((k for k, w in enumerate(near) if _bare(w) in reports), None)
        if at is not None and unless.isdisjoint(w.lstrip("وف") for w in near[:at]):
            return True
    return False


def _bare(word: str) -> str:
    for front in ("بال", "لل", "ال", "ب", "ل"):
        if word.startswith(front) and len(word) - len(front) > 2:
            return word[len(front) :]
    return word


@functools.cache
def _folded() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = retraction.words()
    acts, reports, unless = (frozenset(fold(w) for w in part) for part in (words.acts, words.reports, words.unless))
    return acts, reports, unless
