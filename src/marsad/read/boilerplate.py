"""Page furniture: marked with the rule that says so, never removed, so that offsets stay true and a reviewer sees it.

Works line by line. The words are data (data/outlets/); here are only the kinds of rules and what needs the neighbours:
captions under a picture's file name, boxes of links, pull-quotes, repeated lines.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from marsad.arabic.memo import once_a_word
from marsad.arabic.normalise import fold, fold_text
from marsad.model import Cut
from marsad.read import dateline
from marsad.resources import outlets

_WORD = re.compile(r"[^\W_]+")
_IMAGE = re.compile(r"[\w%().@-]{1,150}\.(?:jpe?g|png|gif|webp|svg|mp4|JPE?G|PNG)")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_STOP = re.compile("[.!?؟…:؛][\"'”»″’)\\]]*$")
_CREDIT = re.compile(r"[(（\[]([^()\[\]]{2,40})[)\]]\s*$")
_SEPARATOR = re.compile(r"[-–—|/:،•·]")
_ITEM = re.compile(r"[-–—*•▪●○◦]|\d{1,2}\s?[-.)]")  # of a list
_FULL_PARAGRAPH = 25  # words
_CAPTION = 25
_LABEL = 4  # words of «اقرأ أيضاً» and the like where it stands alone, over a box
_BOX = 8  # links in a box of related stories
_LONGEST = 300  # lines of a body in which pull-quotes are looked for; longer ones are lists and documents
_LINK = 22  # words of a headline in it


class Line(NamedTuple):
    """A line with words in it. ``stops``: it ends as a sentence does."""

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    stops: bool


def words_of(line: str) -> list[str]:
    """The words of a line as rules compare them: folded, without punctuation."""
    return _WORD.findall(fold_text(line))


def furniture(text: str, url: str | None = None) -> tuple[tuple[Cut, ...], dt.date | None]:
    """The cuts of a text in order, and the day that its dateline names, if any."""
    lines = list(_lines(text))
    cut: dict[int, str] = {}
    top, end = _zones(lines)
    days: list[tuple[int, dt.date]] = []
    rules = _rules(outlets.domain_of(url))
    for i, line in enumerate(lines):
        if i in cut or not line.words:
            continue
        found = rules.of(line, in_top=i <= top, in_end=i >= end, first=i == 0)
        if found:
            cut[i] = found["id"]
            if found["block"] and len(line.words) <= _LABEL:
                cut.update(_box(lines, i + 1, found["id"]))
        elif (i <= top or i >= end) and (said := dateline.read(line.text, line.words, rules.beside)):
            cut[i] = "dateline"
            days.append((said.rank, said.day))
        elif _IMAGE.fullmatch(line.text):
            cut[i] = "picture.file"
            if i + 1 < len(lines) and _is_caption(lines[i + 1]):
                cut[i + 1] = "picture.caption"
        elif not _ARABIC.search(line.text) and len(line.words) <= 8:
            cut[i] = "slug"
    cut.update(_signs(lines))
    cut.update(_repeats(lines, cut))
    cut.update(_pull_quotes(lines, cut))
    published = min(days)[1] if days else None
    if all(i in cut for i, line in enumerate(lines) if line.words):  # a text of nothing but furniture is a text that we misjudge
        cut = {i: rule for i, rule in cut.items() if not lines[i].words}
    return tuple(Cut(lines[i].start, lines[i].end, cut[i]) for i in sorted(cut)), published


def _lines(text: str) -> Iterator[Line]:
    """Lines that are not blank, with their offsets, without the space around them."""
    at = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = at + raw.index(stripped[0])
            words = tuple(words_of(stripped)) if len(stripped) < 400 else tuple(stripped.split())
            yield Line(start, start + len(stripped), stripped, words, bool(_STOP.search(stripped)))
        at += len(raw) + 1


def _zones(lines: Sequence[Line]) -> tuple[int, int]:
    """Indices of the first and the last full paragraph: what stands before and after is where pages put their own matter."""
    full = [i for i, line in enumerate(lines) if len(line.words) >= _FULL_PARAGRAPH or (line.stops and len(line.words) >= 12)]
    return (full[0] - 1, full[-1] + 1) if full else (len(lines), 0)


def beside(url: str | None) -> frozenset[str]:
    """Words that stand beside the date in a dateline of the outlet at the address."""
    return _rules(outlets.domain_of(url)).beside


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one outlet and the general ones, reached by what a line is or begins with."""

    exact: dict[str, dict[str, Any]]
    starts: dict[str, list[tuple[tuple[str, ...], dict[str, Any]]]]
    others: list[dict[str, Any]]
    beside: frozenset[str]

    def of(self, line: Line, *, in_top: bool, in_end: bool, first: bool) -> dict[str, Any] | None:
        """The rule that cuts this line, or None."""
        words = line.words
        if len(words) > 40:
            return None
        place = {"any": True, "top": in_top, "end": in_end}
        found = self.exact.get(" ".join(words))
        if found and place[found["zone"]]:
            return found
        for start, rule in self.starts.get(words[0], ()):
            # a headline may begin with the words of a byline («تحرير …»), so the first line is only cut where it is very short
            limit = 3 if first and rule["zone"] == "top" else rule["max_words"]
            if words[: len(start)] == start and len(words) <= limit and place[rule["zone"]] and not (line.stops and _sentence(line)):
                return rule
        for rule in self.others:
            if place[rule["zone"]] and len(words) <= (3 if first and rule["zone"] == "top" else rule["max_words"]) and _matches(rule, line):
                return rule
        return None


def _sentence(line: Line) -> bool:
    """Whether the line ends with a full stop after more words than a label has."""
    return len(line.words) > 8 and line.text.rstrip("\"'”»″’) ").endswith(".") and not line.text.endswith("..")


def _matches(rule: dict[str, Any], line: Line) -> bool:
    if rule["words"] and all(w in rule["words"] or w.removeprefix("و") in rule["words"] for w in line.words):
        return True
    if rule["has"] and (not rule["separator"] or _SEPARATOR.search(line.text)):
        joined = f" {' '.join(line.words)} "
        if any(h in joined for h in rule["has"]) and not line.stops:
            return True
    if rule["credit"] and (credit := _CREDIT.search(line.text)):
        said = {" ".join(words_of(part)) for part in re.split(r"[/،,-]", credit[1])}
        before = line.text[: credit.start()].rstrip()
        if said & set(rule["credit"]) and len(words_of(before)) >= 3 and not _STOP.search(before) and not _STOP.search(credit[1]):
            return True
    return False


@functools.lru_cache(maxsize=128)
def _rules(domain: str | None) -> _Rules:
    table = outlets.table()
    exact: dict[str, dict[str, Any]] = {}
    starts: dict[str, list[tuple[tuple[str, ...], dict[str, Any]]]] = {}
    others: list[dict[str, Any]] = []
    beside: set[str] = set()
    for name in filter(None, (domain, outlets.GENERAL)):
        beside.update(w for text in table[name]["dateline"] for w in words_of(text))
        for entry in table[name]["rules"]:
            rule = {
                **entry,
                "words": frozenset(w for text in entry["words"] for w in words_of(text)),
                "has": tuple(f" {' '.join(words_of(text))} " for text in entry["has"]),
                "credit": frozenset(" ".join(words_of(text)) for text in entry["credit"]),
            }
            for text in entry["is"]:
                exact.setdefault(" ".join(words_of(text)), rule)
            for text in entry["starts"]:
                words = words_of(text)
                starts.setdefault(words[0], []).append((tuple(words), rule))
            if rule["words"] or rule["has"] or rule["credit"]:
                others.append(rule)
    return _Rules(exact, starts, others, frozenset(beside))


def _box(lines: Sequence[Line], first: int, rule: str) -> dict[int, str]:
    """The headlines under «ذات صلة»: short lines without a final stop, up to the next that is running text.

    A single one before running text could be a heading of the report itself, but stands under a label that says otherwise.
    """
    found = {}
    for i in range(first, min(first + _BOX, len(lines))):
        line = lines[i]
        if line.stops or len(line.words) > _LINK:
            break
        found[i] = rule
    return found


def _is_caption(line: Line) -> bool:
    """A short line under a picture that is no sentence, or that ends with whose picture it is."""
    return len(line.words) <= _CAPTION and (not line.stops or bool(_CREDIT.search(line.text)))


def _signs(lines: Sequence[Line]) -> dict[int, str]:
    """Lines of dashes and dots."""
    return {i: "signs" for i, line in enumerate(lines) if not line.words}


def _repeats(lines: Sequence[Line], cut: dict[int, str]) -> dict[int, str]:
    """A line that stood before, word for word: the headline again as a breadcrumb or a caption."""
    seen: set[tuple[str, ...]] = set()
    found = {}
    for i, line in enumerate(lines):
        if i not in cut and len(line.words) >= 3:
            if line.words in seen:
                found[i] = "repeat"
            seen.add(line.words)
    return found


def _pull_quotes(lines: Sequence[Line], cut: dict[int, str]) -> dict[int, str]:
    """A line without a final stop amid paragraphs that all have one, and that says no more than they do.

    Either it stands alone of its kind in the body, or its words are nearly all those of another paragraph. The first line
    (the headline) and the last are left: an author may forget one stop.
    """
    body = [i for i in range(len(lines)) if i not in cut]
    if not 5 <= len(body) <= _LONGEST:
        return {}
    inner = body[1:-1]
    places = {i: at for at, i in enumerate(body)}
    loose = [i for i in inner if not lines[i].stops and 4 <= len(lines[i].words) <= _FULL_PARAGRAPH and not _ITEM.match(lines[i].text)]
    if not loose:
        return {}
    stems = {i: {_stem(w) for w in lines[i].words} for i in body}
    found = {}
    few = len(loose) <= max(1, len(inner) // 6)
    for i in loose:
        at = places[i]
        framed = lines[body[at - 1]].stops and lines[body[at + 1]].stops
        own = {_stem(w) for w in lines[i].words if len(w) > 2}
        if own and any(len(own & stems[j]) >= 0.8 * len(own) for j in body if j != i and len(lines[j].words) > len(own)):
            found[i] = "pull_quote.repeats"
        elif few and framed and at > 1 and not any(c.isdigit() for c in lines[i].text):
            found[i] = "pull_quote"
    return found


@once_a_word
def _stem(word: str) -> str:
    word = fold(word)
    for prefix in ("وال", "بال", "فال", "كال", "ال", "لل", "و", "ب", "ل", "ف"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word
