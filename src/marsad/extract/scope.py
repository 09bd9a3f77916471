"""How far a cue reaches: its clause, its sentence, its quotation, and the sentences after it that go on in the same voice.

Cues of one sentence are laid out side by side (``within``); ``continues`` tells whether the next sentence is still told by the last speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marsad.arabic.tokens import Sentence, Token
from marsad.extract.seen import Attribution, SourceLink
from marsad.extract.speakers import Page, Phrase
from marsad.extract.speech import CLOSERS, OPENERS

_LONGEST_QUOTATION = 250  # tokens
FURTHEST_BACK = 1000  # tokens: more than the longest sentence and the longest quotation together
_FURTHEST = 3  # sentences that may go on without a new cue


@dataclass(slots=True)
class Cue:
    """A cue as read, before its scope is laid out. ``start``: where its clause begins; ``way``: forward, around, own (only its own words)."""

    first: int
    last: int
    start: int
    voices: tuple[Phrase, ...]
    stance: str
    cue: str
    rule: str
    way: str
    nested: bool = False  # inside what another says: «قالت القناة إن التنظيم تبنى …»
    open: bool = True  # may go on into the next sentence
    until: int | None = None  # end of its quotation

    @property
    def chain(self) -> tuple[SourceLink, ...]:
        return tuple(v.link for v in self.voices)


def within(p: Page, s: Sentence, cues: list[Cue]) -> list[Attribution]:
    """The attributions of one sentence, each with its scope."""
    found: list[Attribution] = []
    tokens = p.tokens
    for n, cue in enumerate(cues):
        begin, end = cue.start, s.last
        for later in cues[n + 1 :]:
            if not later.nested and later.way == "forward" and later.start > cue.first and later.chain != cue.chain:
                end = later.start
                break
        before = next((c for c in reversed(cues[:n]) if c.way == "forward"), None)
        if cue.way == "around":
            begin = _back(p, s, cue, cues[:n])
            if before is not None and begin <= before.start:
                begin = before.start
                cue.voices = _joined(before, cue)
            elif n + 1 < len(cues) and cues[n + 1].way == "forward" and cues[n + 1].start <= cue.first:
                cue.voices = _joined(cues[n + 1], cue)
        elif cue.way == "own":
            begin, end = cue.first, min(end, cue.last)
        elif cue.nested and before is not None:
            cue.voices = _nested(before.voices, cue.voices)
        if cue.until is not None:
            end = max(end, cue.until)
        start = tokens[cue.first].start
        found.append(Attribution(cue.first, cue.last, start, tokens[cue.last - 1].end, cue.cue, cue.chain, (begin, end), cue.stance, cue.rule))
    return found


def _nested(outer: tuple[Phrase, ...], inner: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    known = {x.link.source for x in inner}
    return (*(x for x in outer if x.link.source not in known), *inner)


def _joined(main: Cue, aside: Cue) -> tuple[Phrase, ...]:
    """A speaker and an aside that names another: the one that hands on stands outside («أعلن الجيش، بحسب وكالة سانا، أن …»)."""
    if any(v.outlet for v in aside.voices) and not any(v.outlet for v in main.voices):
        return _nested(aside.voices, main.voices)
    return _nested(main.voices, aside.voices)


def _back(p: Page, s: Sentence, cue: Cue, before: list[Cue]) -> int:
    """Where what an aside covers begins: the sentence, or the last clause where another speaks before it."""
    if before:
        for i in range(cue.first - 1, s.first, -1):
            if clause_starts(p, i):
                return i if any(c.first < i for c in before) else s.first
    return s.first


def clause_starts(p: Page, i: int) -> bool:
    """Whether a new clause with its own voice may begin at token i: «فيما», «في حين», «؛»."""
    forms = p.forms
    seconds = p.lex.clauses[forms[i]]
    return seconds is not None and ("" in seconds or (i + 1 < len(forms) and forms[i + 1] in seconds))


def quotation(tokens: Sequence[Token], i: int) -> int | None:
    """The end of the quotation that opens at token i, in the same paragraph; None where it never closes."""
    opener, line, depth = tokens[i].form, tokens[i].line, 0
    for j in range(i + 1, min(i + _LONGEST_QUOTATION, len(tokens))):
        t = tokens[j]
        if t.line != line:
            return None
        if t.kind != "punct":
            continue
        if t.form in OPENERS and t.form not in CLOSERS:
            depth += 1
        elif t.form in CLOSERS and not (t.form == opener == "“" and not t.glued):
            if j + 1 < len(tokens) and tokens[j + 1].glued and tokens[j + 1].kind == "word":
                depth += 1  # it opens: «"كذا»
            elif depth:
                depth -= 1
            else:
                return j + 1
    return None


def turns(p: Page, s: Sentence) -> bool:
    """Whether the sentence leaves the voice before it: «من جهة أخرى», «يذكر أن», «وكانت … قد»."""
    tokens, table = p.tokens, p.lex.small.turns
    first = tokens[s.first].form
    second = tokens[s.first + 1].form if s.first + 1 < s.last else ""
    starts = [table.get(word) for word in (first, first[1:] if first[0] in "وف" else first)]
    return any(seconds and ("" in seconds or second in seconds) for seconds in starts)


def continues(p: Page, s: Sentence, last: Attribution, run: int, line: int, *, loose: bool = False) -> bool:
    """Whether the sentence, which has no cue of its own, is still told by the speaker of ``last`` (``run`` sentences ago, in ``line``);
    ``loose``: only behind a word that says so («كما»)."""
    if s.last - s.first < 3:
        return False
    if s.first < last.scope[1]:
        return True  # inside its quotation
    if run >= _FURTHEST or turns(p, s):
        return False
    goes_on = p.tokens[s.first].form in p.lex.small.goes_on
    return (s.line == line and (goes_on or not loose)) or (s.line == line + 1 and goes_on)


def continued(last: Attribution, s: Sentence) -> Attribution:
    """The same voice over one more sentence."""
    rule = last.rule if last.rule.endswith("+goes_on") else f"{last.rule}+goes_on"
    return last._replace(scope=(s.first, s.last), rule=rule)
