"""Who says so: cues, the chains of sources behind them, and how far they reach over the text.

``find`` gives an ``Attribution`` a cue; the innermost one over an event tells its sources. No attribution: the outlet's own voice.

    «وأفادت مصادر طبية بأن القصف أوقع قتيلين، بحسب وكالة سبأ.»  →  [saba] ← [medical_sources]
"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.arabic.tokens import Sentence, Words
from marsad.extract.chains import OPENERS, THAT, Page, Phrase, page, phrase
from marsad.extract.seen import ActorMention, Attribution, Context, SourceLink
from marsad.extract.speech import Reading
from marsad.model import Mention

_BETWEEN = frozenset(
    "اليوم امس السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه صباح مساء ايضا بدوره بدورها كذلك ، - – قد سابقا لاحقا في وقت سابق لاحق".split()
)


def find(words: Words, actors: Sequence[ActorMention], context: Context) -> list[Attribution]:
    """Every attribution of the text, in the order of its cues."""
    p = page(words, actors, context)
    lex, tokens = p.lex, words.tokens
    found: list[Attribution] = []
    chain: tuple[SourceLink, ...] = ()
    for s in words.sentences:
        for i in range(s.first, s.last):
            reading = lex.reading(tokens[i].form)
            if reading is None:
                continue
            made = _verb(p, s, i, reading, chain) if reading.role == "verb" else _preposition(p, s, i, reading)
            if made:
                chain = made.chain
                found.append(made)
    return found


def _verb(p: Page, s: Sentence, i: int, reading: Reading, chain: tuple[SourceLink, ...]) -> Attribution | None:
    verb, tokens = p.lex.verbs[reading.cue], p.tokens
    if reading.form not in ("finite", "masdar"):
        return None
    j = i + 1
    while j < s.last and tokens[j].form in _BETWEEN:
        j += 1
    speaker = phrase(p, j, s.last)
    if speaker is None:
        if reading.form == "finite" and j < s.last and chain and (tokens[j].form in THAT or (tokens[j].form == "الي" and "to" in verb.takes)):
            return _made(p, i, j, reading, chain, (i, s.last), verb.stance, "implicit")
        return None
    p.met.append(speaker)
    links: list[Phrase] = [speaker]
    k = speaker.last
    if verb.cites and k < s.last and tokens[k].form == "عن":
        inner = phrase(p, k + 1, s.last, proclitics=("",))
        if inner:
            p.met.append(inner)
            links.append(inner)
    elif verb.loose and not _carried(p, k, s.last):
        return None
    return _made(p, i, k, reading, tuple(x.link for x in links), (i, s.last), verb.stance, "vso")


def _carried(p: Page, k: int, end: int) -> bool:
    return any(t.form in THAT or t.form in ("عن", "الي", ":") or t.form in OPENERS for t in p.tokens[k : min(k + 12, end)])


def _preposition(p: Page, s: Sentence, i: int, reading: Reading) -> Attribution | None:
    tokens = p.tokens
    j = i + 1
    if j < s.last and tokens[j].form in ("ل", "عن", "الي"):
        j += 1
    if j < s.last and tokens[j].form == "ما":
        j += 1
    if j < s.last and (r := p.lex.reading(tokens[j].form)) and r.role == "verb":
        j += 1
        if j < s.last and tokens[j].form in ("به", "اليه", "عنه"):
            j += 1
    elif p.lex.prepositions[reading.cue].clause:
        return None
    speaker = phrase(p, j, s.last, proclitics=("", "ل", "الي"))
    if speaker is None:
        return None
    p.met.append(speaker)
    return _made(p, i, speaker.last, reading, (speaker.link,), (s.first, s.last), "says", "according")


def _made(
    p: Page, i: int, last: int, reading: Reading, chain: tuple[SourceLink, ...], scope: tuple[int, int], stance: str, rule: str
) -> Attribution:
    start, end = p.words.span(i, max(last, i + 1))
    return Attribution(i, max(last, i + 1), start, end, reading.cue, chain, scope, stance, f"{reading.cue}/{rule}")


def covering(attributions: Sequence[Attribution], token: int) -> Attribution | None:
    """The innermost attribution over a token: the one of the narrowest scope, the later one of equals."""
    inside = [a for a in attributions if a.scope[0] <= token < a.scope[1]]
    return min(inside, key=lambda a: (a.scope[1] - a.scope[0], -a.first), default=None)


def mentions(attributions: Sequence[Attribution], words: Words) -> list[Mention]:
    """For ``explain``: a mention of kind "source" a cue, with its stance, the words that it covers and the chain of sources."""
    found = []
    for a in attributions:
        scope = words.span(*a.scope) if a.scope[1] > a.scope[0] else (a.start, a.end)
        chain = [{"text": words.text[x.start : x.end], "span": [x.start, x.end], "source": x.source, "kind": x.kind, "actor": x.actor} for x in a.chain]
        normal = {"cue": a.cue, "stance": a.stance, "scope": list(scope), "chain": chain}
        found.append(Mention("source", a.start, a.end, words.text[a.start : a.end], a.rule, normal))
    return found
