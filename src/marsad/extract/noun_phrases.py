"""Noun phrases: a count, a head, its modifiers, whose they are.

    «35 عنصرا من الفرقة الرابعة»  →  A, count 35, head عنصر, actor الفرقة الرابعة
"""

from __future__ import annotations

from collections.abc import Sequence

from marsad.arabic import phrases
from marsad.arabic.lexicon import Reading
from marsad.arabic.tokens import Sentence, Token
from marsad.extract.lexemes import BEGINS, LEXEMES, OTHERS, PLAIN, QUOTES, STEPS, Lexeme, entry_of, phrase_at
from marsad.extract.rows import ARMED_KINDS, Chunk
from marsad.extract.sheet import Sheet
from marsad.extract.vocabulary import Sayings, noun_table

_SIZES = frozenset(["من", "كبير", "كبيره", "اكبر", "غير", "محدد", "معروف", "ضخمه", "هائله", "متنوعه", "مختلفه", "قليل", "صغير", "صغيره", "جديده"])  # after «عدد», «كميات»
_MAX_MODIFIERS = 12
_COUNTING = ("cardinal", "vague", "fraction")
_OF = ("من", "عن", "بين")  # between a count and what it counts
_RIDING = frozenset(("يستقلون", "يستقلان", "يستقل", "تستقل", "يستقلها", "يركبون", "يقودون", "يقود", "استقلوا", "استقلا"))
_BANDS = ("group", "force")
_SIDES = ("جهه", "جانب", "طرف", "ناحيه")
_WITHIN = ("من", "صفوف", "في")  # prepositions between people and whose they are
_MOVERS = frozenset(("force", "vehicle", "aircraft", "combatant"))
_HEADS = frozenset(("force", "group", "combatant", "civilian", "person", "vehicle", "goods", "weapon", "site"))
_PEOPLE = ("combatant", "civilian", "person")
_LOOSE_HEADS = ("bodies", "group", "measure")  # which another noun may say more of
_THINGS = ("site", "vehicle", "goods", "weapon")
_DEEDS = ("act", "pass", "masdar", "noun", "nouns")
_ACTING = ("tank", "boat", "bulldozer")  # vehicles that do things in the name of whose they are
_OPENERS, _CLOSERS = ("“", "«", "(", "["), ("”", "»", ")", "]")
_ADJECTIVE_ENDINGS = ("يه", "ييه", "يين", "يون", "يتين", "يتان", "يات", "يا")
_ADJECTIVES = frozenset(
    ["كبير", "كبيره", "صغير", "صغيره", "مسلح", "مسلحه", "المسلحه", "المسلح", "مسلحين", "مسلحون", "مجهول", "مجهوله", "مجهولون", "مجهولين", "متجاورين", "حليفه", "الحليفه", "رديفه", "الرديفه", "كامله", "متفرقه", "مختلفه", "جديده", "اضافيه", "ضخمه", "متنقله", "محليه", "بارز", "بارزه", "ميداني", "ملثمين", "ملثمون", "عزل", "ابرياء", "متشدده", "متشدد", "متطرف", "متطرفه", "سابق", "سابقه", "السابق", "السابقه", "الاسبق", "الراحل", "المتقاعد", "المنشق", "المنشقه", "المنشقين", "سوداء", "ثقيله", "خفيفه", "رباعيه", "الدفع", "الاول", "الثاني", "ثاني", "مفخخه", "محمله", "خاصه", "الخاصه", "المسلحون", "القريبه", "قريبه", "المشتركه", "مشتركه", "واسعه"]
)
NOT_NAMES = frozenset(["ان", "انه", "انها", "اليوم", "امس", "قد", "كان", "كانت", "هذا", "هذه", "ذلك", "الذي", "التي", "بعد", "قبل", "مع", "عن", "او", "ثم", "ايضا", "كما", "حيث", "بسبب", "خلال"])


def noun_phrase(sheet: Sheet, i: int, s: Sentence) -> tuple[str, Chunk] | None:
    """The noun phrase that begins at token i, with the particles glued before it; None where none does."""
    tokens, j = sheet.tokens, i
    start, glued = tokens[i].start, ""
    count = sheet.quantities.get(i)
    if count is not None and count.kind in _COUNTING:
        start, j = count.start, count.last
        glued = sheet.glued(i, start)
        while count.kind == "vague" and j + 1 < s.last and tokens[j].form in _SIZES and tokens[j].form != "من":
            j += 1  # «كميات كبيرة من»
        if j < s.last and tokens[j].form in _OF:
            j += 1
    else:
        count = None
    chunk = Chunk("N", i, i + 1, start, tokens[i].end)
    if count is not None:
        chunk.count = count
    k = _head(sheet, j, s, chunk, first=j == i, definite_count=count is not None)
    if k is None:
        return None
    if j == i:
        start, glued = chunk.start, chunk.glued
    k = _modifiers(sheet, k, s, chunk)
    chunk.start, chunk.last, chunk.end = start, k, tokens[k - 1].end
    chunk.letter = _letter(chunk)
    return glued, chunk


def heads(sheet: Sheet, i: int, lexeme: Lexeme, said: Sayings | None) -> bool:
    """Whether a noun phrase may begin at token i."""
    return lexeme.heads or i in sheet.actors or bool(said is not None and said.nouns)


def _head(sheet: Sheet, j: int, s: Sentence, chunk: Chunk, *, first: bool, definite_count: bool) -> int | None:
    """Reads the head at token j into the chunk; the token after it, or None."""
    if j >= s.last:
        return None
    t = sheet.tokens[j]
    if t.kind == "punct":
        if j + 1 < s.last and definite_count and t.form in QUOTES:
            return _head(sheet, j + 1, s, chunk, first=False, definite_count=False)
        return None
    form = t.form
    if form in OTHERS:
        if definite_count:
            chunk.others, chunk.number = True, "p"
            return j + 1
        if first and form not in ("اخر", "اخري", "الاخري"):
            chunk.others, chunk.number = True, "p" if form != "الاخر" else "s"
            return j + 1
    lexeme = LEXEMES[t.text]
    hit = phrase_at(sheet.tokens, j, lexeme)
    actor = sheet.actors.get(j)
    if hit is not None:
        for name, number in hit.said.nouns:
            if actor and actor.last == hit.last and noun_table()[name].type == "aircraft":
                chunk.actors = (*chunk.actors, actor)  # «سلاح الجو»
            if chunk.actors or not (actor and actor.last >= hit.last):
                chunk.head, chunk.number = noun_table()[name], number
                chunk.start, chunk.glued = hit.start, sheet.glued(j, hit.start)
                return hit.last
    counted = lexeme.counted
    if counted is not None and not sheet.possible(j, counted.kind, False, entry_of(counted), s):
        counted = None
    if definite_count and counted is None:
        counted = next((r for r in lexeme.readings if r.lemma == "uthiba" and r.kind in ("masdar", "nouns") and not r.pronoun and not r.proclitics), None)  # «6 إصابات»
    if counted is not None:
        chunk.lemma = counted.lemma
        _take(chunk, t, counted, first)
        return j + 1
    head = lexeme.head
    if actor:
        chunk.actors = (*chunk.actors, actor)
        if head is not None:
            chunk.head = lexeme.noun
            chunk.number, chunk.pronoun = head.number, head.pronoun
        else:
            chunk.number = _of_nation(form) if actor.adjective and actor.last == j + 1 else "p"
        if first:
            chunk.start, chunk.glued = actor.start, sheet.glued(j, actor.start)
        return min(actor.last, s.last)
    noun = lexeme.noun
    if head is None or noun is None:
        return None
    if noun.type == "measure":
        return _measure(sheet, j, s, chunk, lexeme, first)
    chunk.head = noun
    _take(chunk, t, head, first)
    return j + 1


def _of_nation(form: str) -> str:
    """How many a nation's adjective tells of where it stands for people: «فلسطيني» one, «سوريان» two, «عراقيين» more."""
    return "d" if form.endswith(("يان", "يتان")) else "s" if form.endswith(("ي", "يه", "يا")) else "p"


def _measure(sheet: Sheet, j: int, s: Sentence, chunk: Chunk, lexeme: Lexeme, first: bool) -> int | None:
    """«عدد من الجنود», «أحد عناصر», «كميات كبيرة من الذخيرة»: the head is what is measured."""
    tokens, head, noun = sheet.tokens, lexeme.head, lexeme.noun
    if head is None or noun is None:
        return None
    t = tokens[j]
    k = j + 1
    while k < s.last and tokens[k].form in _SIZES:
        k += 1
    inner = Chunk("N", k, k + 1, tokens[min(k, s.last - 1)].start, t.end)
    at = _head(sheet, k, s, inner, first=True, definite_count=False) if k < s.last else None
    if at is None:
        if noun.id == "amount":
            _take(chunk, t, head, first)
            chunk.head = noun
            return j + 1
        return None
    chunk.head, chunk.actors, chunk.lemma, chunk.number, chunk.others = inner.head, inner.actors, inner.lemma, inner.number, inner.others
    if noun.id in ("some", "number", "kinds"):
        chunk.text = "some" if t.form.lstrip("وفبل") not in ("احد", "احدي") else "one"
    if noun.id == "amount":
        chunk.text = "amount"
    _lead(chunk, t, head, first)
    return at


def _lead(chunk: Chunk, t: Token, r: Reading, first: bool) -> None:
    if first:
        chunk.glued = r.proclitics
        chunk.start = phrases.stem_start(t, r.proclitics, t.form[r.skip :]) if r.proclitics else t.start


def _take(chunk: Chunk, t: Token, r: Reading, first: bool) -> None:
    chunk.number, chunk.definite, chunk.pronoun = r.number, r.definite, r.pronoun
    _lead(chunk, t, r, first)


def _modifiers(sheet: Sheet, k: int, s: Sentence, chunk: Chunk) -> int:
    """Adjectives, counts after the noun, genitives, «من / تابع لـ / في صفوف» + actor, names in apposition: the token after the last."""
    tokens, steps, good = sheet.tokens, 0, k
    actors, taken, last = sheet.actors, sheet.taken, s.last
    head = chunk.head
    named = head is not None and head.type in ("combatant", "person") and chunk.number == "s" and chunk.count is None
    while k < last and steps < _MAX_MODIFIERS:
        steps += 1
        t = tokens[k]
        form = t.form
        if form in _RIDING and (after := _vehicle(sheet, k, s)):
            k = good = after  # «مسلحون يستقلون دراجة نارية»
            continue
        if form == "برتبه" and k + 1 < last:  # «ضابط برتبة عقيد»
            k = good = k + 2
            continue
        if form == "من" and _on_one_side(tokens, k, last):
            return k + 2
        if t.kind == "punct":
            if form in QUOTES and (good == k or (k + 1 < last and (k + 1 in actors or k + 2 in actors))):
                k += 1
                continue
            break
        if k in taken:
            after = _taken_by(sheet, k, s, chunk, beside=good == k)
            if after is None:
                break
            if after:
                k = good = after
                continue
        if PLAIN <= STEPS[t.text] < BEGINS:  # of this word nothing is known
            thing = chunk.head is not None and chunk.head.type in _THINGS
            if (
                (thing and good == k and form.startswith("ال") and len(form) > 4)
                or _adjectival(form)
                or (named and good == k and steps <= 5 and len(form) > 2 and t.kind == "word" and form not in NOT_NAMES)
            ):
                k = good = k + 1
                continue
            ahead = sheet.next_actor(k + 1, s, 2, need="ل") if not chunk.actors else None
            if ahead is None:
                break
            chunk.actors = (ahead,)
            k = good = ahead.last
            continue
        after = _known(sheet, k, s, chunk, beside=good == k, named=named and steps <= 5)
        if after is None:
            break
        if after < 0:
            good = -after
            break
        k = good = after
    while good > chunk.first + 1 and tokens[good - 1].form in _OPENERS:
        good -= 1
    return good


def _vehicle(sheet: Sheet, k: int, s: Sentence) -> int | None:
    """The token after the vehicle that people ride: «يستقلون دراجتين ناريتين»."""
    if k + 1 >= s.last:
        return None
    ridden = Chunk("M", k + 1, k + 2, 0, 0)
    after = _head(sheet, k + 1, s, ridden, first=True, definite_count=False)
    return after if after is not None and ridden.head is not None and ridden.head.type == "vehicle" else None


def _on_one_side(tokens: Sequence[Token], k: int, last: int) -> bool:
    """«(اشتباكات بين الجيش) من جهة ومسلحين من جهة أخرى»: it closes the first of two."""
    return k + 2 < last and tokens[k + 1].form in _SIDES and (tokens[k + 2].form[0] == "و" or tokens[k + 2].kind == "punct")


def _taken_by(sheet: Sheet, k: int, s: Sentence, chunk: Chunk, *, beside: bool) -> int | None:
    """Goes on over what an earlier stage saw at token k: the token after it, None where the phrase ends, 0 where it says nothing here."""
    if k in sheet.times or k in sheet.sources:
        return None
    t = sheet.tokens[k]
    quantity = sheet.quantities.get(k)
    if quantity and beside and chunk.count is None and quantity.kind == "cardinal" and quantity.start == t.start and chunk.number in ("p", "d"):
        if quantity.last < s.last:
            following = LEXEMES[sheet.tokens[quantity.last].text]
            hit = phrase_at(sheet.tokens, quantity.last, following)
            nouns = hit is not None and hit.said.nouns
            if quantity.last in sheet.actors or nouns or any(r.kind in ("head", "count", "counts") for r in following.unspelled):
                return None
        chunk.count = quantity
        return quantity.last
    actor = sheet.actors.get(k)
    if actor:
        glued = sheet.glued(k, actor.start)
        if chunk.actors and not glued:
            for r in LEXEMES[t.text].unspelled:
                if r.kind == "head" and not r.definite:
                    kind = noun_table()[r.lemma].type
                    if (kind in _MOVERS and (r.number in ("s", "d") or kind != "combatant" or t.form.endswith("ين"))) or kind == "civilian":
                        return None  # «استهدف مسلحو التنظيم رتلا»: another noun phrase begins
        if glued == "ل" and actor.rule.startswith("actor:arms"):
            return None  # «تصدت الدفاعات السورية لصواريخ إسرائيلية»: nothing belongs to missiles
        if glued in ("", "ل", "ب") and (glued != "ب" or not beside or _member(chunk)):
            chunk.actors = (*chunk.actors, actor)
            return min(actor.last, s.last)
        return None
    return None if k in sheet.places else 0


def _member(chunk: Chunk) -> bool:
    """Whether «ب» after it tells whose it is: «قيادي بتنظيم القاعدة», «3 جنود بالجيش»; not after a bare plural («أوقع مسلحون بالجيش خسائر»)."""
    return chunk.head is not None and chunk.head.type == "combatant" and (chunk.number in ("s", "d") or chunk.count is not None)


def _known(sheet: Sheet, k: int, s: Sentence, chunk: Chunk, *, beside: bool, named: bool) -> int | None:
    """Goes on over a word that has readings or begins a phrase: the token after, None where the noun phrase ends before it; negative
    where it ends there."""
    t = sheet.tokens[k]
    lexeme = LEXEMES[t.text]
    hit = phrase_at(sheet.tokens, k, lexeme)
    said = hit.said if hit is not None else None
    cue = said.structural if said is not None else None
    if cue is not None and cue[0] == "backer" and hit is not None:
        backed = sheet.next_actor(hit.last, s, 4)
        return -backed.last if backed is not None else None  # what follows the backer is another noun phrase
    belongs = said is not None and said.belongs
    if hit is not None and (belongs or (cue is not None and cue[0] == "preposition" and cue[2] in _WITHIN and hit.proclitics == "")):
        if cue is not None and cue[2] == "من" and hit.last in sheet.quantities and chunk.head is not None and chunk.head.type in _BANDS:
            return _made_of(sheet, k, s, chunk)  # «خلية من خمسة أشخاص»
        whose = sheet.next_actor(hit.last, s, 5 if belongs else 2)
        if whose is not None:
            chunk.actors = (*chunk.actors, whose)
            return whose.last
        return _made_of(sheet, k, s, chunk) if cue is not None and cue[2] == "من" and not chunk.actors else None
    if cue is not None:
        return None
    for r, entry in lexeme.triggers:
        if r.kind in _DEEDS and sheet.possible(k, r.kind, bool(r.pronoun), entry, s):
            return None
    if any(r.kind == "cue" for r in lexeme.readings):
        return None
    head, noun = lexeme.head, lexeme.noun
    if head is not None and noun is not None:
        if not head.proclitics:
            closed = beside and not head.definite and (chunk.definite or sheet.forms[k - 1].startswith("ال"))
            if closed and (t.form.endswith("ا") or (chunk.definite and noun.type in _THINGS)):
                return None  # «غنم المقاتلون منظومة»: nothing is added to a noun with its article
            if beside and (chunk.head is None or chunk.head.type != "civilian") and noun.type in _HEADS and not chunk.actors:
                if chunk.head is None or (chunk.head.type in _LOOSE_HEADS and noun.type in _PEOPLE):
                    chunk.head = noun
                return k + 1
            return None
        if head.proclitics == "ل" and beside and not chunk.actors:
            if noun.type not in ("force", "combatant", "group", "civilian"):
                return None
            inner = Chunk("N", k, k + 1, 0, 0)
            inner.head, inner.number = noun, head.number
            after = _modifiers(sheet, k + 1, s, inner)
            chunk.actors = (*chunk.actors, *inner.actors)
            return after
    if said is not None and (said.cues or said.triggers):
        return None
    thing = chunk.head is not None and chunk.head.type in _THINGS
    if thing and beside and t.form.startswith("ال") and len(t.form) > 4 and not lexeme.readings and hit is None:
        return k + 1
    if _adjectival(t.form) or (named and beside and name_like(t)):
        return k + 1
    ahead = sheet.next_actor(k + 1, s, 2, need="ل") if not chunk.actors else None
    if ahead is not None:
        chunk.actors = (*chunk.actors, ahead)
        return ahead.last
    return None


def _made_of(sheet: Sheet, k: int, s: Sentence, chunk: Chunk) -> int | None:
    """«مجموعة من الجنود»: what stands after «من» tells who they are."""
    if k + 1 >= s.last or k + 1 in sheet.places:
        return None
    inner = Chunk("N", k + 1, k + 2, 0, 0)
    count = sheet.quantities.get(k + 1) if chunk.count is None and chunk.head is not None and chunk.head.type in _BANDS else None
    if count is not None and count.kind == "cardinal":  # «خلية من خمسة أشخاص»
        after = _head(sheet, count.last, s, inner, first=False, definite_count=True) if count.last < s.last else None
        chunk.count = count if after is not None else None
    else:
        after = _head(sheet, k + 1, s, inner, first=True, definite_count=False)
    if after is None or inner.glued or inner.head is None or inner.head.type in ("site", "goods", "weapon", "bodies"):
        return None
    if chunk.head is None or chunk.head.type in ("bodies", "measure", "person"):
        chunk.head = inner.head
    chunk.actors = (*chunk.actors, *inner.actors)
    return after


def _letter(chunk: Chunk) -> str:
    if chunk.lemma:
        return "K"
    noun = chunk.head
    kind = noun.type if noun is not None else ""
    if noun is not None and noun.instrument and kind in ("aircraft", "weapon"):
        return "A" if kind == "aircraft" else "W"
    if noun is not None and noun.id in _ACTING and chunk.number == "p" and chunk.count is None and chunk.actors and not chunk.glued:
        return "A"  # «دبابات الاحتلال قصفت»
    if kind in ("vehicle", "site", "weapon", "goods", "aircraft"):
        return "M"
    if kind in ("combatant", "force"):
        return "A"
    for a in chunk.actors:
        if a.kind in ARMED_KINDS and not a.adjective:
            return "N" if kind == "civilian" else "A"
    if kind == "group" and chunk.actors:
        return "A"
    return "M" if kind == "measure" else "N"


def _adjectival(form: str) -> bool:
    return form in _ADJECTIVES or (len(form) > 4 and form.endswith(_ADJECTIVE_ENDINGS) and form[0] not in "وفبل") or (
        len(form) > 6 and form.startswith("ال") and form.endswith(("ه", "ي", "ين", "ون"))
    )


def name_like(t: Token) -> bool:
    """Whether the word may be part of a person's or a place's name: nothing else is known of it."""
    if t.kind != "word" or len(t.form) <= 2 or t.form in NOT_NAMES:
        return False
    lexeme = LEXEMES[t.text]
    return not lexeme.unspelled and lexeme.alone is None
