"""How well an incident stands, by rule (Airwars' grades), and what its origins dispute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from marsad.model import Claim, ReconciledToll
from marsad.resolve import sides
from marsad.resolve.origins import Speaking, admits


def grade(claims: Sequence[Claim], speaking: Speaking) -> str:
    """confirmed · fair · weak · contested · discounted.

    discounted: whoever speaks of it denies it or calls it planned. contested: origins name perpetrators who are strangers or enemies to
    one another, or one denies it, and nobody admits it; or two such admit it. confirmed: a party to it has admitted it (who did it, or
    its own losses). fair: two or more independent origins. weak: one.
    """
    standing = [c for c in claims if c.status not in ("denied", "planned")]
    if not standing:
        return "discounted"
    takers = {a for c in standing if (a := admits(c)) and _speaks_for(speaking, c, a)}
    blamed = blamed_by_origin(standing, speaking)
    rivals = _rivals({a for named in blamed.values() for a in named})
    denied = any(c.status == "denied" for c in claims)
    if ((rivals or denied) and not takers) or _rivals(takers):
        return "contested"
    stances = {o.source: o.stance for o in speaking.origins}
    admitted = bool(takers) or any(
        stances.get(speaking.voices[c.id].id) == "victim_side" and (c.tolls or c.status == "claimed") for c in standing
    )
    if admitted:
        return "confirmed"
    return "fair" if speaking.independent >= 2 else "weak"


def _speaks_for(speaking: Speaking, claim: Claim, actor: str) -> bool:
    """The responsibility is taken by the actor itself: a party's accusation of its enemy is no admission."""
    party = speaking.voices[claim.id].party
    return party is None or sides.kin(party, actor)


def blamed_by_origin(claims: Sequence[Claim], speaking: Speaking) -> Mapping[str, set[str]]:
    """Whom each origin names as perpetrator; those of two-sided clashes left out."""
    blamed: dict[str, set[str]] = defaultdict(set)
    for c in claims:
        if c.type != "clash":
            blamed[speaking.voices[c.id].id] |= {a.actor for a in c.perpetrators if a.actor and a.actor not in sides.NOBODY}
    return {o: named for o, named in blamed.items() if named}


def _rivals(actors: set[str]) -> bool:
    ordered = sorted(actors)
    return any(sides.relation(a, b) in ("enemy", "unrelated") for i, a in enumerate(ordered) for b in ordered[i + 1 :])


def disputed(claims: Sequence[Claim], speaking: Speaking, tolls: Sequence[ReconciledToll]) -> tuple[str, ...]:
    """The fields on which origins contradict one another: toll, perpetrators, victims, place, time, occurrence."""
    fields = []
    if any(t.disputed for t in tolls):
        fields.append("toll")
    standing = [c for c in claims if c.status not in ("denied", "planned")]
    if _rivals({a for named in blamed_by_origin(standing, speaking).values() for a in named}):
        fields.append("perpetrators")
    if any(c.status == "denied" for c in claims):
        cleared = any(c.status == "denied" and any(a.actor and a.actor not in sides.NOBODY for a in c.perpetrators) for c in claims)
        fields.append("perpetrators" if cleared else "occurrence")
    if _victims_differ(standing):
        fields.append("victims")
    countries = {c.place.country for c in standing if c.place and c.place.country}
    governorates = {(c.place.country, c.place.admin1) for c in standing if c.place and c.place.admin1}
    if len(countries) > 1 or len(governorates) > 1:
        fields.append("place")
    days = {c.time.start_day for c in standing if c.time and c.time.start_day and c.time.start_day == c.time.end_day and not c.background}
    if len(days) > 1:
        fields.append("time")
    return tuple(dict.fromkeys(fields))


def _victims_differ(claims: Sequence[Claim]) -> bool:
    """One origin tells of civilians alone, another of fighters alone."""
    told = [{a.actor for a in (*c.targets, *(t.group for t in c.tolls if t.group)) if a.actor and a.actor not in sides.NOBODY} for c in claims]
    only_civilians = any(t == {"civilians"} for t in told)
    return only_civilians and any(t and "civilians" not in t for t in told)
