"""What is worked out once for each distinct word: a language repeats itself, so most words of a text have been seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_MOST = 200_000  # words; a flood of nonsense must not fill the memory


class Memo(dict[str, T]):
    """Word → what ``make`` says of it; forgotten all together when the words grow too many."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> T:
        found = self._make(word)
        if len(self) >= _MOST:
            self.clear()
        self[word] = found
        return found


def once_a_word(make: Callable[[str], T]) -> Callable[[str], T]:
    """A decorator for pure functions of one word. Faster to ask than ``lru_cache``, which keeps a list of who came last."""
    return Memo(make).__getitem__
