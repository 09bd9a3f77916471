"""What stands around a verb of saying: its subject before it, what carries its content, a second speaker, who was told."""

from __future__ import annotations

from marsad.arabic.tokens import Sentence
from marsad.extract.chains import is_text, phrase
from marsad.extract.speakers import Page, Phrase
from marsad.extract.speech import CLOSERS
from marsad.resources.attribution import Verb

_DASHES = frozenset(("-", "–", "—", "،"))
_WINDOW = 16  # tokens between a verb and what carries its content


def past_adverbs(p: Page, j: int, end: int) -> int:
    """Past adverbs and asides that may stand between a verb and its subject."""
    forms, skipped = p.forms, p.lex.skipped
    while j < end and forms[j] in skipped:
        j += 1
    if j + 2 < end and forms[j] == "في" and forms[j + 1] == "وقت":
        j += 3
    return j


def subject_before(p: Page, s: Sentence, i: int) -> tuple[Phrase | None, int]:
    """The subject that stands before its verb: «لكن مراسل الوكالة أورد …», «أما القيادة فأعلنت»."""
    forms, bounds = p.forms, p.lex.bounds
    for k in range(i - 1, max(s.first, i - 14) - 1, -1):
        if k > s.first and forms[k - 1] not in bounds:
            continue
        if forms[k] in p.lex.small.before_subject or forms[k] in _DASHES:
            continue
        found = phrase(p, k, i, proclitics=("", "و", "ف"))
        if found and not found.content and only_aside(p, found.last, i):
            if k == s.first and i - found.last == 1 and forms[found.last] in _DASHES and found.outlet and phrase(p, i + 1, s.last) is not None:
                return None, i  # «السومرية - أعلنت الوزارة …»: a dateline
            return found, k
        if k == s.first or forms[k - 1] != "،":
            return None, i
    return None, i


def only_aside(p: Page, j: int, end: int) -> bool:
    """Whether nothing but brackets, adverbs and an aside between commas stands between subject and verb."""
    tokens = p.tokens
    while j < end:
        form = tokens[j].form
        if form in ("(", "[") or form in ("،", "-", "–"):
            close = {"(": ")", "[": "]"}.get(form, form)
            k = next((x for x in range(j + 1, end) if tokens[x].form == close), None)
            if k is None:
                return j + 1 == end
            j = k
        elif form in ("في", "من") and j + 1 < end and tokens[j + 1].kind == "word":
            j += 2
            while j < end and tokens[j].kind == "word" and tokens[j].form not in p.lex.small.stop:
                j += 1
            continue
        elif form not in p.lex.small.adverbs and form not in CLOSERS:
            return False
        j += 1
    return True


def complement(p: Page, k: int, end: int, verb: Verb) -> tuple[bool, int]:
    """Whether what carries the content follows, and where the content begins."""
    tokens, forms, takes, carriers, past = p.tokens, p.forms, verb.takes, p.lex.carriers, k
    for x in range(k, min(k + _WINDOW, end)):
        carrier = carriers[forms[x]]
        if not carrier or x < past:
            continue  # x < past: inside a name in quotation marks
        if carrier == "verb":
            if x > k:
                break
        elif carrier == "mark":
            close = next((c for c in range(x + 1, min(x + 7, end)) if forms[c] in CLOSERS), None)
            opens = x + 1 < end and tokens[x + 1].glued and (x == k or not tokens[x].glued)
            named = close is not None and not p.lex.small.that.isdisjoint(forms[close : min(close + 6, end)])
            if "quote" in takes and opens and x <= k + 2 and not named:
                return True, x
            if close is not None:
                past = close + 1  # «لوكالة “…” أن»
        elif carrier not in takes:
            continue
        elif carrier == "quote":
            return True, min(x + 1, end - 1)
        elif carrier == "that" or x <= k + (6 if carrier == "about" else 3):
            return True, x + 1
    return False, k


def stands_alone(p: Page, k: int, end: int, verb: Verb, speaker: Phrase) -> bool:
    """Whether verb and subject make a cue without «أن»: «أعلن الجيش مقتل …», but not «نشر الجيش قوات»."""
    if not verb.loose:
        return True
    if verb.publishes:
        return speaker.outlet or is_text(p, k)
    if "tally" in verb.takes:
        return k < end and any(t.form in p.lex.small.figures for t in p.tokens[k : min(k + 6, end)])
    return ("np" in verb.takes or "with" in verb.takes) and speaker.link.rule != "source.actor"


def beside(p: Page, k: int, end: int, links: list[Phrase], verb: Verb) -> list[Phrase]:
    """Who stands beside the speaker: a second speaker («و…»), the outlet that was told («أبلغ رويترز», «في تصريح لقناة …»), the medium."""
    forms, told_to = p.forms, p.lex.small.told
    x, end_of_look = k, min(end, k + 12)
    while x < end_of_look:
        form = forms[x]
        if x > k + 1 and form[0] != "ل" and form not in told_to:
            x += 1
            continue
        told = None
        if form in told_to:
            told = phrase(p, x + 1, end)
        elif form.startswith("ل"):
            told = phrase(p, x, end, proclitics=("ل",))
        elif form.startswith("و") and x == k and not p.lex.reading(form):
            beside = phrase(p, x, end, proclitics=("و",))
            if beside:
                links.append(beside)
                x = beside.last
                continue
            told = phrase(p, x, end)  # «وكالة …»
        elif x == k or (verb.addressee and x <= k + 1):  # «أبلغ رويترز», «أفاد الدفاع المدني وكالة …»
            told = phrase(p, x, end)
        if told and told.outlet and told.link.kind != "media":
            if _is_own(p, told, links[0]):
                p.own.add(told.link.source)
            elif told.link.actor and told.link.actor == links[0].link.actor:
                return [told, *links[1:]]
            elif not any(told.link.source == y.link.source for y in links):
                return [told, *links]
        x = max(x + 1, told.last if told else 0)
    return links


def _is_own(p: Page, told: Phrase, speaker: Phrase) -> bool:
    """Whether the outlet spoken to is the one that we read: said by the metadata, else guessed where sources without a name speak to it."""
    source = told.link.source
    if source in p.own:
        return True
    if p.context.outlet or speaker.link.source in p.known or (told.link.kind in ("agency", "broadcaster", "newspaper") and source in p.known):
        return False
    return source not in p.known or told.link.kind == "site"
