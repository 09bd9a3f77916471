"""Cues of attribution, read one at a time: who speaks, how the content is carried, who hands it on.

``read_cue`` takes the word that may be a cue and gives a ``scope.Cue``, or None where nobody speaks.
"""

from __future__ import annotations

from marsad.arabic.tokens import Sentence
from marsad.extract import scope
from marsad.extract.chains import phrase
from marsad.extract.complements import beside, complement, only_aside, past_adverbs, stands_alone, subject_before
from marsad.extract.scope import Cue
from marsad.extract.speakers import Page, Phrase, person, unlisted
from marsad.extract.speech import OPENERS, Reading
from marsad.resources.attribution import Verb

_HEADLINE, _DATELINE = 25, 8  # tokens
_PLAIN = Verb(id="", past="", present="", takes=("that",), example="")  # of an aside without a verb


def read_cue(p: Page, s: Sentence, i: int, r: Reading, cues: list[Cue]) -> Cue | None:
    """The cue that begins at the token, with its speaker where he stands by it."""
    if r.role == "verb":
        return _verb(p, s, i, r, cues)
    if r.role == "prep":
        return _preposition(p, s, i, r)
    if r.role == "colon":
        return _colon(p, s, i)
    if r.role == "dash":
        return _dash(p, s, i)
    return _text_of(p, s, i, cues)


def _verb(p: Page, s: Sentence, i: int, r: Reading, cues: list[Cue]) -> Cue | None:
    verb, tokens = p.lex.verbs[r.cue], p.tokens
    before = tokens[i - 1].form if i > s.first else ""
    if r.form == "participle" or before in p.lex.small.unsaid or (r.form == "finite" and before in p.lex.small.governing):
        return None
    if r.form == "object":
        return _relative(p, s, i, r, verb, cues)
    start = i
    speaker = None
    if r.form == "finite" and r.conjunction != "و" and i > s.first:
        speaker, start = subject_before(p, s, i)
    j = past_adverbs(p, i + 1, s.last)
    if speaker is None and j < s.last:
        if verb.cites and tokens[j].form == "عن":  # «نقل عن …»
            inner = phrase(p, j + 1, s.last)
            return _cue(p, i, inner.last, i, [inner], verb, r, "passive") if inner else None
        speaker = phrase(p, j, s.last)
        if speaker is not None and speaker.content:
            k = speaker.last
            carried, content = complement(p, k, min(s.last, k + 4), verb)
            if not carried or r.form != "finite" or speaker.head != "report":
                return None
        k = speaker.last if speaker else j
    else:
        k = i + 1
    if speaker is None:
        return _implicit(p, s, i, j, r, verb, cues)
    carried, content = complement(p, k, s.last, verb)
    if not carried and not stands_alone(p, k, s.last, verb, speaker):
        return None
    if r.form == "masdar" and not carried and not (k < s.last and tokens[k].kind == "word"):
        return None
    links = [*speaker.outer, speaker]
    if speaker.link.source.startswith("other_") and p.last and p.last[0].outlet and p.last[0].link.source != speaker.link.source:
        links = [p.last[0], speaker]  # «وقال مصدر ثان», to the same outlet
    if k < s.last and tokens[k].form not in p.lex.small.that and tokens[k].form != "عن":
        links = beside(p, k, content if carried else min(s.last, k + 7), links, verb)
    last = max(k, links[-1].last if verb.cites else k)
    if verb.cites:
        told_from = min(k + 8, content if carried else s.last, s.last)  # «نقلت الوكالة عن شاهد أن …», not «… أن القصف أسفر عن …»
        at = next((x for x in range(k, told_from) if tokens[x].form == "عن"), None)
        inner = phrase(p, at + 1, s.last) or person(p, at + 1, s.last) if at is not None else None
        if inner:
            links.append(inner)
            last = inner.last
    for x in links:
        p.meet(x)
    if verb.publishes:
        p.shown = tuple(links)
    way = "forward"
    if not carried and (k >= s.last or tokens[k].form in (".", "،", "؛")) and "np" not in verb.takes and r.form == "finite":
        way = "around"  # «…، قال المتحدث.»
    cue = _cue(p, i, last, min(start, i), links, verb, r, "svo" if start < i else r.form if r.form == "masdar" else "vso")
    cue.way = way
    cue.first = min(start, i)
    if k < s.last and tokens[k].form.startswith(p.lex.small.responsibility) and verb.stance == "says":
        cue.stance = "claims_responsibility"
    if cue.stance == "claims_responsibility" or r.form == "masdar" or verb.stance in ("opines", "demands"):
        cue.open = False
    cue.nested = r.form != "masdar" and _inside(p, i, start, r, cues)
    if carried and content < s.last and tokens[content].form in OPENERS:
        cue.until = scope.quotation(tokens, content)
    return cue


def _inside(p: Page, i: int, start: int, r: Reading, cues: list[Cue]) -> bool:
    """Whether the cue stands in what an earlier one tells, not beside it: «قالت القناة إن التنظيم تبنى …»."""
    if not cues or r.conjunction == "و":
        return False
    before = cues[-1]
    if before.way != "forward" or before.rule.startswith("text/"):
        return False
    return not any(scope.clause_starts(p, x) for x in range(before.last, min(start, i) + 1))


def _implicit(p: Page, s: Sentence, i: int, j: int, r: Reading, verb: Verb, cues: list[Cue]) -> Cue | None:
    """No subject: the last speaker («وأضاف أن»), or someone by name whom no table knows («قال فلان إن»)."""
    tokens = p.tokens
    if r.form != "finite" or j >= s.last or (verb.impersonal and tokens[i].form.lstrip("وف")[:1] == "ي"):
        return None
    carried, content = complement(p, j, min(s.last, j + 4), verb)
    direct = tokens[j].form in p.lex.small.that or tokens[j].form == ":" or tokens[j].form in OPENERS or (tokens[j].form in ("الي", "عن", "علي") and carried)
    aside = tokens[j].form in p.lex.small.during and complement(p, j, min(s.last, j + 12), verb)[0]
    if direct and carried and tokens[i].text.lstrip("وف")[1:2] == "\u064f":  # «ذُكر أن»: hearsay
        return Cue(i, j, i, (), verb.stance, r.cue, f"{r.cue}/passive", "forward")
    if (direct and carried) or aside:
        if not p.last:
            return None
        until = scope.quotation(tokens, content) if content < s.last and tokens[content].form in OPENERS else None
        return Cue(i, j if j > i else i + 1, i, p.last, verb.stance, r.cue,
                   f"{r.cue}/implicit", "forward", nested=_inside(p, i, i, r, cues) and False, until=until)  # fmt: skip
    if verb.loose or "that" not in verb.takes:
        return None
    carried, _ = complement(p, j, min(s.last, j + 9), verb)
    found = person(p, j, s.last) or unlisted(p, j, s.last) if carried else None
    if found is None:
        return None
    p.meet(found)
    return _cue(p, i, found.last, i, [found], verb, r, "person")


def _relative(p: Page, s: Sentence, i: int, r: Reading, verb: Verb, cues: list[Cue]) -> Cue | None:
    """A verb with a pronoun: «بيان أوردته الوكالة», «الصور التي رصدتها عنب بلدي», «حصيلة نقلها مراسل الجزيرة»."""
    tokens = p.tokens
    j = past_adverbs(p, i + 1, s.last)
    speaker = phrase(p, j, s.last)
    if speaker is None or speaker.content:
        return None
    if tokens[i].form in p.lex.small.monitored and speaker.outlet:
        p.own.add(speaker.link.source)
        return None
    if speaker.link.source in p.own or verb.stance != "says":
        return None
    links = [speaker]
    k = speaker.last
    if verb.cites and k < s.last and tokens[k].form == "عن" and (inner := phrase(p, k + 1, s.last)):
        links.append(inner)
        k = inner.last
    if cues and cues[-1].way == "forward" and speaker.outlet:  # «قالت الوزارة في بيان أوردته وكالة …»
        main = cues[-1]
        main.voices = p.last = (*links, *main.voices)
        return None
    for x in links:
        p.meet(x)
    cue = _cue(p, i, k, i, links, verb, r, "relative")
    cue.way, cue.open = "around", False
    return cue


def _preposition(p: Page, s: Sentence, i: int, r: Reading) -> Cue | None:
    """«وفق مصدر أمني», «وبحسب ما نقلت الوكالة عن …», «نقلا عن», «كما قال»."""
    tokens, prep = p.tokens, p.lex.prepositions[r.cue]
    j = i + 1
    if prep.by:
        if j >= s.last or tokens[j].form != prep.by:
            return None
        j += 1
    elif j < s.last and tokens[j].form in ("ل", "الي", "علي"):
        j += 1
    while j < s.last and tokens[j].form in p.lex.small.whatever:
        j += 1
    if j + 1 < s.last and tokens[j].form in p.lex.small.comes and tokens[j + 1].form in p.lex.small.medium:
        j += 2
    verb: Verb | None = None
    inner_of: Reading | None = None
    if j < s.last and (inner_of := p.lex.reading(tokens[j].form)) and inner_of.role == "verb" and inner_of.form in ("finite", "object"):
        verb = p.lex.verbs[inner_of.cue]
        monitored = tokens[j].form in p.lex.small.monitored
        j += 1
        while j < s.last and (tokens[j].form in p.lex.small.particles or tokens[j].form in p.lex.small.adverbs):
            j += 1
    elif prep.clause and tokens[j - 1].form not in p.lex.small.medium:
        return None
    speaker = phrase(p, j, s.last, proclitics=("", "ل", "الي"))
    if speaker is None:
        speaker = person(p, j, s.last, known=verb is None) or _body(p, j, s.last)
        if speaker is None:
            return None
    if verb and monitored and speaker.outlet:
        p.own.add(speaker.link.source)
        return None
    if speaker.link.source in p.own and speaker.outlet and not speaker.author:
        return None
    links = [*speaker.outer, speaker]
    k = speaker.last
    if verb and verb.cites and (at := next((x for x in range(k, min(k + 6, s.last)) if tokens[x].form == "عن"), None)):
        inner = phrase(p, at + 1, s.last) or person(p, at + 1, s.last)
        if inner:
            links.append(inner)
            k = inner.last
    elif k < s.last:
        links = beside(p, k, min(k + 8, s.last), links, verb or _PLAIN)
    for x in links:
        p.meet(x)
    begins = i == s.first or (r.conjunction != "" and tokens[i - 1].kind == "punct") or (scope.clause_starts(p, i - 1))
    follows = k < s.last and not p.lex.small.thus.isdisjoint(p.forms[k : min(k + 12, s.last)])
    way = "forward" if begins or follows else "around"
    if way == "forward" and prep.clause and tokens[i].form.endswith("كما"):
        return None  # «كما أعلن …» opens a clause: the verb is the cue
    if way == "forward" and not any(t.kind == "word" for t in tokens[k : s.last]):
        way = "around"
    cue = Cue(i, k, i, tuple(links), "says", r.cue, f"{r.cue}/{way}", way)
    if way == "around":
        cue.open = speaker.author  # «…، حسب بيان للوزارة. كما …»
    return cue


def _body(p: Page, j: int, end: int) -> Phrase | None:
    """«نقلا عن المركز الأميركي للعدالة، …»: a body that no list knows, named by two words or more up to a comma or the end."""
    if j >= end or p.forms[j].removeprefix("ال") not in p.lex.small.bodies:
        return None
    found = unlisted(p, j, end)
    if found is None or found.last - j < 2 or (found.last < end and p.forms[found.last] not in ("،", ".")):
        return None
    return found


_PLACE_HEADS = frozenset(("محافظه", "ولايه", "مدينه", "ريف", "قضاء", "بلده", "منطقه", "اقليم", "مديريه", "مخيم", "قريه"))


def _colon(p: Page, s: Sentence, i: int) -> Cue | None:
    """A headline or a caption that puts its speaker before a colon: «المرصد: مقتل خمسة …»."""
    tokens = p.tokens
    if i - s.first > 10 or i + 1 >= s.last or i == s.first:
        return None
    speaker = phrase(p, s.first, i)
    if speaker is None or not only_aside(p, speaker.last, i) or speaker.content or tokens[s.first].form in _PLACE_HEADS:
        return None  # «محافظة درعا: …» says where
    p.meet(speaker)
    cue = Cue(s.first, i + 1, s.first, (speaker,), "says", "colon", "colon/headline", "forward")
    cue.open = False
    if tokens[i + 1].form in OPENERS:
        cue.until = scope.quotation(tokens, i + 1)
    return cue


def _dash(p: Page, s: Sentence, i: int) -> Cue | None:
    """«… - مصادر أمنية» at the end of a headline; in a dateline («بغداد - شفق نيوز») the outlet itself."""
    short = s.last - s.first
    if short > _HEADLINE:
        return None
    after = phrase(p, i + 1, s.last) if i + 1 < s.last else None
    if short <= _DATELINE:
        before = phrase(p, s.first, i) if i > s.first else None
        for found in (before, after):
            if found and found.outlet and found.link.source in p.known:
                p.own.add(found.link.source)
        return None
    if after is None or after.last < s.last or after.content:
        return None
    p.meet(after)
    cue = Cue(i, s.last, s.first, (after,), "says", "dash", "dash/headline", "around")
    cue.open = False
    return cue


def _text_of(p: Page, s: Sentence, i: int, cues: list[Cue]) -> Cue | None:
    """A text with its author and no verb of saying: «… وردت في بيان للقيادة», «وكانت حصيلة الإعلام الرسمي 28 قتيلا»."""
    found = phrase(p, i, s.last, proclitics=("", "و", "ب"))
    comes = i - s.first >= 2 and p.tokens[i - 1].form == "في" and p.tokens[i - 2].form in p.lex.small.comes
    if found is None or not found.author or (found.at and not comes) or found.link.source in p.own:
        return None
    if any(v.link.source == found.link.source for c in cues for v in c.voices):
        return None  # «قالت المقاومة في بيانها»
    p.meet(found)
    begins = i <= s.first + 2 or comes
    cue = Cue(i, found.last, s.first if begins else i, (found,), "says", "text", "text/author", "forward" if begins else "around")
    cue.open = begins
    return cue


def _cue(p: Page, i: int, last: int, start: int, links: list[Phrase], verb: Verb, r: Reading, rule: str) -> Cue:
    return Cue(i, max(last, i + 1), start, tuple(links), verb.stance, r.cue, f"{r.cue}/{rule}", "forward")
