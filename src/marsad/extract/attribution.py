"""Who says so: cues, the chains of sources behind them, and how far they reach over the text.

``find`` gives an ``Attribution`` a cue; the innermost one over an event tells its sources. No attribution: the outlet's own voice.

    «وأفادت مصادر طبية بأن القصف أوقع قتيلين، بحسب وكالة سبأ.»  →  [saba] ← [medical_sources]
"""

from __future__ import annotations

import bisect
import operator
import sys
from collections.abc import Sequence

from marsad.arabic.tokens import Words, hits
from marsad.extract import scope
from marsad.extract.sayings import read_cue
from marsad.extract.scope import Cue
from marsad.extract.seen import ActorMention, Attribution, Context, SourceLink
from marsad.extract.speakers import page
from marsad.extract.speech import lexicon
from marsad.model import Mention


def cue_word(form: str) -> bool:
    """Whether the folded word may be a cue. A participle alone never is."""
    r = lexicon().readings[form]
    return r is not None and r.form != "participle"


def find(words: Words, actors: Sequence[ActorMention], context: Context) -> list[Attribution]:
    """Every attribution of the text, in the order of their scopes."""
    marked = iter(hits(words, cue_word))
    forms, n = words.forms, len(words.forms)
    i = next(marked, n)
    if i == n:
        return []
    p = page(words, actors, context)
    readings = p.lex.readings
    found: list[Attribution] = []
    last: Attribution | None = None
    run = line = 0
    loose = False
    for s in words.sentences:
        cues: list[Cue] = []
        past = s.first
        while i < s.last:
            if i >= past and (r := readings[forms[i]]) and (cue := read_cue(p, s, i, r, cues)):
                cues.append(cue)
                p.last = cue.voices
                past = cue.last
            i = next(marked, n)
        if cues:
            cues.sort(key=lambda c: c.first)
            made = scope.within(p, s, cues)
            found += made
            p.last = cues[-1].voices
            final = cues[-1]
            last, run, line = (made[-1] if final.open and not final.nested else None), 0, s.line
            loose = final.way != "forward"  # an aside goes on only behind «كما», «كذلك»
        elif last is not None and scope.continues(p, s, last, run, line, loose=loose):
            found.append(scope.continued(last, s))
            run, line = run + 1, s.line
        else:
            last = None
    found.sort(key=lambda a: a.scope[0])
    return found


_SCOPE = operator.attrgetter("scope")


def covering(attributions: Sequence[Attribution], token: int) -> Attribution | None:
    """The innermost attribution over a token: the one of the narrowest scope, the later one of equals. ``attributions`` as ``find`` gives them."""
    best: Attribution | None = None
    for n in range(bisect.bisect_right(attributions, (token, sys.maxsize), key=_SCOPE) - 1, -1, -1):
        a = attributions[n]
        if a.scope[0] < token - scope.FURTHEST_BACK:
            break
        if token < a.scope[1] and (best is None or a.scope[1] - a.scope[0] < best.scope[1] - best.scope[0]):
            best = a
    return best


def mentions(attributions: Sequence[Attribution], words: Words) -> list[Mention]:
    """For ``explain``: a mention of kind "source" a cue, with its stance, the words that it covers and the chain of sources."""
    found = []
    for a in attributions:
        span = words.span(*a.scope) if a.scope[1] > a.scope[0] else (a.start, a.end)
        chain = [_link(words, x) for x in a.chain]
        normal = {"cue": a.cue, "stance": a.stance, "scope": list(span), "chain": chain}
        found.append(Mention("source", a.start, a.end, words.text[a.start : a.end], a.rule, normal))
    return found


def _link(words: Words, x: SourceLink) -> dict[str, object]:
    return {"text": words.text[x.start : x.end], "span": [x.start, x.end], "source": x.source, "kind": x.kind, "actor": x.actor}
