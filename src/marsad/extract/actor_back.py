"""Words for actors that the text named before: «التنظيم», «العناصر», «جنودها»; bare nouns of forces."""

from __future__ import annotations

import bisect
import itertools

from marsad.extract.actor_facts import Spot, who
from marsad.extract.actor_reading import MEMORY, Reading, backward, generic
from marsad.extract.seen import ActorMention

_STATE = frozenset(("state", "army", "air_force", "navy", "unit", "police", "security", "coalition", "foreign_forces", "un_mission"))
_INSURGENT = frozenset(("intelligence", "militia", "insurgents", "jihadists", "faction", "identity_militia", "private_military", "tribe", "party", "ministry"))
_ARMED = _STATE | _INSURGENT
_NONE: frozenset[str] = frozenset()
_NEAR = 2  # sentences within which «العناصر», «الأخير», «الجنود» look back
_OFFICIAL = ("state:", "actor:government", "generic:government", "generic:ministry")


def back(r: Reading, spot: Spot, _: int) -> ActorMention | None:
    """The nearest earlier actor that the word can mean; failing that a later one, the country's rule, the word's default."""
    name: str = spot.value
    row = r.lex.back[name]
    labels, kinds = row.labels, row.kinds
    limit = r.sentence_start(spot.first, _NEAR) if row.near else 0
    fallback: ActorMention | None = None
    attack = name in ("attackers", "gunmen")
    home = next(iter(r.countries(spot.first)), None) if attack else None
    for m in itertools.islice(reversed(r.out), MEMORY):
        if m.first < limit:
            break
        if m.adjective or m.actor == "civilians" or (m.kind == "state" and "state" not in kinds):
            continue
        if attack and _of_home(r, m.actor, home):
            continue
        called = m.provisional and m.rule.partition(":")[2] in labels
        if called or ((m.kind in kinds or m.kind == "organisation") and not labels.isdisjoint(r.lex.labels.get(m.actor, _NONE))):
            return backward(spot, m.actor, f"back:{name}", m.kind)
        if fallback is None and m.kind in kinds:
            fallback = m
    if fallback is not None:
        return backward(spot, fallback.actor, f"back:{name}", fallback.kind)
    if row.ahead:
        after = bisect.bisect_right(r.spots, spot.first, key=lambda s: s.first)
        for later in itertools.islice(r.spots, after, after + MEMORY):
            if later.type == "actor" and not labels.isdisjoint(r.lex.labels.get(later.value[0], _NONE)):
                return backward(spot, later.value[0], f"back:{name}.ahead")
    actor = r.rule(name, r.countries(spot.first)) or row.default or None
    return None if actor is None else generic(spot, actor, f"back:{name}.default")


def _of_home(r: Reading, actor: str, home: str | None) -> bool:
    """Whether it belongs to the government of the country: who attacks there is rarely its own militia."""
    above = (actor, *r.tree.ancestors(actor, r.context.published))
    return any(who(a).kind == "state" and who(a).country == home for a in above)


def _before(r: Reading, token: int, kinds: frozenset[str], *, bare: bool = False) -> ActorMention | None:
    """The nearest earlier actor of these kinds. A state named alone («روسيا») speaks more often than it fights: ``bare`` lets it in."""
    if not r.out or r.out[-1].first < (limit := r.sentence_start(token, _NEAR)):
        return None
    own = r.sentence_start(token)
    for m in reversed(r.out):
        if m.first < limit:
            return None
        if m.kind not in kinds or m.actor == "unknown":
            continue
        if m.adjective:
            if m.first >= own and _adjective_of_force(r, m):
                return m
        elif bare or not m.rule.startswith(_OFFICIAL):
            return m
    return None


def _forces(r: Reading, m: ActorMention) -> str:
    """The actor that fights for the one named: of «قاعدة أميركية» the US forces."""
    state = r.lex.states.get(m.country or "")
    return state.forces if state and state.id == m.actor else m.actor


def _adjective_of_force(r: Reading, m: ActorMention) -> bool:
    """Whether the adjective colours something military: «قاعدة أميركية», «الرتل التركي»."""
    assets = r.lex.small["assets"]
    return any(t.form.removeprefix("ال") in assets for t in r.tokens[max(0, m.first - 2) : m.first])


def noun(r: Reading, spot: Spot) -> ActorMention | None:
    """A bare noun of forces: «الجيش» is the country's, «الجنود» those named before."""
    row = r.lex.nouns[spot.value]
    alone = row.alone
    if alone == "counted":
        if not (spot.first and r.tokens[spot.first - 1].kind == "number"):
            return None  # «عسكريا» is an adverb unless counted
        alone = "soldiers"
    if alone == "government":
        home = r.government(spot.first, row.kind)
        if home is None:
            return generic(spot, "government_forces", f"generic:{row.id}", row.kind)
        return generic(spot, home[0], f"generic:{row.id}", row.kind, home[1])
    form = r.tokens[spot.first].form.removeprefix(spot.proclitics).removeprefix("ال")
    earlier = _before(r, spot.first, _INSURGENT) if form.startswith(r.lex.beginnings["fighters"]) else None
    earlier = earlier or _before(r, spot.first, _STATE if alone == "soldiers" else _ARMED)
    if earlier is not None and not (alone == "soldiers" and _elsewhere(r, spot, earlier)):
        return backward(spot, _forces(r, earlier), f"back:{row.id}", earlier.kind, by_generic=True)
    if alone == "soldiers":
        home = r.government(spot.first, "army")
        if home is not None:
            return generic(spot, home[0], f"generic:{row.id}", "army", home[1])
    return generic(spot, "unknown", f"generic:{row.id}")


def _elsewhere(r: Reading, spot: Spot, earlier: ActorMention) -> bool:
    """Whether «أربعة جنود» stands in a sentence that plays in another country than the army that an earlier one named."""
    if earlier.first >= r.sentence_start(spot.first) or r.tokens[spot.first].form.startswith("ال"):
        return False
    return earlier.country is not None and earlier.country not in r.countries(spot.first)[:2]


def own(r: Reading, spot: Spot, _: int) -> ActorMention | None:
    """«قواته», «جنودها»: the forces of the nearest earlier actor."""
    if spot.value in ("government", "arms"):
        return None
    earlier = _before(r, spot.first, _STATE) if spot.value in ("army", "soldiers", "air", "police") else None
    if earlier is None and r.tokens[spot.first].form.removeprefix(spot.proclitics).startswith(r.lex.beginnings["fighters"]):
        earlier = _before(r, spot.first, _INSURGENT)
    earlier = earlier or _before(r, spot.first, _ARMED, bare=True)
    if earlier is None:
        return None
    return backward(spot, _forces(r, earlier), f"back:own_{spot.value}", earlier.kind)
