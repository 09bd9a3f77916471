"""The same text in another place: shingles of folded words, MinHash bands to find candidates, containment to decide."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
import zlib
from collections.abc import Sequence

from marsad.arabic.normalise import fold_text
from marsad.model import Claim, Cut, Document

SHINGLE = 3  # words
PERMUTATIONS = 48
ROWS = 3  # of a band: texts half of whose shingles are shared meet in one with probability 0.88, those of 0.6 in 0.98
CONTAINED = 0.85
"""So much of the shorter text's shingles stands in the longer one: the same text, cut or lightly edited."""
_SAME = 0.75  # of a sentence's words
_SHORTEST = 12  # words; shorter texts are alike by chance
_WORD = re.compile(r"[^\W_]+")


def words(text: str, cuts: Sequence[Cut] = ()) -> list[str]:
    """Folded words of the report itself, furniture left out."""
    out, at = [], 0
    for cut in cuts:
        out.append(text[at : cut.start])
        at = cut.end
    out.append(text[at:])
    return _WORD.findall(fold_text(" ".join(out)))


def shingles(document: Document) -> frozenset[str]:
    """Runs of three words; empty for a text too short to be compared."""
    w = words(document.text, document.cuts)
    return frozenset(map(" ".join, zip(*(w[i:] for i in range(SHINGLE)), strict=False))) if len(w) >= _SHORTEST else frozenset()


def packed(found: frozenset[str]) -> str:
    """The shingles as numbers of 32 bits, the same on every machine, in ASCII: what texts are compared by, and what a ledger keeps."""
    keys = sorted({zlib.crc32(one.encode()) for one in found})
    return base64.b64encode(struct.pack(f"<{len(keys)}I", *keys)).decode()


def unpacked(kept: str) -> frozenset[int]:
    """The numbers that ``packed`` wrote."""
    raw = base64.b64decode(kept)
    return frozenset(struct.unpack(f"<{len(raw) // 4}I", raw))


def bands(found: frozenset[str]) -> list[int]:
    """Keys under which like texts meet: 63-bit numbers, the same for the same text on every machine."""
    if not found:
        return []
    from rensa import RMinHash

    sketch = RMinHash(num_perm=PERMUTATIONS, seed=11)
    sketch.update(list(found))
    digest = sketch.digest()
    homes = []
    for i in range(0, PERMUTATIONS, ROWS):
        packed = repr((i, [int(x) for x in digest[i : i + ROWS]])).encode()
        homes.append(int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big") >> 1)
    return homes


def contained(a: frozenset[int], b: frozenset[int]) -> float:
    """How much of the smaller set stands in the other, 0–1; 0 where the smaller is only a snippet of the other (under a fifth)."""
    less, more = sorted((a, b), key=len)
    if not less or len(less) * 5 < len(more):
        return 0.0
    return len(less & more) / len(less)


def carried(claims: Sequence[Claim], original: Sequence[Claim]) -> list[Claim]:
    """The claims of a copy under the ids of the claims of its original that they repeat: same type, the same sentence.

    «قُتل ثلاثة جنود» printed again by another outlet is a sighting of one claim; what the copy adds stays a claim of its own.
    """
    free = list(original)
    out: list[Claim] = []
    renamed: dict[str | None, str] = {}
    for claim in claims:
        mine = _evidence(claim)
        best = max(free, key=lambda c: _shared(mine, _evidence(c)) if c.type == claim.type else 0.0, default=None)
        if best is not None and best.type == claim.type and _shared(mine, _evidence(best)) >= _SAME and best.status == claim.status:
            free.remove(best)
            renamed[claim.id] = best.id
            out.append(claim.replace(id=best.id))
        else:
            out.append(claim)
    return [c.replace(same_as=renamed[c.same_as]) if c.same_as in renamed else c for c in out]


def _evidence(claim: Claim) -> frozenset[str]:
    return frozenset(w for q in claim.evidence for w in _WORD.findall(fold_text(q.text)))


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
