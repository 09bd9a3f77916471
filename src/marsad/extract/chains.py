"""The phrase of a speaker: «مصدر أمني في الشرطة العراقية», «مدير المرصد رامي عبد الرحمن», «بيان لوزارة الدفاع», «المصادر».

``phrase`` reads one at a token and says which source it is, by the table, by its head noun and adjectives, or by an actor of the text.
"""

from __future__ import annotations

import dataclasses

from marsad.arabic import phrases
from marsad.arabic.clitics import splits
from marsad.arabic.phrases import stem_start
from marsad.arabic.tokens import Token
from marsad.extract.speakers import (
    MAX_MODIFIERS,
    Page,
    Phrase,
    acting,
    by_quoted_name,
    by_short_name,
    colours,
    from_table,
    make_link,
    ministry,
    modifiers,
    name_end,
    of_the_last,
    past_closer,
    provisional,
    stops,
    taken_up,
)  # fmt: skip
from marsad.extract.speech import CLOSERS, OPENERS
from marsad.resources.attribution import Head


def phrase(p: Page, j: int, end: int, *, proclitics: tuple[str, ...] = ("",)) -> Phrase | None:
    """The speaker whose phrase begins at token j (behind a quotation mark, or one of the proclitics), or None."""
    if j >= end:
        return None
    tokens, forms = p.tokens, p.forms
    form = forms[j]
    if not p.lex.speaks[form] and j not in p.actors and not (j and forms[j - 1] in OPENERS):
        return None
    while form in OPENERS:
        j += 1
        if j >= end:
            return None
        form = forms[j]
    if form == "ل" and "ل" in proclitics:
        return phrase(p, j + 1, end)
    begins = p.lex.begins[form]
    if tokens[j].kind == "punct":
        return None
    if not begins and j not in p.actors:
        return _taken(p, j, end)
    hit = phrases.through(tokens, j, begins) if begins else None
    if hit and (hit.proclitics not in proclitics or hit.last > end):
        hit = None
    actor = p.actors.get(j)
    if actor and (actor.last > end or (tokens[j].start != actor.start and not _fits(tokens[j], actor.start, proclitics))):
        actor = None
    if hit is None:
        return acting(p, actor) if actor else _taken(p, j, end)
    kind, ids = hit.payload[0], hit.payload[1]
    if actor and kind == "head" and ids[0] == "authorities" and actor.last >= hit.last and actor.back_reference:
        return acting(p, actor)  # «وتبنى التنظيم», «وقالت القوات»: somebody in particular
    if actor and kind != "source" and actor.last > hit.last and kind != "person" and not (kind == "head" and (p.lex.heads[ids[0]].carries or ids[0] == "ministry")):
        made = acting(p, actor)
        if kind == "head" and p.lex.heads[ids[0]].person:  # «وزير الداخلية الفرنسي» and his name
            last = actor.last
            while last < end and last in p.actors and p.actors[last].actor == actor.actor:
                last = p.actors[last].last
            last = max(last, name_end(p, last, end))
            made.link = made.link._replace(last=last, end=max(made.link.end, tokens[last - 1].end))
            made.head = ids[0]
        return made
    if kind in ("source", "person"):
        return _named(p, hit, ids[0], end)
    if kind == "short":
        return by_short_name(p, hit, ids)
    if kind == "head":
        return _headed(p, hit, ids[0], hit.payload[2], end)
    return acting(p, actor) if actor else None


def _taken(p: Page, j: int, end: int) -> Phrase | None:
    """A word that names nobody by itself: with a pronoun («بيانها»), or in quotation marks a name met before."""
    noun = None if p.tokens[j].text.endswith("ة") else p.lex.possessed[p.forms[j]]  # «بلدة حوارة» is nobody's «حوار»
    found = of_the_last(p, j, noun) if noun else None
    return found or (by_quoted_name(p, j, end) if j and p.forms[j - 1] in OPENERS else None)


def _fits(token: Token, start: int, proclitics: tuple[str, ...]) -> bool:
    return any(c and stem_start(token, c, s) == start for c, s in splits(token.form) if c in proclitics)


def _named(p: Page, hit: phrases.Hit, source: str, end: int) -> Phrase:
    last = modifiers(p, past_closer(p, hit.last, end), end, definite=True)
    if last == past_closer(p, hit.last, end):
        last = hit.last
    return from_table(p, hit.first, last, hit.start, source, "source.named")


def _headed(p: Page, hit: phrases.Hit, name: str, definite: bool, end: int) -> Phrase | None:
    head, tokens = p.lex.heads[name], p.tokens
    if head.carries:
        return _author(p, hit, end)
    k = modifiers(p, hit.last, end, definite=definite)
    bare = definite and k == hit.last
    if definite and not bare and head.person and (back := taken_up(p, hit, k, head)) and back.head != "commander":
        return back  # «المسؤول الليبي» after his name
    if k + 2 < end and tokens[k].form in p.lex.small.voice and tokens[k + 1].form == "باسم" and (whose := phrase(p, k + 2, end)) and whose.link.actor:
        whole = make_link(p, hit.first, whose.link.last, hit.start, whose.link.source, whose.link.kind, "source.voice", whose.link.actor)
        return Phrase(whole, head.id)  # «المعرفات الناطقة باسم التنظيم» is the group itself
    same = k < end and tokens[k].form in p.lex.small.same_one
    if (bare or same) and (back := taken_up(p, hit, k, head)):
        return back
    words = colours(p, hit.last, k)
    governs = k == hit.last and not tokens[k - 1].form.endswith(("ون", "ين"))
    k, inner = _genitive(p, k, end, head, bare or not definite, governs)
    named = name_end(p, k, end) if head.person and not (inner and k > hit.last and head.id == "official") else k
    for x in range(hit.last, named):  # «العميد يحيى سريع»: a public speaker of the table
        if (who := phrases.at(tokens, x, p.lex.names)) and who.payload[0] == "person" and not who.proclitics:
            return from_table(p, hit.first, max(named, who.last), hit.start, who.payload[1][0], "source.person")
    actor = inner.link.actor if inner else next((p.nisbas[x].actor for x in range(hit.last, k) if x in p.nisbas), None)
    if head.id == "ministry" and (made := ministry(p, hit, k, actor)):
        return made
    if inner and not inner.content and head.speaks_for and not inner.outlet and inner.link.source in p.known:
        return Phrase(make_link(p, hit.first, named, hit.start, inner.link.source, inner.link.kind, "source.office", inner.link.actor), head.id)
    if head.id == "correspondent" and inner:
        source = f"{inner.link.source}_correspondent"
    elif head.outlet and inner and inner.outlet:
        return Phrase(make_link(p, hit.first, k, hit.start, inner.link.source, inner.link.kind, inner.link.rule, actor), head.id, outlet=True)
    elif inner and head.speaks_for and inner.link.actor:
        source = inner.link.source
    else:
        source = "_".join(str(a) for a in (*words, head.noun))
    if bare and k == hit.last and named == k and not head.alone:
        return None
    k = named
    return Phrase(make_link(p, hit.first, k, hit.start, source, head.kind, f"source.head.{head.id}", actor), head.id, outlet=head.outlet)


def _genitive(p: Page, k: int, end: int, head: Head, construct: bool, governs: bool) -> tuple[int, Phrase | None]:
    """What hangs on a head noun: a named source or actor, «في …», «باسم …», a quoted name. Where it ends, and whose it is."""
    tokens, first, stop = p.tokens, k, min(end, k + MAX_MODIFIERS)
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
            if k == first and not governs and not found.outlet:
                return k, None  # an adjective before it, or a plural that governs nothing: «اتهم ناشطون سودانيون قوات …»
            if found.outlet and not (head.outlet or head.of):
                return k, None  # «أبلغ مسؤول رويترز»: who was told
            if found.content or (found.head == head.id and k == first and not head.of):
                return k, None
            k = _after(p, found.last, end)
            if k + 1 < end and tokens[k].form == "لدي":
                k = _noun_phrase(p, k + 1, end)
            return k, found
        if head.outlet and k == first and (hit := phrases.at(tokens, k, p.lex.names)) and hit.payload[0] == "bare" and not hit.proclitics:
            return _after(p, hit.last, end), from_table(p, hit.first, hit.last, hit.start, hit.payload[1][0], "source.named")
        if t.form in p.lex.small.called and k + 1 < end and tokens[k + 1].form in p.lex.small.by_name:
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
        if t.form == "من" and k + 1 < end and tokens[k + 1].form in p.lex.small.residents:
            return _noun_phrase(p, k + 1, stop), None
        if t.form[0] == "ل" and head.of and (found := phrase(p, k, end, proclitics=("ل",))) and not found.content:
            if found.outlet:
                return k, None  # «قال شيخ القبيلة لقناة …»
            return _after(p, found.last, end), found
        if head.of and t.form.startswith("لل") and len(t.form) > 4:
            return modifiers(p, k + 1, end, definite=True), None
        if stops(p, k) or (t.form[0] in "لو" and not head.of) or p.lex.reading(t.form):
            return k, None
        if not ((head.of and construct) or (head.outlet and construct and k == first)):
            return k, None
        before = k
        k = _noun_phrase(p, k, stop) if not t.form.startswith("ال") else modifiers(p, k + 1, end, definite=True)
        if head.outlet:
            return k, _unlisted(p, first, k, head)
        if k == before:
            return k, None
        if t.form.startswith("ال"):
            if k < stop and head.of and tokens[k].form[0] == "ل":
                continue  # «القيادة العامة لقوات …»
            if k < stop and tokens[k].form in p.lex.small.linking and tokens[k].form != "باسم" and not is_text(p, k + 1) and tokens[min(k + 1, end - 1)].form not in p.lex.small.not_within:
                continue
            return k, None
    return k, None


def _after(p: Page, k: int, end: int) -> int:
    """Past a closing mark, an adjective in agreement and a bracketed alias: «“أعماق” الرسمية»."""
    closed = past_closer(p, k, end)
    after = modifiers(p, closed, end, definite=True)
    return after if after > closed else k


def _noun_phrase(p: Page, k: int, end: int) -> int:
    """Past a noun, its genitive and their adjectives: «شرطة محافظة الأنبار», «مدينة شيتا»."""
    tokens, first = p.tokens, k
    while k < end and tokens[k].kind == "word" and not stops(p, k) and k - first < 3:
        if k > first and p.lex.reading(tokens[k].form):
            break
        k += 1
        if tokens[k - 1].form.startswith("ال"):
            break
    return modifiers(p, k, end, definite=True)


def is_text(p: Page, k: int) -> bool:
    """Whether a word is a text or talk («في بيان», «في تصريح»), which is the medium and no part of the speaker."""
    hit = phrases.at(p.tokens, k, p.lex.names) if k < len(p.tokens) else None
    return bool(hit and hit.payload[0] == "head" and p.lex.heads[hit.payload[1][0]].carries)


def _quoted(p: Page, first: int, last: int, head: Head) -> Phrase:
    """What a head is called in quotation marks, known or not: «موقع “Topwar”»."""
    hit = phrases.at(p.tokens, first, p.lex.names)
    if hit and hit.payload[0] in ("source", "bare", "short") and hit.last == last:
        return from_table(p, first, last, p.tokens[first].start, hit.payload[1][0], "source.named")
    actor = p.actors.get(first)
    if actor and actor.last <= last and not head.outlet:
        return acting(p, actor)
    return _unlisted(p, first, last, head)


def _unlisted(p: Page, first: int, last: int, head: Head) -> Phrase:
    """An outlet that the table lacks: an id made of its name."""
    source = provisional(p.words.slice(first, last))
    kind = head.kind if head.outlet else "office"
    return Phrase(make_link(p, first, last, p.tokens[first].start, source, kind, "source.provisional"), head.id, outlet=head.outlet)


def _author(p: Page, hit: phrases.Hit, end: int) -> Phrase | None:
    """Whose a text is: «بيان لوزارة الدفاع», «حصيلة للمرصد», «بيان صادر عن …», «البيان»; ``content`` where nobody's."""
    tokens, definite = p.tokens, hit.payload[2]
    k = modifiers(p, hit.last, end, definite=definite)
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
        link = m.link._replace(rule="source.back.text")
        return dataclasses.replace(m, link=link, again=True, author=True, outer=voices[:-1], at=hit.last)
    k = modifiers(p, hit.last, end, definite=definite)
    words = colours(p, hit.last, k)
    source = "_".join(str(a) for a in (*words, p.lex.heads[head].noun or head))
    return Phrase(make_link(p, hit.first, k, hit.start, source, "statement", f"source.head.{head}"), head, content=True)
