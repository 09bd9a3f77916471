"""Speakers: what a reader of one document keeps of them, and how a name, a nisba or a back reference becomes one.

``Page`` is the document while it is read; ``Phrase`` a speaker as read. Phrases themselves are read in chains.py.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from marsad.arabic import phrases
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import Token, Words, tokenise
from marsad.extract.seen import ActorMention, Context, SourceLink
from marsad.extract.speech import CLOSERS, OPENERS, Lexicon, lexicon
from marsad.resources import sources
from marsad.resources.attribution import Head

_ARMED = frozenset(("insurgents", "militia", "jihadists", "faction", "identity_militia", "private_military"))


MAX_MODIFIERS = 8
_REMEMBERED = 150  # speakers: a long file must not make every back reference look through all of it


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
    tokens: tuple[Token, ...]
    forms: tuple[str, ...]
    nisbas: dict[int, ActorMention]  # «روسية»: colours another noun
    context: Context
    lex: Lexicon = field(default_factory=lexicon)
    met: deque[Phrase] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    shown: tuple[Phrase, ...] = ()  # who published pictures or a text, for «وأظهرت الصور»
    last: tuple[Phrase, ...] = ()  # the chain that «وأضاف» takes up
    known: sources.SourceTable = field(default_factory=sources.table)
    own: set[str] = field(default_factory=set)
    fresh: list[Phrase] = field(default_factory=list)  # speakers met and not yet filed
    count: int = 0  # of speakers filed
    latest: dict[str, tuple[int, Phrase]] = field(default_factory=dict)  # "group:…", "kind:…", "outlet", "word:…" → the last met, its number

    def meet(self, speaker: Phrase) -> None:
        """Remembers a speaker, for «وأضاف», «المصادر» and surnames."""
        self.met.append(speaker)
        self.fresh.append(speaker)

    def _file(self, speaker: Phrase) -> None:
        """Puts a speaker met under the keys by which it may be taken up."""
        self.count += 1
        entry, latest, link = (self.count, speaker), self.latest, speaker.link
        head = self.lex.heads.get(speaker.head) if speaker.head else None
        latest[f"kind:{link.kind}"] = entry
        if head:
            latest[f"group:{head.back or head.id}"] = entry
        if speaker.outlet:
            latest["outlet"] = entry
        if speaker.head == "person" or link.rule == "source.actor" or (head and head.person) or link.source in self.known:
            said = self.forms[link.first : link.last]
            for form in (*said, *map("".join, itertools.pairwise(said))):
                latest[f"word:{form}"] = entry

    def last_met(self, *keys: str) -> Phrase | None:
        """The speaker met last of those under the keys (see ``latest``), None where that is too long ago."""
        for met in self.fresh:
            self._file(met)
        self.fresh.clear()
        n, speaker = max((self.latest[k] for k in keys if k in self.latest), key=lambda e: e[0], default=(0, None))
        return speaker if n > self.count - _REMEMBERED else None



def page(words: Words, actors: Sequence[ActorMention], context: Context) -> Page:
    """A fresh page; the report's own outlet is known by id or by name."""
    by_first = {a.first: a for a in actors if not a.adjective}
    made = Page(words, by_first, words.tokens, words.forms, {a.first: a for a in actors if a.adjective}, context)
    if context.outlet:
        made.own |= _ids(made, context.outlet)
    return made


def _ids(p: Page, outlet: str) -> set[str]:
    """The ids under which the outlet may be met: its own, or those made of its name with and without «وكالة», «موقع»."""
    found = p.known.named(outlet)
    if found:
        return {found.id}
    words = tokenise(outlet)
    if not words.tokens:
        return set()
    hit = phrases.at(words.tokens, 0, p.lex.names)
    if hit and hit.payload[0] in ("source", "bare"):
        return set(hit.payload[1])
    rest = {provisional(outlet[hit.end :])} if hit and hit.payload[0] == "head" and hit.last < len(words.tokens) else set()
    return {outlet, provisional(outlet), *rest}


def make_link(p: Page, first: int, last: int, start: int, source: str, kind: str, rule: str, actor: str | None = None) -> SourceLink:
    """A link of a chain, trimmed to its words."""
    last = max(last, first + 1)
    tokens, forms = p.tokens, p.forms
    if last < len(forms) and forms[last] in CLOSERS and tokens[last].glued and sum(form in OPENERS for form in forms[first:last]) % 2:
        last += 1  # the name's closing mark
    return SourceLink(first, last, start, tokens[last - 1].end, source, kind, rule, actor)


def from_table(p: Page, first: int, last: int, start: int, source: str, rule: str) -> Phrase:
    """A speaker that the table of sources knows."""
    found = p.known.get(source)
    if found is None:
        raise KeyError(source)
    return Phrase(make_link(p, first, last, start, source, found.kind, rule, found.actor), outlet=found.is_outlet)


def past_closer(p: Page, k: int, end: int) -> int:
    """Past the closing quotation mark of a name."""
    return k + 1 if k < end and p.tokens[k].form in CLOSERS else k


def by_short_name(p: Page, hit: phrases.Hit, ids: Sequence[str]) -> Phrase:
    """«المرصد»: the one that was named, else the likeliest by the countries of the report."""
    source = next((m.link.source for m in reversed(p.met) if m.link.source in ids), None)
    if source is None:
        homes = p.context.countries
        source = min(ids, key=lambda x: next((homes.index(c) for c in p.known.countries(x) if c in homes), len(homes)))
    made = from_table(p, hit.first, hit.last, hit.start, source, "source.short")
    made.again = True
    return made


def acting(p: Page, actor: ActorMention) -> Phrase:
    """An armed group or a state that speaks for itself: «وقال التنظيم»."""
    source = f"{actor.actor}_statement" if actor.kind in _ARMED else actor.actor
    return Phrase(SourceLink(actor.first, actor.last, actor.start, actor.end, source, actor.kind, "source.actor", actor.actor))


def of_the_last(p: Page, j: int, noun: str) -> Phrase | None:
    """«بيانها», «مديره»: a text or an officer of the last speaker; ``noun`` the id of the head."""
    if not p.met:
        return None
    m, head = p.met[-1], p.lex.heads[noun]
    named = name_end(p, j + 1, min(j + 5, len(p.tokens))) if head.person else j + 1
    link = make_link(p, j, named, p.tokens[j].start, m.link.source, m.link.kind, "source.possessed", m.link.actor)
    return Phrase(link, m.head, again=True, outlet=m.outlet, author=head.carries)


def by_quoted_name(p: Page, j: int, end: int) -> Phrase | None:
    """A name in quotation marks that has been met with its head before: «"المجس"» after «وكالة المجس»."""
    if not (p.own or p.met):
        return None
    close = next((c for c in range(j + 1, min(j + 5, end)) if p.tokens[c].form in CLOSERS), None)
    if close is None:
        return None
    source = provisional(p.words.slice(j, close))
    m = next((m for m in reversed(p.met) if m.link.source == source), None)
    if m is None and source not in p.own:
        return None
    return Phrase(make_link(p, j, close, p.tokens[j].start, source, m.link.kind if m else "site", "source.called"), m.head if m else None, outlet=True)


def modifiers(p: Page, k: int, end: int, *, definite: bool) -> int:
    """Past the adjectives that agree: «الروسية», «المحلية»."""
    tokens, forms, adjectives, stop = p.tokens, p.forms, p.lex.adjectives, p.lex.small.stop
    while k < end:
        form = forms[k]
        if form.startswith("ال") != definite or form in stop or tokens[k].kind != "word":
            break
        if form not in adjectives and (not (definite and form.endswith(("يه", "يين", "يون"))) or p.lex.reading(form)):
            break
        k += 1
    return k


def colours(p: Page, first: int, last: int) -> list[str | None]:
    """The adjectives of an id, the nisba first: «مصادر إعلامية عراقية» → iraqi, media."""
    found = [p.lex.adjectives[form] for form in p.forms[first:last] if form in p.lex.adjectives]
    return [a[0] for a in sorted(found, key=lambda a: a[1] is None)]


def ministry(p: Page, hit: phrases.Hit, last: int, actor: str | None) -> Phrase | None:
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
                link = make_link(p, hit.first, last, hit.start, m.link.source, "ministry", "source.back.ministry", m.link.actor)
                return Phrase(link, "ministry", again=True)
        nisba = p.context.countries[0].lower() if p.context.countries else None
    source = f"{nisba}_{office}" if nisba else office
    found = p.known.get(source)
    link = make_link(p, hit.first, last, hit.start, source, "ministry", "source.office", actor or (found.actor if found else None))
    return Phrase(link, "ministry")


def stops(p: Page, k: int) -> bool:
    """Whether the word ends a speaker's phrase, also behind ب («… بوصول تسعة»)."""
    form = p.forms[k]
    return form in p.lex.small.stop or (form[0] == "ب" and form[1:] in p.lex.small.stop)


def name_end(p: Page, k: int, end: int) -> int:
    """Past a person's name of up to four words and the title before it."""
    tokens, first = p.tokens, k
    if k < end and tokens[k].form == "،" and k + 1 < end:
        stop = next((x for x in range(k + 1, min(k + 6, end)) if tokens[x].form == "،"), None)
        if stop is not None and stop - k <= 5 and all(_nameable(p, x) for x in range(k + 1, stop)):
            return stop
        return k
    if k < end and tokens[k].form.startswith("ال") and not _titled(p, k):
        return k  # «أكد عمدة البلدة الحصيلة»: no name begins with the article
    while k < end and k - first < 4 and _nameable(p, k):
        k += 1
    return k


def _titled(p: Page, k: int) -> bool:
    """Whether the word is a title before a name: «العميد»."""
    payload = (p.lex.names.get(p.tokens[k].form) or {}).get("")
    return bool(payload and payload[0] == "head" and p.lex.heads[payload[1][0]].person)


def _nameable(p: Page, k: int) -> bool:
    t = p.tokens[k]
    if t.kind != "word" or stops(p, k) or len(t.form) < 2:
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
    k = name_end(p, j, end)
    if k <= j or p.tokens[j].form == "،":
        return None
    tokens, forms = p.tokens, p.forms[j:k]
    said = {"".join(forms), *(form for form in forms if len(form) > 3 and (k - j < 3 or not form.startswith("ال")))}
    m = p.last_met(*(f"word:{form}" for form in said))
    if m is not None:
        link = make_link(p, j, k, tokens[j].start, m.link.source, m.link.kind, "source.surname", m.link.actor)
        return Phrase(link, m.head, again=True, outlet=m.outlet)
    if known or (k - j < 2 and not (k < end and (tokens[k].form in p.lex.small.that or tokens[k].form == ":" or tokens[k].form in OPENERS))) or tokens[j].form.startswith("ال"):
        return None
    source = provisional(p.words.slice(j, k))
    return Phrase(make_link(p, j, k, tokens[j].start, source, "person", "source.person"), "person")


def unlisted(p: Page, j: int, end: int) -> Phrase | None:
    """Whoever stands between a verb of saying and «أن», though no list knows them: «قالت رابطة الأمهات إن»."""
    tokens, k = p.tokens, j
    while k < end and tokens[k].kind == "word" and tokens[k].form not in p.lex.small.stop and not p.lex.reading(tokens[k].form):
        k += 1
    if k == j or k - j > MAX_MODIFIERS:
        return None
    source = provisional(p.words.slice(j, k))
    return Phrase(make_link(p, j, k, tokens[j].start, source, "unlisted", "source.unlisted"))


_LATIN = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", ["a", "b", "t", "th", "j", "h", "kh", "d", "dh", "r", "z", "s", "sh", "s", "d", "t", "z", "a", "gh", "f", "q", "k", "l", "m", "n", "h", "w", "y", "a"], strict=True))


def provisional(name: str) -> str:
    """An id for a name that the table lacks: «المجس» → al_mjs."""
    parts = []
    for word in fold(name).lower().split():
        article = "al_" if word.startswith("ال") and len(word) > 3 else ""
        stem = word[2:] if article else word
        parts.append(article + "".join(_LATIN.get(c, c if c.isascii() and c.isalnum() else "") for c in stem))
    return "_".join(x for x in parts if x.strip("_")) or "unnamed"


def _called_so(p: Page, form: str) -> Phrase | None:
    """The listed speaker met last whose name begins with the word: «المنظمة» after «منظمة مواطنة», «الشبكة» after «الشبكة السورية …»."""
    word = form[2:] if form.startswith("لل") else form[form.find("ال") + 2 :] if "ال" in form[:4] else form
    m = p.last_met(f"word:{word}", f"word:ال{word}")
    if m is None or m.link.source not in p.known or m.again:
        return None
    first = p.forms[m.link.first]
    return m if first.endswith(word) and len(first) <= len(word) + 4 else None


def taken_up(p: Page, hit: phrases.Hit, last: int, head: Head) -> Phrase | None:
    """A definite head that takes up a speaker met before: «المصادر», «الموقع», «الوزارة».

    Its text is the noun without the article: the words that it shares with the mention that it takes up.
    """
    group = head.back or head.id
    media = ("outlet",) if head.id in ("site", "agency", "newspaper", "channel") else ()
    m = _called_so(p, p.forms[hit.first]) or p.last_met(f"group:{group}", f"kind:{head.kind}", *media)
    if m is not None:
        first = p.tokens[hit.first]
        start = hit.start + (2 if first.form.endswith(("المصادر", "المصدر")) else 0)
        link = make_link(p, hit.first, hit.last, start, m.link.source, m.link.kind, f"source.back.{head.id}", m.link.actor)
        outer = p.last[:-1] if p.last and p.last[-1].link.source == m.link.source else ()
        return Phrase(link, m.head or head.id, again=True, outlet=m.outlet, outer=outer)
    if group == "source" and p.last and (last > hit.last or head.id == "source"):  # «المصدر نفسه»
        m = p.last[-1]
        return Phrase(make_link(p, hit.first, hit.last, hit.start, m.link.source, m.link.kind, "source.back.last", m.link.actor), m.head,
                      again=True, outlet=m.outlet, outer=p.last[:-1])  # fmt: skip
    return None
