"""Who is named: every actor of the text with its id, generic words and back references resolved by country and context.

    «هاجم مسلحون من التنظيم حاجزا للقوات الحكومية» → التنظيم (the group named before), القوات الحكومية (the country's government)
"""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marsad.arabic import phrases
from marsad.arabic.actor_words import words as lexicon
from marsad.arabic.tokens import Words
from marsad.extract.actor_facts import Spot
from marsad.extract.actor_groups import provisional_id, second_name
from marsad.extract.actor_names import spots
from marsad.extract.seen import ActorMention, Context
from marsad.extract.theatre import Theatre
from marsad.model import Mention
from marsad.resources.actors import ActorEntry, tree

_ARMED = frozenset(
    ("state", "army", "air_force", "navy", "unit", "police", "security", "intelligence", "militia", "insurgents", "jihadists", "faction",
     "coalition", "foreign_forces", "un_mission", "identity_militia", "private_military", "tribe", "party", "ministry")
)  # fmt: skip
_STATE = frozenset(("state", "army", "air_force", "navy", "unit", "police", "security", "coalition", "foreign_forces", "un_mission"))
_MILITARY = frozenset(("army", "air_force", "navy", "unit", "coalition"))
_NONE: frozenset[str] = frozenset()
_MEMORY = 200  # mentions that a back reference looks over at most, so that a long text stays linear
_NEAR = 2  # sentences within which «العناصر», «الأخير», «الجنود» look back
# Before a country's name these say that it is a place.
_PLACING = frozenset(
    ("في", "داخل", "الي", "من", "نحو", "عبر", "شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي", "وسط", "حدود", "انحاء", "ارجاء",
     "اراضي", "باتجاه", "صوب", "خارج", "مدينه", "محافظه", "مناطق", "منطقه", "ولايه", "عاصمه", "العاصمه", "مطار", "سكان", "اهالي", "شعب")
)  # fmt: skip
_UNNAMED = frozenset(("terrorists", "rebels", "unknown", "militias"))  # with a state's adjective its proxies, not the state
_RANKS = frozenset(("صفوف", "عداد", "اطار", "قوات", "وحدات", "قوه"))  # «عناصر في صفوف التنظيم»
_SERVICES = frozenset(("الفرقه", "اللواء", "الفيلق", "الحرس", "المخابرات", "الاستخبارات", "الامن", "امن", "الدفاع"))
_ASSETS = frozenset(
    ("قاعده", "قواعد", "رتل", "ارتال", "دوريه", "دوريات", "نقطه", "نقاط", "موقع", "مواقع", "حاجز", "حواجز", "ثكنه", "مدرعه", "مدرعات", "قافله",
     "سفينه", "مدمره", "بارجه", "معسكر", "موكب", "رتلا", "قاعدتين", "عسكريه", "عسكري", "مقر", "مقار")
)  # fmt: skip


def find(words: Words, context: Context | None = None) -> list[ActorMention]:
    """Every actor mention of the text, in order; none overlapping another. Linear in the text."""
    context = context or Context()
    found = spots(words)
    if not found:
        return []
    return _Reading(words, context, found).mentions()


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


@functools.lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    table = dict(lexicon())
    table["shy"], table["home"] = frozenset(table["shy"]), frozenset(table["home"])
    table["labels"] = {actor: frozenset(labels) for actor, labels in table["labels"].items()}
    return table


class _Reading:
    """One text being resolved, spot by spot; what was resolved before is what words refer back to."""

    def __init__(self, words: Words, context: Context, found: list[Spot]) -> None:
        self.words, self.context = words, context
        self.lex, self.tree = _words(), tree()
        self.on = context.published
        self.day = context.published.isoformat() if context.published else ""
        self.found = found
        self.theatre = Theatre(words, context, found, self.lex["states"])
        self.countries, self.sentence = self.theatre.countries, self.theatre.sentence
        self.seen: list[tuple[int, ActorMention]] = []  # (sentence, mention) of who may be referred back to
        self.renamed: dict[str, ActorMention] = {}  # provisional ids that turned out to be second names
        self._full: dict[str, int] | None = None  # where an actor is last named in several words
        self.aliases: dict[str, list[tuple[tuple[str, ...], ActorMention]]] = {}  # names that this text gives its actors

    # ---- the mentions

    def mentions(self) -> list[ActorMention]:
        out: list[ActorMention] = []
        for index, spot in enumerate(self.found):
            mention = self._mention(spot, index)
            if mention is None:
                continue
            out.append(mention)
            self.seen.append((self.sentence(spot.first), mention))
            self._learn(spot, mention)
        if self.aliases:
            out = self._with_aliases(out)
        return out

    def _make(self, spot: Spot, actor: str, rule: str, **more: Any) -> ActorMention:
        kind = more.pop("kind", None) or self.tree.kind(actor)
        country = more.pop("country", None) or self.tree.country(actor)
        return ActorMention(spot.first, spot.last, spot.start, spot.end, actor, kind, rule, country=country, **more)

    def _mention(self, spot: Spot, index: int) -> ActorMention | None:
        match spot.type:
            case "actor":
                return self._named(spot)
            case "compound":
                return self._compound(spot)
            case "proxy" | "patron":
                return self._proxy(spot)
            case "nisba":
                return self._adjective(spot)
            case "state" | "capital":
                return self._state(spot)
            case "phrase":
                return None if self._completed(spot, index) else self._phrase(spot, spot.value)
            case "back":
                return self._back(spot, spot.value)
            case "head":
                return None if self._completed(spot, index) else self._head(spot)
            case "own":
                return self._own(spot)
            case "unit":
                return self._unit(spot)
            case "new":
                return self._new(spot)
        return None

    def _completed(self, spot: Spot, index: int) -> bool:
        """Whether a member noun only counts the people of the actor that follows: «مسلحون من تنظيم …», «عناصر تابعين للفرقة …»."""
        if spot.type == "phrase" and self.lex["phrases"][spot.value]["resolve"] not in ("unknown", "terrorists", "rebels"):
            return False
        if index + 1 >= len(self.found):
            return False
        following = self.found[index + 1]
        if following.type not in ("actor", "compound", "back", "new", "unit", "phrase", "nisba"):
            return False
        between = self.words.tokens[spot.last : following.first]
        if any(t.kind != "word" and t.form not in "\"“«'(" for t in between):
            return False
        inner = [t.form for t in between if t.kind == "word"]
        if spot.type == "head" and spot.value in ("members", "soldiers", "militia") and not inner and not following.proclitics.startswith("و"):
            return True
        if len(inner) == 2 and inner[0] == "في" and inner[1] not in _RANKS:
            return False  # «جنود في هجوم لجماعة …» are not the group's
        return bool(inner) and len(inner) <= 2 and not inner[-1].startswith("بين") and (inner[0] in ("من", "في", "ضمن") or inner[0].startswith(("ينتم", "يتبع", "تابع", "منتم")))

    def _named(self, spot: Spot) -> ActorMention | None:
        ids: list[str] = spot.value
        key = self._words_of(spot)
        key = key.partition(" ")[2] if spot.head else key  # «ميليشيا الهيئة» is as shy as «الهيئة»
        if key in self.lex["shy"] and not any(m.actor in ids for _, m in self.seen) and not self._named_later(spot, ids):
            return None
        if key in self.lex["home"]:
            here = self.countries(spot.first)[:2]
            if here and not any(self.tree.country(a) in (*here, None) for a in ids):
                return self._elsewhere(spot, key)
        actor = ids[0] if len(ids) == 1 else self._decide(spot, ids, key)
        rule = "actor:name" if len(ids) == 1 else "actor:shared_name"
        entry = self.tree.get(actor)
        if entry is not None and entry.counts_as_parent:
            above = self.tree.parents(actor, self.on)
            if above:
                return self._make(spot, above[0], f"{rule}.{actor}", country=entry.country)
        return self._make(spot, actor, rule)

    def _words_of(self, spot: Spot) -> str:
        """The folded words of the spot as they stand in the tables, without proclitics: «للحرس الجمهوري» → «الحرس الجمهوري»."""
        forms = [t.form for t in self.words.tokens[spot.first : spot.last] if t.kind != "punct"]
        forms[0] = spot.stem
        return " ".join(forms)

    def _elsewhere(self, spot: Spot, key: str) -> ActorMention | None:
        """A name that means its actor in one country only, read in another: a numbered unit or a service of the government there."""
        home = self._government(spot.first, kind="army")
        if home is None or key.split()[0] not in _SERVICES:
            return None
        return self._make(spot, home[0], "generic:service", generic=True, kind="unit", country=home[1])

    def _named_later(self, spot: Spot, ids: Sequence[str]) -> bool:
        if self._full is None:
            self._full = {}
            for s in self.found:
                if s.type == "actor" and s.last - s.first > 1:
                    self._full[s.value[0]] = s.first
        return any(self._full.get(a, -1) > spot.first for a in ids)

    def _decide(self, spot: Spot, ids: Sequence[str], key: str) -> str:
        """Of the holders of one name: who exists on the day, in the likeliest country, as generic.yml says, named before."""
        alive = [a for a in ids if self._alive(a)] or list(ids)
        for country in self.countries(spot.first):
            here = [a for a in alive if self.tree.country(a) == country]
            if len(here) == 1:
                return here[0]
            if here:
                alive = here
                break
        take: str | None = self.lex["ambiguous"].get(key)
        if take in alive:
            return str(take)
        for _, m in itertools.islice(reversed(self.seen), _MEMORY):
            if m.actor in alive:
                return m.actor
        return alive[0]

    def _alive(self, actor: str) -> bool:
        entry = self.tree.get(actor)
        if entry is None or not self.day:
            return True
        return (not entry.start or entry.start <= self.day) and (not entry.end or self.day <= entry.end)

    def _key(self, key: str, token: int) -> str | None:
        """The actor behind an adjective's key: a state's, or a group's by country."""
        if not key.startswith("@"):
            state = self.lex["states"].get(key)
            return str(state["id"]) if state else None
        by: Mapping[str, str] = self.lex["groups_of_nisba"][key]
        for country in self.countries(token):
            if country in by:
                return by[country]
        return by.get("any")

    def _compound(self, spot: Spot) -> ActorMention | None:
        actor = self._key(spot.value, spot.first)
        if actor is None:
            return None
        if spot.value.startswith("@"):
            return self._make(spot, actor, f"actor:{spot.head.lstrip('=')}+nisba")
        if self.lex["states"][spot.value]["shy"] and spot.head in ("government", "advisers"):
            return None  # «وزارة المالية» is of finance
        phrase = self.lex["phrases"].get(spot.head[1:]) if spot.head.startswith("=") else None
        row = self.lex["head_rows"].get(spot.head)
        if phrase and phrase["resolve"] in ("civilians", "protesters"):
            return self._make(spot, phrase["resolve"], f"actor:{phrase['group'] or phrase['id']}+nisba", generic=True, country=spot.value)
        if spot.head == "militia" or (phrase and (phrase["resolve"] in _UNNAMED and phrase["id"] != "aircraft")):
            return self._proxy(spot)
        if spot.head.startswith("=") and phrase is None:
            return self._make(spot, actor, "actor:back+nisba")
        kind = row["kind"] if row else phrase["kind"] if phrase else "state"
        if kind != "state" or spot.head in ("government", "=government", "=regime"):
            actor = self._state_as(spot.value, kind)
        return self._make(spot, actor, f"actor:{spot.head.lstrip('=')}+state", country=spot.value)

    def _proxy(self, spot: Spot) -> ActorMention | None:
        if spot.type == "patron":
            patron = spot.value[0]
            country = self.tree.country(patron)
            if self.tree.kind(patron) == "state" and country and not self.lex["states"].get(country, {}).get("power"):
                return self._phrase(spot, "allies") if country == "SY" else self._make(spot, patron, "actor:loyal", generic=True)
            key = country or ""
        else:
            key, patron = spot.value, self._key(spot.value, spot.first) or "unknown"
        by: Mapping[str, str] = self.lex["proxies"].get(key, {})
        for country in self.countries(spot.first):
            if country in by:
                return self._make(spot, by[country], "actor:proxy", generic=True)
        actor = by.get("any")
        if actor is None:
            actor = patron if spot.type == "patron" else "unknown"
        return self._make(spot, actor, "actor:proxy", generic=True)

    def _adjective(self, spot: Spot) -> ActorMention | None:
        state = self.lex["states"].get(spot.value)
        if state and state["shy"] and not self.theatre.means_country(spot):
            return None
        actor = self._key(spot.value, spot.first)
        if actor is None:
            return None
        actor = str(state["forces"]) if state else actor  # who acts where a state is named: its forces, where they have an id of their own
        token = self.words.tokens[spot.last - 1]
        people = not spot.value.startswith("@") and token.form.endswith(("ون", "ين")) and len(token.form) > 5
        if spot.value.startswith("@") and token.form.endswith(("ون", "ين", "اد", "رق")):
            return self._make(spot, actor, "actor:group_people")
        if self._coordinated(spot):
            return self._make(spot, actor, "actor:coordinated_nisba")
        return self._make(spot, actor, "actor:people" if people else "actor:nisba", adjective=True)

    def _coordinated(self, spot: Spot) -> bool:
        """«القوات الروسية والسورية», «القوات الجوية الروسية- السورية»: a second state of the same noun."""
        if not self.seen:
            return False
        m = self.seen[-1][1]
        between = [t.form for t in self.words.tokens[m.last : spot.first]]
        joined = (not between and spot.proclitics == "و") or between in (["-"], ["–"], ["و"])
        return joined and not m.adjective and m.last - m.first > 1 and m.kind in _STATE and m.rule.startswith("actor:")

    def _state(self, spot: Spot) -> ActorMention | None:
        """A state or its capital as an actor, unless the words before make it a place: «في تركيا», «إلى موسكو»."""
        state = self.lex["states"].get(spot.value)
        if state is None or (spot.type == "capital" and not state["power"]):
            return None
        before = self.words.tokens[spot.first - 1].form if spot.first else ""
        if before in _PLACING or before.removeprefix("و") in _PLACING or "ب" in spot.proclitics:
            return None
        if state["shy"] and not self.theatre.means_country(spot):
            return None
        return self._make(spot, state["forces"], f"state:{'capital' if spot.type == 'capital' else 'name'}", country=spot.value)

    def _rule(self, of: str, countries: Sequence[str]) -> str | None:
        """The actor that generic.yml's rules give for a wording in the likeliest country, else in any."""
        rows = self.lex["rules"].get(of, ())
        for country in (*countries, "any"):
            for row in rows:
                if row["country"] == country and self._in_force(row):
                    return str(row["actor"])
        return None

    def _in_force(self, row: Mapping[str, str]) -> bool:
        """Whether a dated rule holds on the report's day; of an undated report only those without dates do."""
        if not self.day:
            return not row["start"] and not row["end"]
        return row["start"] <= self.day <= (row["end"] or "9999")

    def _government(self, token: int, *, kind: str = "state") -> tuple[str, str] | None:
        """(actor, country) of the government where the word plays, or of its army where ``kind`` is military."""
        for country in self.countries(token):
            if country in self.lex["states"]:
                return self._state_as(country, kind), country
        return None

    def _state_as(self, country: str, kind: str) -> str:
        state = self.lex["states"][country]
        if kind not in _MILITARY:
            return self._rule("government", [country]) or str(state["id"])
        return self._rule("army" if kind == "army" else "government", [country]) or self._rule("government", [country]) or str(state["forces"])

    def _phrase(self, spot: Spot, name: str) -> ActorMention | None:
        row = self.lex["phrases"][name]
        resolve = row["resolve"]
        if resolve in ("civilians", "protesters", "unknown"):
            group = row["group"] or name
            return self._make(spot, resolve, f"generic:{group}", generic=True)
        if resolve == "terrorists":
            return self._make(spot, "unknown", "generic:terrorists", generic=True, kind="insurgents")
        if resolve == "government":
            home = self._government(spot.first, kind=row["kind"])
            if home is None:
                return self._make(spot, "government_forces" if row["kind"] != "state" else "government", f"generic:{name}", generic=True, kind=row["kind"])
            return self._make(spot, home[0], f"generic:{name}", generic=True, kind=row["kind"], country=home[1])
        ranked = self.countries(spot.first)
        if resolve == "regime":  # «النظام» is a government in some newsrooms and countries, a system elsewhere
            regime = self._rule(resolve, ranked[:1])
            return self._make(spot, regime, "generic:regime", generic=True) if regime else None
        return self._make(spot, self._rule(resolve, ranked) or "unknown", f"generic:{name}", generic=True)

    def _back(self, spot: Spot, name: str) -> ActorMention | None:
        """The nearest earlier actor that the word can mean; failing that a later one, the country's rule, the word's default."""
        row = self.lex["back"][name]
        labels, kinds = set(row["labels"]), set(row["kinds"])
        sentence = self.sentence(spot.first)
        limit = _NEAR if row["near"] == "yes" else 10_000
        fallback: ActorMention | None = None
        home = next(iter(self.countries(spot.first)), None)
        for at, m in itertools.islice(reversed(self.seen), _MEMORY):
            if sentence - at > limit:
                break
            if m.adjective or m.actor == "civilians" or (m.kind == "state" and "state" not in kinds):
                continue
            if name in ("attackers", "gunmen") and self._of_home(m.actor, home):
                continue
            called = m.provisional and m.rule.partition(":")[2] in labels
            if called or (labels & self.lex["labels"].get(m.actor, _NONE) and (m.kind in kinds or m.kind == "organisation")):
                return self._make(spot, m.actor, f"back:{name}", back_reference=True, kind=m.kind)
            if fallback is None and m.kind in kinds:
                fallback = m
        if fallback is not None:
            return self._make(spot, fallback.actor, f"back:{name}", back_reference=True, kind=fallback.kind)
        after = bisect.bisect_right(self.found, spot.first, key=lambda s: s.first)
        for later in self.found[after : after + _MEMORY] if row["ahead"] == "yes" else ():
            if later.type == "actor" and labels & self.lex["labels"].get(later.value[0], _NONE):
                return self._make(spot, later.value[0], f"back:{name}.ahead", back_reference=True)
        actor = self._rule(name, self.countries(spot.first)) or row["default"] or None
        if actor is None:
            return None
        return self._make(spot, actor, f"back:{name}.default", generic=True)

    def _of_home(self, actor: str, home: str | None) -> bool:
        """Whether it belongs to the government of the country: who attacks there is rarely its own militia."""
        above = (actor, *self.tree.ancestors(actor, self.on))
        return any(self.tree.kind(a) == "state" and self.tree.country(a) == home for a in above)

    def _before(self, token: int, kinds: frozenset[str], *, limit: int = _NEAR, bare: bool = False) -> ActorMention | None:
        """The nearest earlier actor of these kinds. A state named alone («روسيا») speaks more often than it fights: ``bare`` lets it in."""
        sentence = self.sentence(token)
        for at, m in reversed(self.seen):
            if sentence - at > limit:
                return None
            if m.kind not in kinds or m.actor == "unknown":
                continue
            if m.adjective:
                if sentence == at and self._adjective_of_force(m):
                    return m
            elif bare or not m.rule.startswith(("state:", "actor:government", "generic:government", "generic:ministry")):
                return m
        return None

    def _forces(self, m: ActorMention) -> str:
        """The actor that fights for the one named: of «قاعدة أميركية» the US forces."""
        state = self.lex["states"].get(m.country or "")
        return str(state["forces"]) if state and state["id"] == m.actor else m.actor

    def _adjective_of_force(self, m: ActorMention) -> bool:
        """Whether the adjective colours something military: «قاعدة أميركية», «الرتل التركي»."""
        return any(t.form.removeprefix("ال") in _ASSETS for t in self.words.tokens[max(0, m.first - 2) : m.first])

    def _head(self, spot: Spot) -> ActorMention | None:
        row = self.lex["head_rows"][spot.value]
        definite = spot.head == "definite"
        alone = row["alone"]
        if alone == "none" or (row["definite"] == "yes" and not definite):
            return None
        if alone == "counted" and not (spot.first and self.words.tokens[spot.first - 1].kind == "number"):
            return None  # «عسكريا» is an adverb unless counted
        alone = "soldiers" if alone == "counted" else alone
        if alone == "government":
            home = self._government(spot.first, kind=row["kind"])
            if home is None:
                return self._make(spot, "government_forces", f"generic:{row['id']}", generic=True, kind=row["kind"])
            return self._make(spot, home[0], f"generic:{row['id']}", generic=True, kind=row["kind"], country=home[1])
        fighters = self.words.tokens[spot.first].form.removeprefix(spot.proclitics).startswith(("مقاتل", "المقاتل"))
        earlier = self._before(spot.first, _ARMED - _STATE) if fighters else None
        earlier = earlier or self._before(spot.first, _STATE if alone == "soldiers" else _ARMED)
        if earlier is not None:
            return self._make(spot, self._forces(earlier), f"back:{row['id']}", back_reference=True, generic=True, kind=earlier.kind)
        if alone == "soldiers":
            home = self._government(spot.first, kind="army")
            if home is not None:
                return self._make(spot, home[0], f"generic:{row['id']}", generic=True, kind="army", country=home[1])
        return self._make(spot, "unknown", f"generic:{row['id']}", generic=True)

    def _own(self, spot: Spot) -> ActorMention | None:
        """«قواته», «جنودها»: the forces of the nearest earlier actor."""
        if spot.value in ("government", "arms"):
            return None
        earlier = self._before(spot.first, _STATE) if spot.value in ("army", "soldiers", "air", "police") else None
        fighters = self.words.tokens[spot.first].form.removeprefix(spot.proclitics).startswith("مقاتل")
        earlier = earlier or (self._before(spot.first, _ARMED - _STATE) if fighters else None)
        earlier = earlier or self._before(spot.first, _ARMED, bare=True)
        if earlier is None:
            return None
        return self._make(spot, self._forces(earlier), f"back:own_{spot.value}", back_reference=True, kind=earlier.kind)

    def _unit(self, spot: Spot) -> ActorMention | None:
        """«الفرقة 17»: its entry where the country's tables have one, else the government that it is a unit of."""
        unit, number = spot.value
        home = self._government(spot.first)
        if home is None:
            return self._make(spot, "government_forces", "actor:unit", generic=True, kind="unit")
        own = f"{unit}_{number}"
        if own in self.tree and self.tree.country(own) == home[1]:
            return self._make(spot, own, "actor:unit")
        return self._make(spot, home[0], "actor:unit", generic=True, kind="unit", country=home[1])

    def _new(self, spot: Spot) -> ActorMention:
        before = self.words.tokens[spot.first - 1] if spot.first else None
        if before is not None and before.form == "(" and self.seen and self.seen[-1][1].last == spot.first - 1:
            named = self.seen[-1][1]  # «الفرقة الأمنية الأولى (كتيبة …)»: a second name of the same force
            return self._make(spot, named.actor, "actor:apposition", kind=named.kind, country=named.country)
        known = self.renamed.get(provisional_id(spot.value))
        if known is not None:
            return self._make(spot, known.actor, "actor:alias_in_text", provisional=known.provisional, kind=known.kind, country=known.country)
        label = spot.value.partition(" ")[0]
        ranked = self.countries(spot.first)
        return self._make(
            spot, provisional_id(spot.value), f"new:{label}", provisional=True, kind="insurgents", country=ranked[0] if ranked else None
        )

    # ---- names that the text gives

    def _learn(self, spot: Spot, mention: ActorMention) -> None:
        """«حركة … (حسم)», «المعروفة باسم "…"»: the second name stands for the actor from here on."""
        if mention.generic or mention.adjective or mention.back_reference:
            return
        span = second_name(self.words.tokens, spot.last)
        if span is None:
            return
        first, last = span
        after = bisect.bisect_left(self.found, first, key=lambda s: s.first)
        inside = [s for s in self.found[after : after + 6] if s.last <= last]
        if len(inside) == 1 and inside[0].type == "new":
            self.renamed[provisional_id(inside[0].value)] = mention
        elif not inside:
            name = tuple(t.form for t in self.words.tokens[first:last] if t.kind == "word")
            self.aliases.setdefault(name[0], []).append((name, mention))

    def _with_aliases(self, out: list[ActorMention]) -> list[ActorMention]:
        taken = {i for m in out for i in range(m.first, m.last)}
        tokens = self.words.tokens
        more = []
        for i, token in enumerate(tokens):
            for name, named in self.aliases.get(token.form, ()):
                last = i + len(name)
                if i not in taken and tuple(t.form for t in tokens[i:last]) == name:
                    spot = Spot(i, last, token.start, tokens[last - 1].end, "alias", named.actor)
                    more.append(self._make(spot, named.actor, "actor:alias_in_text", provisional=named.provisional, kind=named.kind))
                    break
        return sorted((*out, *more), key=lambda m: m.first)
