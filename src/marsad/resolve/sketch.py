"""How much of one text stands in another: shingles of stems as numbers, and a sketch of fixed size that stands for them."""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marsad.arabic.normalise import fold

SHINGLE = 3  # words
BINS = 128
SHORTEST = 12  # words; shorter texts are alike by chance
LIKE = 0.6  # Jaccard over shingles of stems at which two texts are one text
CONTAINED = 0.8  # or so much of the shorter one stands in the longer
EMPTY = np.uint32(0xFFFFFFFF)

Codes = NDArray[np.uint64]
Sketch = NDArray[np.uint32]

_FRONTS = ("وال", "فال", "بال", "كال", "لل", "ال")
_BACKS = ("ات", "ين", "ون", "ها", "هم", "ه", "ا", "ي")
_WORD = re.compile(r"[^\W_]+")
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))


@functools.lru_cache(maxsize=200_000)
def _code(word: str) -> int:
    """A number for the stem of a word, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(stem(fold(word)).encode(), digest_size=8).digest(), "little")


def words(text: str) -> list[str]:
    """The words of a text as written, without punctuation."""
    return _WORD.findall(text)


def shingles(text: str) -> Codes:
    """The runs of three stems of a text as sorted distinct numbers; empty for a text too short to be compared."""
    codes = np.array(list(map(_code, words(text))), dtype=np.uint64)
    if len(codes) <= SHORTEST:
        return np.empty(0, dtype=np.uint64)
    return np.unique(_runs(codes))


def sketches(texts: Sequence[str]) -> tuple[Sketch, NDArray[np.int64]]:
    """Of each text the smallest shingle of each of 128 bins (one-permutation MinHash; EMPTY where a bin has none), and how many shingles it has."""
    coded = [list(map(_code, words(text))) for text in texts]
    coded = [codes if len(codes) > SHORTEST else [] for codes in coded]
    codes = np.array(list(itertools.chain.from_iterable(coded)), dtype=np.uint64)
    owner = np.repeat(np.arange(len(coded)), [len(one) for one in coded])
    whole = owner[:-2] == owner[2:]
    owner, found = owner[2:][whole], _runs(codes)[whole]
    order = np.lexsort((found, owner))
    owner, found = owner[order], found[order]
    once = _first(owner, found)
    owner, found = owner[once], found[once]
    bins = (found >> np.uint64(57)).astype(np.intp)
    least = _first(owner, bins)
    made = np.full((len(coded), BINS), EMPTY, dtype=np.uint32)
    made[owner[least], bins[least]] = (found[least] >> np.uint64(25)).astype(np.uint32)
    return made, np.bincount(owner, minlength=len(coded))


def _first(owner: NDArray[Any], value: NDArray[Any]) -> NDArray[np.bool_]:
    """Where, in an order of both, another owner or value begins."""
    new = np.ones(len(owner), np.bool_)
    new[1:] = (owner[1:] != owner[:-1]) | (value[1:] != value[:-1])
    return new


def _runs(codes: Codes) -> Codes:
    """Three neighbouring stems each as one number."""
    return _mixed(codes[:-2] * _MIX[0] ^ codes[1:-1] * _MIX[1] ^ codes[2:] * _MIX[2])


def likeness(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Estimated Jaccard of sketches, row by row; 0 for texts that were too short."""
    filled = ((a != EMPTY) | (b != EMPTY)).sum(-1)
    same = ((a == b) & (a != EMPTY)).sum(-1)
    return np.asarray(same / np.maximum(filled, 1), dtype=np.float64)


def one_text(jaccard: Any, few: Any, many: Any) -> Any:
    """Whether so like texts of so many shingles are one: as a whole, or the shorter inside the longer."""
    inside = jaccard / (1 + jaccard) * (few + many) / np.maximum(np.minimum(few, many), 1)
    return (jaccard >= LIKE) | (inside >= CONTAINED)


def same_text(a: Codes, b: Codes) -> bool:
    """The exact answer for two texts by their shingles."""
    if not len(a) or not len(b):
        return False
    shared = len(np.intersect1d(a, b, assume_unique=True))
    return shared / (len(a) + len(b) - shared) >= LIKE or shared / min(len(a), len(b)) >= CONTAINED


def _mixed(codes: Codes) -> Codes:
    """Scattered evenly over 64 bits (splitmix)."""
    codes = codes ^ (codes >> np.uint64(30))
    codes = codes * np.uint64(0xBF58476D1CE4E5B9)
    codes = codes ^ (codes >> np.uint64(27))
    codes = codes * np.uint64(0x94D049BB133111EB)
    return codes ^ (codes >> np.uint64(31))


@functools.lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without conjunction, article and the commonest endings: «والحافلات» → «حافل». Coarse, for comparing only."""
    if len(word) > 4 and word[0] in "وف":
        word = word[1:]
    for front in _FRONTS:
        if word.startswith(front) and len(word) - len(front) >= 3:
            word = word[len(front) :]
            break
    for back in _BACKS:
        if word.endswith(back) and len(word) - len(back) >= 3:
            return word[: -len(back)]
    return word
