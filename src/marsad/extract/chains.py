"""The phrase of a speaker: «مصدر أمني في الشرطة العراقية», «مدير المرصد رامي عبد الرحمن», «بيان لوزارة الدفاع», «المصادر».

``phrase`` reads one at a token and says which source it is, by the table, by its head noun and adjectives, or by an actor of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from marsad.arabic import phrases
from marsad.arabic.clitics import splits, suffix_splits
from marsad.arabic.normalise import fold
from marsad.arabic.phrases import stem_start
from marsad.arabic.tokens import Token, Words
from marsad.extract.seen import ActorMention, Context, SourceLink
from marsad.extract.speech import Lexicon, lexicon
from marsad.resources import sources

OPENERS = frozenset("\"“”«‘'″`")
CLOSERS = frozenset("\"”“»’'″`")
THAT = frozenset(("ان", "بان", "انه", "انها", "انهم", "انهما", "بانه", "بانها", "بانهم", "بانهما", "انني", "اننا", "انهن"))
_STOP = THAT | frozenset(
    "عن الي علي من في بعد قبل منذ حتي خلال اثناء حين حيث عندما بينما فيما كما لكن ان لم لن لا ما قد هذا هذه ذلك تلك الذي التي الذين"
    " اليوم امس غدا صباح مساء فجر ظهر عصر ليل السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه وان او ثم هو هي هم كان كانت بينهم بينها"
    " مقتل اصابه سقوط اعتقال العثور السيطره استهداف تنفيذ تدمير وصول وقوع ارتفاع انفجار هجوم قصف غاره غارات عدد قبيل عقب ضد غير".split()
)
_PREPOSITIONS = frozenset(("في", "لدي", "داخل", "ضمن", "باسم", "بلسان"))
_ARMED = frozenset(("armed_group", "insurgents", "insurgent", "militia", "jihadist", "rebels", "rebel", "terrorist"))
_MAX_MODIFIERS = 8


@dataclass(slots=True)
class Phrase:
    """A speaker as read: its link, the head noun it was read by, whether it is only a back reference («المصادر»)."""

    link: SourceLink
    head: str | None = None
    again: bool = False
    outlet: bool = False

    @property
    def last(self) -> int:
        return self.link.last


@dataclass(slots=True)
class Page:
    """One document while it is read: its tokens, its actors by first token, the speakers met so far, the outlet's own names."""

    words: Words
    actors: dict[int, ActorMention]
    context: Context
    lex: Lexicon = field(default_factory=lexicon)
    met: list[Phrase] = field(default_factory=list)
    own: set[str] = field(default_factory=set)

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.words.tokens


def page(words: Words, actors: Sequence[ActorMention], context: Context) -> Page:
    """A fresh page; the report's own outlet is known by id or by name."""
    by_first = {a.first: a for a in actors if not a.adjective}
    made = Page(words, by_first, context)
    if context.outlet:
        made.own.add(context.outlet)
        hit = phrases.at(_tokens(context.outlet), 0, made.lex.names) if context.outlet not in sources.table() else None
        if hit and hit.payload[0] in ("source", "bare"):
            made.own.update(hit.payload[1])
    return made


def _tokens(text: str) -> tuple[Token, ...]:
    from marsad.arabic.tokens import tokenise

    return tokenise(text).tokens


def phrase(p: Page, j: int, end: int, *, proclitics: tuple[str, ...] = ("",)) -> Phrase | None:
    """The speaker whose phrase begins at token j (behind a quotation mark or one of the proclitics), or None."""
    tokens = p.tokens
    while j < end and tokens[j].form in OPENERS:
        j += 1
    if j >= end or tokens[j].kind != "word":
        return None
    hit = phrases.at(tokens, j, p.lex.names)
    if hit and (hit.proclitics not in proclitics or hit.last > end):
        hit = None
    actor = p.actors.get(j)
    if actor and tokens[j].start != actor.start and not _fits(tokens[j], actor.start, proclitics):
        actor = None
    if hit and (actor is None or hit.last >= actor.last or hit.payload[0] in ("source", "person")):
        kind, ids = hit.payload[0], hit.payload[1]
        if kind in ("source", "person"):
            return _named(p, hit.first, hit.last, hit.start, ids[0], end)
        if kind == "short":
            return _again(p, hit, ids)
        if kind == "head":
            return _headed(p, hit, ids[0], hit.payload[2], end)
    if actor:
        return _acting(p, actor)
    return None


def _fits(token: Token, start: int, proclitics: tuple[str, ...]) -> bool:
    return any(c and stem_start(token, c, s) == start for c, s in splits(token.form) if c in proclitics)


def _link(p: Page, first: int, last: int, start: int, source: str, kind: str, rule: str, actor: str | None = None) -> SourceLink:
    return SourceLink(first, last, start, p.tokens[last - 1].end, source, kind, rule, actor)


def _named(p: Page, first: int, last: int, start: int, source: str, end: int) -> Phrase:
    found = sources.table().get(source)
    assert found is not None
    last = _modifiers(p, last, end, definite=True)
    return Phrase(_link(p, first, last, start, source, found.kind, "source.named", found.actor), outlet=found.is_outlet)


def _again(p: Page, hit: phrases.Hit, ids: Sequence[str]) -> Phrase:
    """«المرصد»: the one that was named, else the likeliest."""
    table = sources.table()
    source = next((m.link.source for m in reversed(p.met) if m.link.source in ids), ids[0])
    found = table.get(source)
    assert found is not None
    return Phrase(
        _link(p, hit.first, hit.last, hit.start, source, found.kind, "source.short", found.actor), again=True, outlet=found.is_outlet
    )


def _acting(p: Page, actor: ActorMention) -> Phrase:
    source = f"{actor.actor}_statement" if actor.kind in _ARMED else actor.actor
    return Phrase(SourceLink(actor.first, actor.last, actor.start, actor.end, source, actor.kind, "source.actor", actor.actor))


def _modifiers(p: Page, k: int, end: int, *, definite: bool) -> int:
    """Past the adjectives that agree: «الروسية», «المحلية»."""
    tokens, adjectives = p.tokens, p.lex.adjectives
    while k < end and tokens[k].kind == "word":
        form = tokens[k].form
        if form in _STOP or p.lex.reading(form) or form.startswith("ال") != definite:
            break
        if form not in adjectives and not (definite and form.endswith(("يه", "يين", "يون"))):
            break
        k += 1
    return k


def _headed(p: Page, hit: phrases.Hit, name: str, definite: bool, end: int) -> Phrase | None:
    head = p.lex.heads[name]
    tokens = p.tokens
    if head.carries:
        return _author(p, hit, end)
    k = _modifiers(p, hit.last, end, definite=definite)
    adjectives = [p.lex.adjectives[t.form][0] for t in tokens[hit.last : k] if t.form in p.lex.adjectives]
    if definite and k == hit.last or (k < end and tokens[k].form in ("ذاتها", "نفسها", "ذاته", "نفسه", "المذكور", "المذكوره")):
        if back := _back(p, hit, k, head.id, head.kind):
            return back
    inner: Phrase | None = None
    if not definite or head.person or head.of:
        k, inner = _genitive(p, k, end, head.of, head.outlet, head.person)
    outlet = head.outlet
    if inner and head.id in ("director", "spokesman", "president") and inner.link.source in sources.table() and not inner.outlet:
        return Phrase(_link(p, hit.first, k, hit.start, inner.link.source, inner.link.kind, "source.office", inner.link.actor), head.id)
    actor = inner.link.actor if inner else None
    if head.id == "correspondent" and inner:
        source = f"{inner.link.source}_correspondent"
    elif outlet and inner:
        source = inner.link.source
    else:
        source = "_".join(str(a) for a in [*adjectives, head.noun])
    return Phrase(_link(p, hit.first, k, hit.start, source, head.kind, f"source.head.{head.id}", actor), head.id, outlet=outlet)


def _genitive(p: Page, k: int, end: int, of: bool, outlet: bool, person: bool) -> tuple[int, Phrase | None]:
    """What hangs on a head noun: a named source or actor, «في …», «باسم …», a name."""
    tokens, first = p.tokens, k
    inner: Phrase | None = None
    while k < end and k - first < _MAX_MODIFIERS:
        t = tokens[k]
        if t.form in OPENERS and outlet:
            close = next((c for c in range(k + 1, min(k + 5, end)) if tokens[c].form in CLOSERS), None)
            if close is None:
                break
            inner = inner or _quoted(p, k + 1, close)
            return close + 1, inner
        if t.kind != "word":
            break
        if t.form in _PREPOSITIONS and k + 1 < end and tokens[k + 1].kind == "word":
            k += 1
        elif t.form in _STOP or p.lex.reading(t.form) or t.form.startswith(("ل", "ب")) and k == first and not of:
            hit = phrases.at(tokens, k, p.lex.names)
            if not (hit and hit.proclitics == "ل"):
                break
        if found := phrase(p, k, end, proclitics=("", "ل")):
            return found.last, found
        if not (of or person or outlet) or tokens[k].form in _STOP:
            break
        k += 1
    return k, inner


def _quoted(p: Page, first: int, last: int) -> Phrase:
    """An outlet by the name in its quotation marks, known or not: «موقع “Topwar”»."""
    hit = phrases.at(p.tokens, first, p.lex.names)
    start = p.tokens[first].start
    if hit and hit.payload[0] in ("source", "bare", "short"):
        found = sources.table().get(hit.payload[1][0])
        if found:
            return Phrase(_link(p, first, last, start, found.id, found.kind, "source.named", found.actor), outlet=True)
    source = provisional(p.words.slice(first, last))
    return Phrase(_link(p, first, last, start, source, "site", "source.provisional"), outlet=True)


_LATIN = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y a".split(), strict=True))


def provisional(name: str) -> str:
    """An id for a name that the table lacks: «المجس» → al_mjs."""
    parts = []
    for word in fold(name).lower().split():
        article = "al_" if word.startswith("ال") and len(word) > 3 else ""
        stem = word[2:] if article else word
        parts.append(article + "".join(_LATIN.get(c, c if c.isascii() and c.isalnum() else "") for c in stem))
    return "_".join(x for x in parts if x.strip("_")) or "unnamed"


_SAME = {"source": "source", "sources": "source", "official": "official", "spokesman": "official", "director": "official",
         "president": "official", "commander": "official", "media": "media", "agencies": "media"}  # fmt: skip


def _back(p: Page, hit: phrases.Hit, last: int, head: str, kind: str) -> Phrase | None:
    """A definite head that takes up a speaker met before: «المصادر», «الموقع», «الوزارة»."""
    group = _SAME.get(head, head)
    for m in reversed(p.met):
        if (m.head and _SAME.get(m.head, m.head) == group) or m.link.kind == kind:
            link = _link(p, hit.first, last, hit.start, m.link.source, m.link.kind, f"source.back.{head}", m.link.actor)
            return Phrase(link, m.head or head, again=True, outlet=m.outlet)
    return None


def _author(p: Page, hit: phrases.Hit, end: int) -> Phrase | None:
    """Whose the text is: «بيان لوزارة الدفاع», «حصيلة للمرصد», «بيان صادر عن …», «بيانها», «البيان»."""
    tokens = p.tokens
    k = _modifiers(p, hit.last, end, definite=hit.payload[2])
    while k < end and tokens[k].form in ("صادر", "صادره", "عن", "سابق", "عاجل", "اوليه", "جديده", "رسمي", "صدر", "من", "ل", "نشرته", "نشره", "اصدرته", "اصدره"):
        k += 1
    if k < end and (found := phrase(p, k, end, proclitics=("", "ل"))):
        return found
    if hit.payload[2]:
        m = p.met[-1] if p.met else None
        if m:
            link = _link(p, hit.first, hit.last, hit.start, m.link.source, m.link.kind, "source.back.statement", m.link.actor)
            return Phrase(link, m.head, again=True, outlet=m.outlet)
        return None
    head = hit.payload[1][0]
    return Phrase(_link(p, hit.first, hit.last, hit.start, head, "statement", f"source.head.{head}"), head)


def possessed(form: str) -> str | None:
    """The stem of a word with a pronoun («بيانها» → بيان), or None."""
    return next((stem for stem, pronoun in suffix_splits(form) if pronoun in ("ها", "ه", "هم")), None)
