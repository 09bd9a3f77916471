"""Who is named: every actor of the text with its id, generic words and back references resolved by country and context.

    «هاجم مسلحون من التنظيم حاجزا للقوات الحكومية» → التنظيم (the group named before), القوات الحكومية (the country's government)
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

from marsad.arabic import numbers, phrases
from marsad.arabic.tokens import Words
from marsad.extract.actor_aliases import learn, with_aliases
from marsad.extract.actor_back import back, noun, own
from marsad.extract.actor_facts import Spot, who
from marsad.extract.actor_groups import provisional_id
from marsad.extract.actor_names import spots
from marsad.extract.actor_reading import MEMORY, Reading, colouring, generic, named
from marsad.extract.seen import ActorMention, Context
from marsad.extract.theatre import means_country
from marsad.model import Mention
from marsad.resources.actors import ActorEntry, tree

_UNNAMED = frozenset(("terrorists", "rebels", "unknown", "militias"))  # with a state's adjective its proxies, not the state
_AGAINST = frozenset(("علي", "ضد"))
_PEOPLE = frozenset(("civilians", "protesters", "unknown"))
_COUNTED = frozenset(("unknown", "terrorists", "rebels"))  # wordings that may only count the people of the actor that follows
_OWNERS = frozenset(("actor", "compound", "back", "new", "unit", "phrase", "nisba"))
_JOINING = frozenset((("-",), ("–",), ("و",)))
_STATE = frozenset(("state", "army", "air_force", "navy", "unit", "police", "security", "coalition", "foreign_forces", "un_mission"))


def find(words: Words, context: Context | None = None) -> list[ActorMention]:
    """Every actor mention of the text, in order; none overlapping another. Linear in the text."""
    found = spots(words)
    if not found:
        return []
    r = Reading(words, context or Context(), found)
    out, resolve = r.out, _RESOLVE
    for n, spot in enumerate(found):
        by = resolve.get(spot.type)
        mention = by(r, spot, n) if by else None
        if mention is not None:
            out.append(mention)
            learn(r, spot, mention)
    return with_aliases(r) if r.aliases else out


def mentions(found: Iterable[ActorMention], text: str = "") -> list[Mention]:
    """The mentions as ``explain`` prints them: id, neutral names, kind, country and how the id came about."""
    names = tree()
    return [
        Mention(
            kind="actor", start=m.start, end=m.end, text=text[m.start : m.end], rule=m.rule,
            normal={
                "actor": m.actor, "name_ar": names.name(m.actor, "ar"), "name_en": names.name(m.actor, "en"), "actor_kind": m.kind,
                "country": m.country, "generic": m.generic, "provisional": m.provisional, "adjective": m.adjective,
                "back_reference": m.back_reference,
            },
        )
        for m in found
    ]  # fmt: skip


def search(query: str = "") -> list[ActorEntry]:
    """Entries whose id, names or aliases hold the query (in any spelling), in id order; all for an empty one."""
    names = tree()
    wanted = " ".join(phrases.words_of(query)) if query.strip() else ""
    found = []
    for actor in sorted(names):
        entry = names.get(actor)
        if entry is None:
            continue
        texts = (" ".join(phrases.words_of(t)) for t in (entry.ar, *entry.aliases, *entry.commanders))
        if query.lower() in actor or query.lower() in entry.en.lower() or any(wanted in t for t in texts):
            found.append(entry)
    return found


# ---- one kind of spot each


def _named(r: Reading, spot: Spot, _: int) -> ActorMention | None:
    """«تنظيم الدولة», «الحشد»: by the tables' names."""
    ids: list[str] = spot.value
    actor = ids[0]
    lex = r.lex
    if len(ids) > 1 or spot.head or spot.stem in lex.guarded:
        key = _words_of(r, spot)
        key = key.partition(" ")[2] if spot.head else key  # «ميليشيا الهيئة» is as shy as «الهيئة»
        if key in lex.shy and not (r.named_before(ids) or r.named_later(spot, ids) or _theirs(r, spot, ids)):
            return None
        if key in lex.home:
            here = r.countries(spot.first)[:2]
            if here and {who(a).country for a in ids}.isdisjoint((*here, None)):
                return _elsewhere(r, spot, key)
        if len(ids) > 1:
            actor = _decided(r, spot, ids, key)
    rule = "actor:name" if len(ids) == 1 else "actor:shared_name"
    w = who(actor)
    if w.counts_as_parent:
        above = r.tree.parents(actor, r.context.published)
        if above:
            return named(spot, above[0], f"{rule}.{actor}", country=w.country)
    return ActorMention(spot.first, spot.last, spot.start, spot.end, actor, w.kind, rule, False, False, False, False, w.country)


def _theirs(r: Reading, spot: Spot, ids: Sequence[str]) -> bool:
    """Whether a shy name stands where only a group can, in its own country: «مسلحون يعتقد أنهم من الشباب», «عناصر القاعدة»."""
    before = [r.tokens[k].form for k in range(max(0, spot.first - 2), spot.first)]
    whose = r.tokens[spot.first].form if spot.head else before[-1] if before and not spot.proclitics else ""
    some = len(before) == 2 and not spot.proclitics and before[1] == "من"
    counted = some and (before[0][0].isdigit() or numbers.atom(before[0]) is not None)  # «ثلاثة من القاعدة»
    if counted or whose.removeprefix("و") in r.lex.small["members"]:
        return who(ids[0]).country in (*r.countries(spot.first)[:1], None)
    return some and before[0] in r.lex.small["hedges"] and who(ids[0]).country in r.countries(spot.first)[:1]


def _words_of(r: Reading, spot: Spot) -> str:
    """The folded words of the spot as they stand in the tables, without proclitics: «للحرس الجمهوري» → «الحرس الجمهوري»."""
    forms = [t.form for t in r.tokens[spot.first : spot.last] if t.kind != "punct"]
    forms[0] = spot.stem
    return " ".join(forms)


def _elsewhere(r: Reading, spot: Spot, key: str) -> ActorMention | None:
    """A name that means its actor in one country only, read in another: a numbered unit or a service of the government there."""
    home = r.government(spot.first, "army")
    if home is None or key.split()[0] not in r.lex.small["services"]:
        return None
    return generic(spot, home[0], "generic:service", "unit", home[1])


def _decided(r: Reading, spot: Spot, ids: Sequence[str], key: str) -> str:
    """Of the holders of one name: who exists on the day, in the likeliest country, as generic.yml says, named before."""
    alive = [a for a in ids if _alive(r, a)] or list(ids)
    for country in r.countries(spot.first):
        here = [a for a in alive if who(a).country == country]
        if len(here) == 1:
            return here[0]
        if here:
            alive = here
            break
    take = r.lex.ambiguous.get(key)
    if take in alive:
        return str(take)
    for m in itertools.islice(reversed(r.out), MEMORY):
        if m.actor in alive:
            return m.actor
    return alive[0]


def _alive(r: Reading, actor: str) -> bool:
    entry = r.tree.get(actor)
    if entry is None or not r.day:
        return True
    return (not entry.start or entry.start <= r.day) and (not entry.end or r.day <= entry.end)


def _compound(r: Reading, spot: Spot, _: int) -> ActorMention | None:
    """«الطيران الروسي», «الجيش السوري», «المدنيون السوريون»: a noun or wording with the adjective or name of a state or group."""
    key: str = spot.value
    actor = r.of_key(key, spot.first)
    if actor is None:
        return None
    if key.startswith("@"):
        return named(spot, actor, f"actor:{spot.head.lstrip('=')}+nisba")
    state = r.lex.states[key]
    if state.shy and spot.head in ("government", "advisers"):
        return None  # «وزارة المالية» is of finance
    fixed = spot.head.startswith("=")
    phrase = r.lex.wordings.get(spot.head[1:]) if fixed else None
    row = r.lex.nouns.get(spot.head)
    if phrase and phrase.resolve in ("civilians", "protesters"):
        return generic(spot, phrase.resolve, f"actor:{phrase.group or phrase.id}+nisba", country=key)
    if spot.head == "militia" or (phrase and (phrase.resolve in _UNNAMED and phrase.id != "aircraft")):
        return _proxy(r, spot, 0)
    if fixed and phrase is None:
        return named(spot, actor, "actor:back+nisba")
    kind = row.kind if row else phrase.kind if phrase else "state"
    if kind != "state" or spot.head in ("government", "=government", "=regime"):
        actor = r.state_as(key, state, kind)
    return named(spot, actor, f"actor:{spot.head.lstrip('=')}+state", country=key)


def _proxy(r: Reading, spot: Spot, _: int) -> ActorMention | None:
    """«الميليشيات الإيرانية», «فصائل مدعومة من تركيا»: who fights for the patron in the country."""
    lex = r.lex
    if spot.type == "patron":
        patron = spot.value[0]
        w = who(patron)
        if w.kind == "state" and w.country and not (w.country in lex.states and lex.states[w.country].power):
            return _wording(r, spot, "allies") if w.country == "SY" else generic(spot, patron, "actor:loyal")
        key = w.country or ""
    else:
        key, patron = spot.value, r.of_key(spot.value, spot.first) or "unknown"
    by = lex.proxies.get(key, {})
    for country in r.countries(spot.first):
        if country in by:
            return generic(spot, by[country], "actor:proxy")
    actor = by.get("any")
    if actor is None:
        actor = patron if spot.type == "patron" else "unknown"
    return generic(spot, actor, "actor:proxy")


def _adjective(r: Reading, spot: Spot, _: int) -> ActorMention | None:
    """«السورية», «الحوثيون»: an adjective of a state colours another noun; of a group it may be its people."""
    key: str = spot.value
    state = r.lex.states.get(key)
    if state and state.shy and not means_country(r.tokens, spot, r.lex):
        return None
    if state and spot.first and r.tokens[spot.first - 1].form.removeprefix("و").removeprefix("ال") in r.lex.small["institutions"] and (
        spot.first < 2 or r.tokens[spot.first - 2].form not in _AGAINST
    ):
        return None  # «المركز الأميركي للعدالة», «الشبكة السورية لحقوق الإنسان»; not «صواريخ على موقع إسرائيلي»
    actor = state.forces if state else r.of_key(key, spot.first)  # who acts where a state is named: its forces, where they have an id
    if actor is None:
        return None
    form = r.tokens[spot.last - 1].form
    of_group = key.startswith("@")
    if of_group and form.endswith(("ون", "ين", "اد", "رق")):
        return named(spot, actor, "actor:group_people")
    if _coordinated(r, spot):
        return named(spot, actor, "actor:coordinated_nisba")
    people = not of_group and form.endswith(("ون", "ين")) and len(form) > 5
    return colouring(spot, actor, "actor:people" if people else "actor:nisba")


def _coordinated(r: Reading, spot: Spot) -> bool:
    """«القوات الروسية والسورية», «القوات الجوية الروسية- السورية»: a second state of the same noun."""
    if not r.out:
        return False
    m = r.out[-1]
    apart = spot.first - m.last
    if apart > 1 or m.adjective or m.last - m.first < 2:
        return False
    joined = spot.proclitics == "و" if apart == 0 else (r.tokens[m.last].form,) in _JOINING
    return joined and m.kind in _STATE and m.rule.startswith("actor:")


def _state(r: Reading, spot: Spot, _: int) -> ActorMention | None:
    """A state or its capital as an actor, unless the words before make it a place: «في تركيا», «إلى موسكو»."""
    state = r.lex.states.get(spot.value)
    if state is None or (spot.type == "capital" and not state.power):
        return None
    before = r.tokens[spot.first - 1].form if spot.first else ""
    placing = r.lex.small["placing"]
    if before in placing or before.removeprefix("و") in placing or "ب" in spot.proclitics:
        return None
    if spot.type == "capital" and before in r.lex.small["striking"] and not _AGAINST.intersection(t.form for t in r.tokens[spot.last : spot.last + 3]):
        return None
    if state.shy and not means_country(r.tokens, spot, r.lex):
        return None
    return named(spot, state.forces, "state:capital" if spot.type == "capital" else "state:name", country=spot.value)


def _phrase(r: Reading, spot: Spot, index: int) -> ActorMention | None:
    """«القوات الحكومية», «المدنيون», «المسلحون»."""
    return None if r.lex.wordings[spot.value].resolve in _COUNTED and _completed(r, spot, index) else _wording(r, spot, spot.value)


def _wording(r: Reading, spot: Spot, name: str) -> ActorMention | None:
    row = r.lex.wordings[name]
    resolve = row.resolve
    if resolve == "allies" and (theirs := _of_patron(r, spot)):
        return generic(spot, theirs, "actor:proxy")
    if resolve in _PEOPLE:
        return generic(spot, resolve, f"generic:{row.group or name}")
    if resolve == "terrorists":
        return generic(spot, "unknown", "generic:terrorists", "insurgents")
    if resolve == "government":
        return r.at_home(spot, f"generic:{name}", row.kind)
    ranked = r.countries(spot.first)
    if resolve == "regime":  # «النظام» is a government in some newsrooms and countries, a system elsewhere
        regime = r.rule(resolve, ranked[:1])
        return generic(spot, regime, "generic:regime") if regime else None
    return generic(spot, r.rule(resolve, ranked) or "unknown", f"generic:{name}")


def _of_patron(r: Reading, spot: Spot) -> str | None:
    """«الجيش التركي والفصائل الموالية له»: who fights in the country for the foreign force named just before."""
    m = r.out[-1] if r.out else None
    if m is None or m.adjective or m.kind not in _STATE or spot.first - m.last > 2 or not r.tokens[spot.last - 1].form.startswith("ل"):
        return None
    by = r.lex.proxies.get(m.country or "", {})
    ranked = r.countries(spot.first)
    if not ranked or m.country == ranked[0]:
        return None
    return next((by[c] for c in ranked if c in by), by.get("any"))


def _head(r: Reading, spot: Spot, index: int) -> ActorMention | None:
    """A bare noun of forces, unless it only counts the people of the actor that follows."""
    return None if _completed(r, spot, index) else noun(r, spot)


def _completed(r: Reading, spot: Spot, index: int) -> bool:
    """Whether a member noun only counts the people of the actor that follows: «مسلحون من تنظيم …», «عناصر تابعين للفرقة …»."""
    if index + 1 >= len(r.spots):
        return False
    following = r.spots[index + 1]
    if following.first - spot.last > 6 or following.type not in _OWNERS:
        return False
    inner = []
    for t in r.tokens[spot.last : following.first]:
        if t.kind == "word":
            inner.append(t.form)
        elif t.form not in "\"“«'(":
            return False
    if not inner:
        return spot.type == "head" and spot.value in ("members", "soldiers", "militia") and not following.proclitics.startswith("و")
    small = r.lex.small
    if len(inner) > 2 or (len(inner) == 2 and inner[0] == "في" and inner[1] not in small["ranks"]):
        return False  # «جنود في هجوم لجماعة …» are not the group's
    return not inner[-1].startswith("بين") and (inner[0] in small["within"] or inner[0].startswith(r.lex.beginnings["belonging"]))


def _unit(r: Reading, spot: Spot, _: int) -> ActorMention | None:
    """«الفرقة 17»: its entry where the country's tables have one, else the government that it is a unit of."""
    unit, number = spot.value
    home = r.government(spot.first)
    if home is None:
        return generic(spot, "government_forces", "actor:unit", "unit")
    own_id = f"{unit}_{number}"
    if own_id in r.tree and who(own_id).country == home[1]:
        return named(spot, own_id, "actor:unit")
    return generic(spot, home[0], "actor:unit", "unit", home[1])


def _new(r: Reading, spot: Spot, _: int) -> ActorMention:
    """«كتيبة أحرار الوادي»: a group that no table has."""
    before = r.tokens[spot.first - 1] if spot.first else None
    if before is not None and before.form == "(" and r.out and r.out[-1].last == spot.first - 1:
        m = r.out[-1]  # «الفرقة الأمنية الأولى (كتيبة …)»: a second name of the same force
        return named(spot, m.actor, "actor:apposition", m.kind, m.country)
    known = r.renamed.get(provisional_id(spot.value))
    if known is not None:
        return named(spot, known.actor, "actor:alias_in_text", known.kind, known.country, provisional=known.provisional)
    label = spot.value.partition(" ")[0]
    ranked = r.countries(spot.first)
    return named(spot, provisional_id(spot.value), f"new:{label}", "insurgents", ranked[0] if ranked else None, provisional=True)


_RESOLVE: Mapping[str, Callable[[Reading, Spot, int], ActorMention | None]] = {
    "actor": _named, "compound": _compound, "proxy": _proxy, "patron": _proxy, "nisba": _adjective, "state": _state, "capital": _state,
    "phrase": _phrase, "back": back, "head": _head, "own": own, "unit": _unit, "new": _new,
}  # fmt: skip
