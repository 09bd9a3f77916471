"""The phrase of a speaker: «مصدر أمني في الشرطة العراقية», «مدير المرصد رامي عبد الرحمن», «بيان لوزارة الدفاع», «المصادر».

``phrase`` reads one at a token and says which source it is, by the table, by its head noun and adjectives, or by an actor of the text.
"""

from __future__ import annotations

import dataclasses
import itertools
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
from marsad.resources.attribution import Head

OPENERS = frozenset("\"“”«‘'″`")
CLOSERS = frozenset("\"”“»’'″`")
_ARMED = frozenset(("insurgents", "militia", "jihadists", "faction", "identity_militia", "private_military"))
_MAX_MODIFIERS = 8


@dataclass(slots=True)
class Phrase:
    """A speaker as read: its link, the head noun it was read by, whether it is only a back reference («المصادر»)."""

    link: SourceLink
    head: str | None = None
    again: bool = False
    outlet: bool = False
    content: bool = False  # a text without an author («تقارير»): nobody that speaks
    author: bool = False  # read through a text of theirs («بيان لوزارة الدفاع»)
    at: int | None = None  # where the words that took the speaker up end («البيان»), when the link stands elsewhere
    outer: tuple[Phrase, ...] = ()  # of a back reference: those who stood outside the speaker that it takes up

    @property
    def last(self) -> int:
        return self.link.last if self.at is None else self.at


@dataclass(slots=True)
class Page:
    """One document while it is read: its tokens, its actors by first token, the speakers met so far, the outlet's own names."""

    words: Words
    actors: dict[int, ActorMention]
    nisbas: dict[int, ActorMention]  # «روسية»: colours another noun
    context: Context
    lex: Lexicon = field(default_factory=lexicon)
    met: list[Phrase] = field(default_factory=list)
    shown: tuple[Phrase, ...] = ()  # who published pictures or a text, for «وأظهرت الصور»
    last: tuple[Phrase, ...] = ()  # the chain that «وأضاف» takes up
    known: sources.SourceTable = field(default_factory=sources.table)
    own: set[str] = field(default_factory=set)

    def meet(self, speaker: Phrase) -> None:
        """Remembers a speaker, for «وأضاف», «المصادر» and surnames."""
        self.met.append(speaker)

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.words.tokens


def page(words: Words, actors: Sequence[ActorMention], context: Context) -> Page:
    """A fresh page; the report's own outlet is known by id or by name."""
    by_first = {a.first: a for a in actors if not a.adjective}
    made = Page(words, by_first, {a.first: a for a in actors if a.adjective}, context)
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
    """The speaker whose phrase begins at token j (behind a quotation mark, or one of the proclitics), or None."""
    tokens = p.tokens
    while j < end and tokens[j].form in OPENERS:
        j += 1
    if j >= end or tokens[j].kind == "punct":
        return None
    if tokens[j].form == "ل" and "ل" in proclitics:
        return phrase(p, j + 1, end)
    hit = phrases.at(tokens, j, p.lex.names)
    if hit and (hit.proclitics not in proclitics or hit.last > end):
        hit = None
    actor = p.actors.get(j)
    if actor and (actor.last > end or (tokens[j].start != actor.start and not _fits(tokens[j], actor.start, proclitics))):
        actor = None
    if hit is None:
        return _acting(p, actor) if actor else _possessed(p, j) or _called(p, j, end)
    kind, ids = hit.payload[0], hit.payload[1]
    if actor and kind != "source" and actor.last > hit.last and kind != "person" and not (kind == "head" and (p.lex.heads[ids[0]].carries or ids[0] == "ministry")):
        made = _acting(p, actor)
        if kind == "head" and p.lex.heads[ids[0]].person and (named := _name(p, actor.last, end)) > actor.last:
            made.link = dataclasses.replace(made.link, last=named, end=tokens[named - 1].end)  # «وزير الداخلية الفرنسي» and his name
            made.head = ids[0]
        return made
    if kind in ("source", "person"):
        return _named(p, hit, ids[0], end)
    if kind == "short":
        return _again(p, hit, ids)
    if kind == "head":
        return _headed(p, hit, ids[0], hit.payload[2], end)
    return _acting(p, actor) if actor else None


def _fits(token: Token, start: int, proclitics: tuple[str, ...]) -> bool:
    return any(c and stem_start(token, c, s) == start for c, s in splits(token.form) if c in proclitics)


def _link(p: Page, first: int, last: int, start: int, source: str, kind: str, rule: str, actor: str | None = None) -> SourceLink:
    last = max(last, first + 1)
    tokens = p.tokens
    if last < len(tokens) and tokens[last].glued and tokens[last].form in CLOSERS and sum(t.form in OPENERS for t in tokens[first:last]) % 2:
        last += 1  # the name's closing mark
    return SourceLink(first, last, start, p.tokens[last - 1].end, source, kind, rule, actor)


def _from_table(p: Page, first: int, last: int, start: int, source: str, rule: str) -> Phrase:
    found = p.known.get(source)
    if found is None:
        raise KeyError(source)
    return Phrase(_link(p, first, last, start, source, found.kind, rule, found.actor), outlet=found.is_outlet)


def _named(p: Page, hit: phrases.Hit, source: str, end: int) -> Phrase:
    last = _modifiers(p, _closed(p, hit.last, end), end, definite=True)
    if last == _closed(p, hit.last, end):
        last = hit.last
    return _from_table(p, hit.first, last, hit.start, source, "source.named")


def _closed(p: Page, k: int, end: int) -> int:
    """Past the closing quotation mark of a name."""
    return k + 1 if k < end and p.tokens[k].form in CLOSERS else k


def _again(p: Page, hit: phrases.Hit, ids: Sequence[str]) -> Phrase:
    """«المرصد»: the one that was named, else the likeliest by the countries of the report."""
    source = next((m.link.source for m in reversed(p.met) if m.link.source in ids), None)
    if source is None:
        homes = p.context.countries
        source = min(ids, key=lambda x: next((homes.index(c) for c in p.known.countries(x) if c in homes), len(homes)))
    made = _from_table(p, hit.first, hit.last, hit.start, source, "source.short")
    made.again = True
    return made


def _acting(p: Page, actor: ActorMention) -> Phrase:
    source = f"{actor.actor}_statement" if actor.kind in _ARMED else actor.actor
    return Phrase(SourceLink(actor.first, actor.last, actor.start, actor.end, source, actor.kind, "source.actor", actor.actor))


def _possessed(p: Page, j: int) -> Phrase | None:
    """«بيانها», «مديره»: a text or an officer of the last speaker."""
    token = p.tokens[j]
    if not p.met or len(token.form) < 4 or token.form[-1] not in "هام":
        return None
    for stem, pronoun in suffix_splits(token.form):
        node = p.lex.names.get(stem) if pronoun in ("ه", "ها", "هم") else None
        payload = node.get("") if node else None
        if payload and payload[0] == "head" and p.lex.heads[payload[1][0]].possessed:
            m = p.met[-1]
            link = _link(p, j, j + 1, token.start, m.link.source, m.link.kind, "source.possessed", m.link.actor)
            head = p.lex.heads[payload[1][0]]
            if head.person and (named := _name(p, j + 1, min(j + 5, len(p.tokens)))) > j + 1:
                link = _link(p, j, named, token.start, m.link.source, m.link.kind, "source.possessed", m.link.actor)
            return Phrase(link, m.head, again=True, outlet=m.outlet, author=head.carries)
    return None


def _called(p: Page, j: int, end: int) -> Phrase | None:
    """A name in quotation marks that has been met with its head before: «"المجس"» after «وكالة المجس»."""
    if not j or p.tokens[j - 1].form not in OPENERS or not (p.own or p.met):
        return None
    close = next((c for c in range(j + 1, min(j + 5, end)) if p.tokens[c].form in CLOSERS), None)
    if close is None:
        return None
    source = provisional(p.words.slice(j, close))
    m = next((m for m in reversed(p.met) if m.link.source == source), None)
    if m is None and source not in p.own:
        return None
    return Phrase(_link(p, j, close, p.tokens[j].start, source, m.link.kind if m else "site", "source.called"), m.head if m else None, outlet=True)


def _modifiers(p: Page, k: int, end: int, *, definite: bool) -> int:
    """Past the adjectives that agree: «الروسية», «المحلية»."""
    tokens, adjectives = p.tokens, p.lex.adjectives
    while k < end and tokens[k].kind == "word":
        form = tokens[k].form
        if form in p.lex.small.stop or form.startswith("ال") != definite:
            break
        if form not in adjectives and (not (definite and form.endswith(("يه", "يين", "يون"))) or p.lex.reading(form)):
            break
        k += 1
    return k


def _colours(p: Page, first: int, last: int) -> list[str | None]:
    """The adjectives of an id, the nisba first: «مصادر إعلامية عراقية» → iraqi, media."""
    found = [p.lex.adjectives[t.form] for t in p.tokens[first:last] if t.form in p.lex.adjectives]
    return [a[0] for a in sorted(found, key=lambda a: a[1] is None)]


def _headed(p: Page, hit: phrases.Hit, name: str, definite: bool, end: int) -> Phrase | None:
    head, tokens = p.lex.heads[name], p.tokens
    if head.carries:
        return _author(p, hit, end)
    k = _modifiers(p, hit.last, end, definite=definite)
    bare = definite and k == hit.last
    if definite and not bare and head.person and (back := _back(p, hit, k, head)) and back.head != "commander":
        return back  # «المسؤول الليبي» after his name
    same = k < end and tokens[k].form in p.lex.small.same_one
    if (bare or same) and (back := _back(p, hit, k, head)):
        return back
    words = _colours(p, hit.last, k)
    k, inner = _genitive(p, k, end, head, bare or not definite, definite)
    named = _name(p, k, end) if head.person and not (inner and k > hit.last and head.id == "official") else k
    for x in range(hit.last, named):  # «العميد يحيى سريع»: a public speaker of the table
        if (who := phrases.at(tokens, x, p.lex.names)) and who.payload[0] == "person" and not who.proclitics:
            return _from_table(p, hit.first, max(named, who.last), hit.start, who.payload[1][0], "source.person")
    actor = inner.link.actor if inner else next((p.nisbas[x].actor for x in range(hit.last, k) if x in p.nisbas), None)
    if head.id == "ministry" and (made := _ministry(p, hit, k, actor)):
        return made
    if inner and not inner.content and head.speaks_for and not inner.outlet and inner.link.source in p.known:
        return Phrase(_link(p, hit.first, named, hit.start, inner.link.source, inner.link.kind, "source.office", inner.link.actor), head.id)
    if head.id == "correspondent" and inner:
        source = f"{inner.link.source}_correspondent"
    elif head.outlet and inner and inner.outlet:
        return Phrase(_link(p, hit.first, k, hit.start, inner.link.source, inner.link.kind, inner.link.rule, actor), head.id, outlet=True)
    elif inner and head.speaks_for and inner.link.actor:
        source = inner.link.source
    else:
        source = "_".join(str(a) for a in (*words, head.noun))
    if bare and k == hit.last and named == k and not head.alone:
        return None
    k = named
    return Phrase(_link(p, hit.first, k, hit.start, source, head.kind, f"source.head.{head.id}", actor), head.id, outlet=head.outlet)


def _ministry(p: Page, hit: phrases.Hit, last: int, actor: str | None) -> Phrase | None:
    """«وزارة الدفاع الأوكرانية» → ukrainian_mod; without a nisba the one of that name met before, else that of the report's country."""
    whole = p.actors.get(hit.first)
    if whole:
        last, actor = max(last, whole.last), whole.actor
    forms = [t.form for t in p.tokens[hit.last : last]]
    office = next((p.lex.offices[f] for f in forms if f in p.lex.offices), None)
    if office is None:
        return None
    nisba = next((p.lex.adjectives[f][0] for f in forms if f in p.lex.adjectives and p.lex.adjectives[f][1]), None)
    if nisba is None:
        for m in reversed(p.met):
            if m.link.kind == "ministry" and m.link.source.endswith(f"_{office}"):
                link = _link(p, hit.first, last, hit.start, m.link.source, "ministry", "source.back.ministry", m.link.actor)
                return Phrase(link, "ministry", again=True)
        nisba = p.context.countries[0].lower() if p.context.countries else None
    source = f"{nisba}_{office}" if nisba else office
    found = p.known.get(source)
    link = _link(p, hit.first, last, hit.start, source, "ministry", "source.office", actor or (found.actor if found else None))
    return Phrase(link, "ministry")


def _genitive(p: Page, k: int, end: int, head: Head, construct: bool, definite: bool) -> tuple[int, Phrase | None]:
    """What hangs on a head noun: a named source or actor, «في …», «باسم …», a quoted name. Where it ends, and whose it is."""
    tokens, first, stop = p.tokens, k, min(end, k + _MAX_MODIFIERS)
    while k < stop:
        t = tokens[k]
        if t.form in OPENERS:
            close = next((c for c in range(k + 1, min(k + 8, end)) if tokens[c].form in CLOSERS), None)
            if close is None or close == k + 1 or not (head.outlet or head.of):
                return k, None
            return _after(p, close + 1, end), _quoted(p, k + 1, close, head)
        if t.kind != "word":
            return k, None
        if found := phrase(p, k, end):
            if found.outlet and not (head.outlet or head.of):
                return k, None  # «أبلغ مسؤول رويترز»: who was told
            if found.content or (found.head == head.id and k == first and not head.of):
                return k, None
            k = _after(p, found.last, end)
            if k + 1 < end and tokens[k].form == "لدي":
                k = _noun_phrase(p, k + 1, end)
            return k, found
        if head.outlet and k == first and (hit := phrases.at(tokens, k, p.lex.names)) and hit.payload[0] == "bare" and not hit.proclitics:
            return _after(p, hit.last, end), _from_table(p, hit.first, hit.last, hit.start, hit.payload[1][0], "source.named")
        if t.form in p.lex.small.called and k + 1 < end and tokens[k + 1].form in ("باسم", "ب", "نفسها", "نفسه"):
            k += 2  # «جماعة تعرف باسم …»
            continue
        if t.form in p.lex.small.linking and k + 1 < end and tokens[k + 1].kind == "word":
            if t.form == "في" and (tokens[k + 1].form in p.lex.small.not_within or is_text(p, k + 1)):
                return k, None
            k += 1
            if found := phrase(p, k, end):
                return (_after(p, found.last, end), found) if not found.content else (k - 1, None)
            k = _noun_phrase(p, k, stop)
            return k, None
        if t.form == "من" and k + 1 < end and tokens[k + 1].form in ("داخل", "سكان", "اهالي"):
            return _noun_phrase(p, k + 1, stop), None
        if t.form[0] == "ل" and head.of and (found := phrase(p, k, end, proclitics=("ل",))) and not found.content:
            if found.outlet:
                return k, None  # «قال شيخ القبيلة لقناة …»
            return _after(p, found.last, end), found
        if head.of and t.form.startswith("لل") and len(t.form) > 4:
            return _modifiers(p, k + 1, end, definite=True), None
        if t.form in p.lex.small.stop or (t.form[0] in "لو" and not head.of) or p.lex.reading(t.form):
            return k, None
        if not ((head.of and construct) or (head.outlet and construct and k == first)):
            return k, None
        k = _noun_phrase(p, k, stop) if not t.form.startswith("ال") else _modifiers(p, k + 1, end, definite=True)
        if head.outlet:
            return k, _unlisted(p, first, k, head)
        if t.form.startswith("ال"):
            if k < stop and head.of and tokens[k].form[0] == "ل":
                continue  # «القيادة العامة لقوات …»
            if k < stop and tokens[k].form in p.lex.small.linking and tokens[k].form != "باسم" and not is_text(p, k + 1) and tokens[min(k + 1, end - 1)].form not in p.lex.small.not_within:
                continue
            return k, None
    return k, None


def _after(p: Page, k: int, end: int) -> int:
    """Past a closing mark, an adjective in agreement and a bracketed alias: «“أعماق” الرسمية»."""
    closed = _closed(p, k, end)
    after = _modifiers(p, closed, end, definite=True)
    return after if after > closed else k


def _noun_phrase(p: Page, k: int, end: int) -> int:
    """Past a noun, its genitive and their adjectives: «شرطة محافظة الأنبار», «مدينة شيتا»."""
    tokens, first = p.tokens, k
    while k < end and tokens[k].kind == "word" and tokens[k].form not in p.lex.small.stop and k - first < 3:
        if k > first and p.lex.reading(tokens[k].form):
            break
        k += 1
        if tokens[k - 1].form.startswith("ال"):
            break
    return _modifiers(p, k, end, definite=True)


def is_text(p: Page, k: int) -> bool:
    """Whether a word is a text or talk («في بيان», «في تصريح»), which is the medium and no part of the speaker."""
    hit = phrases.at(p.tokens, k, p.lex.names) if k < len(p.tokens) else None
    return bool(hit and hit.payload[0] == "head" and p.lex.heads[hit.payload[1][0]].carries)


def _name(p: Page, k: int, end: int) -> int:
    """Past a person's name of up to four words and the title before it."""
    tokens, first = p.tokens, k
    if k < end and tokens[k].form == "،" and k + 1 < end:
        stop = next((x for x in range(k + 1, min(k + 6, end)) if tokens[x].form == "،"), None)
        if stop is not None and stop - k <= 5 and all(_nameable(p, x) for x in range(k + 1, stop)):
            return stop
        return k
    while k < end and k - first < 4 and _nameable(p, k):
        k += 1
    return k


def _nameable(p: Page, k: int) -> bool:
    t = p.tokens[k]
    if t.kind != "word" or t.form in p.lex.small.stop or len(t.form) < 2:
        return False
    payload = (p.lex.names.get(t.form) or {}).get("")
    if payload and (payload[0] == "source" or (payload[0] == "head" and p.lex.heads[payload[1][0]].outlet)):
        return False  # «أبلغ مسؤول رويترز»
    if t.form[0] == "ل" and (hit := phrases.at(p.tokens, k, p.lex.names)) and hit.proclitics == "ل":
        return False  # «… لقناة …»
    return p.lex.reading(t.form) is None and k not in p.actors and not t.form.startswith(("لل", "بال", "وال")) and not t.form.endswith(("ون", "ات"))


def person(p: Page, j: int, end: int, *, known: bool = False) -> Phrase | None:
    """Someone by name and no more: one who spoke before («عبد الرحمن»), else a new voice (unless ``known`` is wanted)."""
    while j < end and p.tokens[j].form in OPENERS:
        j += 1
    k = _name(p, j, end)
    if k <= j or p.tokens[j].form == "،":
        return None
    tokens = p.tokens
    said = {"".join(t.form for t in tokens[j:k])} | {t.form for t in tokens[j:k] if len(t.form) > 3 and (k - j < 3 or not t.form.startswith("ال"))}
    for m in reversed(p.met):
        if not (m.head == "person" or m.link.rule == "source.actor" or ((h := p.lex.heads.get(m.head or "")) and h.person) or p.known.get(m.link.source)):
            continue
        before = tokens[m.link.first : m.link.last]
        forms = {t.form for t in before} | {a.form + b.form for a, b in itertools.pairwise(before)}
        if said & forms:
            link = _link(p, j, k, tokens[j].start, m.link.source, m.link.kind, "source.surname", m.link.actor)
            return Phrase(link, m.head, again=True, outlet=m.outlet)
    if known or (k - j < 2 and not (k < end and (tokens[k].form in p.lex.small.that or tokens[k].form == ":" or tokens[k].form in OPENERS))) or tokens[j].form.startswith("ال"):
        return None
    source = provisional(p.words.slice(j, k))
    return Phrase(_link(p, j, k, tokens[j].start, source, "person", "source.person"), "person")


def unlisted(p: Page, j: int, end: int) -> Phrase | None:
    """Whoever stands between a verb of saying and «أن», though no list knows them: «قالت رابطة الأمهات إن»."""
    tokens, k = p.tokens, j
    while k < end and tokens[k].kind == "word" and tokens[k].form not in p.lex.small.stop and not p.lex.reading(tokens[k].form):
        k += 1
    if k == j or k - j > _MAX_MODIFIERS:
        return None
    source = provisional(p.words.slice(j, k))
    return Phrase(_link(p, j, k, tokens[j].start, source, "unlisted", "source.unlisted"))


def _quoted(p: Page, first: int, last: int, head: Head) -> Phrase:
    """What a head is called in quotation marks, known or not: «موقع “Topwar”»."""
    hit = phrases.at(p.tokens, first, p.lex.names)
    if hit and hit.payload[0] in ("source", "bare", "short") and hit.last == last:
        return _from_table(p, first, last, p.tokens[first].start, hit.payload[1][0], "source.named")
    actor = p.actors.get(first)
    if actor and actor.last <= last and not head.outlet:
        return _acting(p, actor)
    return _unlisted(p, first, last, head)


def _unlisted(p: Page, first: int, last: int, head: Head) -> Phrase:
    """An outlet that the table lacks: an id made of its name."""
    source = provisional(p.words.slice(first, last))
    kind = head.kind if head.outlet else "office"
    return Phrase(_link(p, first, last, p.tokens[first].start, source, kind, "source.provisional"), head.id, outlet=head.outlet)


_LATIN = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", ["a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "a", "gh", "f", "q", "k", "l", "m", "n", "h", "w", "y", "a"], strict=True))


def provisional(name: str) -> str:
    """An id for a name that the table lacks: «المجس» → al_mjs."""
    parts = []
    for word in fold(name).lower().split():
        article = "al_" if word.startswith("ال") and len(word) > 3 else ""
        stem = word[2:] if article else word
        parts.append(article + "".join(_LATIN.get(c, c if c.isascii() and c.isalnum() else "") for c in stem))
    return "_".join(x for x in parts if x.strip("_")) or "unnamed"


def _back(p: Page, hit: phrases.Hit, last: int, head: Head) -> Phrase | None:
    """A definite head that takes up a speaker met before: «المصادر», «الموقع», «الوزارة».

    Its text is the noun without the article: the words that it shares with the mention that it takes up.
    """
    group = head.back or head.id
    for m in reversed(p.met):
        other = p.lex.heads.get(m.head or "")
        if (other and (other.back or other.id) == group) or m.link.kind == head.kind or (head.id in ("site", "agency", "newspaper", "channel") and m.outlet):
            first = p.tokens[hit.first]
            start = hit.start + (2 if first.form.endswith(("المصادر", "المصدر")) else 0)
            link = _link(p, hit.first, hit.last, start, m.link.source, m.link.kind, f"source.back.{head.id}", m.link.actor)
            outer = p.last[:-1] if p.last and p.last[-1].link.source == m.link.source else ()
            return Phrase(link, m.head or head.id, again=True, outlet=m.outlet, outer=outer)
    if group == "source" and p.last and (last > hit.last or head.id == "source"):  # «المصدر نفسه»
        m = p.last[-1]
        return Phrase(_link(p, hit.first, hit.last, hit.start, m.link.source, m.link.kind, "source.back.last", m.link.actor), m.head,
                      again=True, outlet=m.outlet, outer=p.last[:-1])  # fmt: skip
    return None


def _author(p: Page, hit: phrases.Hit, end: int) -> Phrase | None:
    """Whose a text is: «بيان لوزارة الدفاع», «حصيلة للمرصد», «بيان صادر عن …», «البيان»; ``content`` where nobody's."""
    tokens, definite = p.tokens, hit.payload[2]
    k = _modifiers(p, hit.last, end, definite=definite)
    while k < end and k - hit.last < 5 and tokens[k].form in p.lex.small.issued:
        k += 1
    found = phrase(p, k, end, proclitics=("", "ل")) if k < end else None
    if found is None and k > hit.last and k < end and tokens[k].form in OPENERS:
        close = next((c for c in range(k + 1, min(k + 8, end)) if tokens[c].form in CLOSERS), None)
        found = _quoted(p, k + 1, close, p.lex.heads["statement"]) if close else None
    if found and found.link.kind in ("civilians", "unknown"):
        found = None
    if found and found.outlet and hit.payload[1][0] == "talk":
        return None  # «في تصريح لقناة …»: to whom, not whose
    if found and not found.content and (k > hit.last or not definite):
        found.author = True
        return found
    head = hit.payload[1][0]
    voices = p.shown if head == "pictures" and p.shown else p.last
    if definite and voices:
        m = voices[-1]
        link = dataclasses.replace(m.link, rule="source.back.text")
        return dataclasses.replace(m, link=link, again=True, author=True, outer=voices[:-1], at=hit.last)
    k = _modifiers(p, hit.last, end, definite=definite)
    words = _colours(p, hit.last, k)
    source = "_".join(str(a) for a in (*words, p.lex.heads[head].noun or head))
    return Phrase(_link(p, hit.first, k, hit.start, source, "statement", f"source.head.{head}"), head, content=True)
