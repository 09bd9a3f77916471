"""Who is really speaking: the innermost source of each claim, which texts are copies, who echoes whom, and how each stands to the event."""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from marsad.model import Claim, Document, Origin
from marsad.resolve import sides
from marsad.resolve.facets import Figure, Text, texts_of
from marsad.resolve.sketch import likeness, one_text, same_text, shingles

DOUBT = 0.15  # of a likeness that is estimated
PRIMARY = frozenset({"monitor", "ministry", "army", "police", "armed_group", "party", "government", "official", "un", "ngo", "medical",
                     "rescue", "court"})  # fmt: skip
"""Kinds of source that know of their own; a newsroom passes on."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who stands behind a claim. ``id`` names the origin; ``party`` the actor it speaks for; ``own`` the newsroom's own voice; ``leans`` the
    actor whose side a newsroom takes that is nobody's own."""

    id: str
    party: str | None
    kind: str
    own: bool = False
    leans: str | None = None


def copies(documents: Mapping[str, Document], texts: Mapping[str, Text] | None = None) -> dict[str, str]:
    """Document id → id of the first document of its family of near-identical texts (itself where it is alone).

    Sketches (``texts`` where they are known already) find the candidates; the exact overlap of shingles decides. First is the earliest
    published, then the smallest id.
    """
    first = {d: d for d in documents}
    if len(documents) < 2:
        return first
    ordered = sorted(documents.values(), key=lambda d: (d.published is None, d.published.toordinal() if d.published else 0, d.id))
    known = texts if texts is not None and texts.keys() >= documents.keys() else texts_of(ordered)
    kept = [known[d.id] for d in ordered]
    sketches, counts = np.array([t.sketch for t in kept]), np.array([t.shingles for t in kept])
    exact = functools.cache(lambda at: shingles(ordered[at].text))
    for i, d in enumerate(ordered):
        if not counts[i]:
            continue
        jaccard = likeness(sketches[:i], sketches[i]) + DOUBT
        for other in np.flatnonzero((counts[:i] > 0) & one_text(jaccard, counts[:i], counts[i])):
            if same_text(exact(int(other)), exact(i)):
                first[d.id] = first[ordered[other].id]
                break
    return first


def voice(claim: Claim, document: Document | None) -> Voice:
    """The innermost source of a claim. A spokesman is who he speaks for; an unnamed source is known by who quotes it.

    What a newsroom passes on as a group's claim of responsibility, without figures of its own, is the group's.
    """
    taker = admits(claim) if not claim.tolls else None
    for at in range(len(claim.sources) - 1, -1, -1):
        source = claim.sources[at].source
        if sides.is_anonymous(source):
            return Voice(f"{_quoting(claim, at, document)}/{source}", None, "anonymous")
        party = sides.party(source) or sides.state_of_media(source, claim.place.country if claim.place else None)
        if party is not None:
            return Voice(party, party, sides.source_kind(source))
        kind = sides.source_kind(source)
        if kind in ("official", "unknown") and at > 0 and sides.source_kind(claim.sources[at - 1].source) in PRIMARY:
            continue  # a person: who he speaks for is told just outside him
        if taker and kind not in PRIMARY:
            return Voice(taker, taker, "armed_group")
        return Voice(source, None, kind, leans=sides.leans(source))
    return Voice(taker, taker, "armed_group") if taker else own_voice(document)


def own_voice(document: Document | None) -> Voice:
    """The newsroom (or monitor, or ministry) whose report it is."""
    if document is None:
        return Voice("unattributed", None, "unknown", own=True)
    outlet = document.outlet_id or document.outlet or document.file
    kind = sides.source_kind(outlet)
    party = sides.party(outlet)
    return Voice(party or outlet, party, kind, own=kind not in PRIMARY and party is None, leans=sides.leans(outlet))


def admits(claim: Claim) -> str | None:
    """The actor that takes responsibility through this claim, whoever passes it on."""
    organised = _armed(claim)
    return organised[0] if claim.status == "claimed" and len(organised) == 1 else None


def _armed(claim: Claim) -> list[str]:
    return [a.actor for a in claim.perpetrators if a.actor and a.actor not in sides.NOBODY and a.actor != "civilians"]


def _quoting(claim: Claim, at: int, document: Document | None) -> str:
    for outer in reversed(claim.sources[:at]):
        if not sides.is_anonymous(outer.source):
            return outer.source
    return own_voice(document).id


@dataclass(frozen=True, slots=True)
class Speaking:
    """The origins of one incident, and which voice every claim has after copies and echoes are seen through."""

    origins: tuple[Origin, ...]
    independent: int
    voices: Mapping[str, Voice]  # claim id → voice
    echoes: Mapping[str, str]  # claim id → id of the origin that the newsroom's own figures repeat


def speaking(
    claims: Sequence[Claim], documents: Mapping[str, Document], families: Mapping[str, str], totals: Mapping[str, Mapping[str, Figure]],
    attackers: Iterable[str], victims: Iterable[str],
) -> Speaking:
    """The origins of one incident with their stance, and how many are independent.

    A newsroom that does not say how it knows is listed, but counts only where nobody else is named: it rests on somebody.
    Its figures, where a named origin has given all of them, are that origin's.
    """
    voices = {c.id: voice(c, documents.get(families.get(c.document, c.document))) for c in claims}  # a copy speaks for its first
    voices = _one_party(voices)
    echoes = _echoes(claims, voices, totals)
    for claim_id, origin in echoes.items():
        voices[claim_id] = next(v for v in voices.values() if v.id == origin)
    attackers, victims = sorted(set(attackers)), sorted(set(victims))
    told: dict[str, list[str]] = defaultdict(list)
    kinds: dict[str, Voice] = {}
    for c in claims:
        told[voices[c.id].id].append(c.id)
        kinds.setdefault(voices[c.id].id, voices[c.id])
        taker = admits(c)
        if taker and taker != voices[c.id].id and (voices[c.id].own or voices[c.id].kind not in PRIMARY):
            known = next((v for v in kinds if v == taker or (kinds[v].party and sides.kin(kinds[v].party or "", taker))), taker)
            told[known].append(c.id)
            kinds.setdefault(known, Voice(taker, taker, "armed_group"))
    named = [o for o in told if not kinds[o].own]
    on = min((c.time.start_day for c in claims if c.time and c.time.start_day), default=None)
    countries = frozenset(c.place.country for c in claims if c.place and c.place.country)
    independent = len(_merge_anonymous(named, told, totals)) if named else len(told)
    origins = tuple(
        Origin(source=o, stance=stance(kinds[o], attackers, victims, countries, on), claims=tuple(sorted(set(told[o]))))
        for o in sorted(told, key=lambda o: (kinds[o].own, -len(told[o]), o))
    )
    return Speaking(origins, independent, voices, echoes)


def stance(
    speaker: Voice, attackers: Sequence[str], victims: Sequence[str], countries: frozenset[str] = frozenset(), on: dt.date | None = None
) -> str:
    """How an origin stands to the event: attacker, victim_side, ally_of_attacker, ally_of_victim or third_party.

    ``countries``: ISO-2 of where it happened; ``on``: when, for forces that have changed sides.
    """
    if speaker.party is None and speaker.leans is not None:
        friend = stance(Voice(speaker.leans, speaker.leans, speaker.kind), attackers, victims, countries, on)
        return {"attacker": "ally_of_attacker", "victim_side": "ally_of_victim"}.get(friend, friend)  # a media ally: its word is nobody's admission
    if speaker.party is None:
        return "third_party"
    for name, group in (("attacker", attackers), ("victim_side", victims)):
        if any(sides.kin(speaker.party, a, on) for a in group):
            return name
    for name, group in (("victim_side", victims), ("attacker", attackers)):
        if any(sides.relation(speaker.party, a, on) == "same_side" for a in group):
            return name
    for name, group in (("ally_of_victim", victims), ("ally_of_attacker", attackers)):
        if any(sides.relation(speaker.party, a, on) == "ally" for a in group):
            return name
    if any(sides.relation(speaker.party, a, on) == "enemy" for a in attackers):
        # the state whose people were hit by its enemy speaks as their side
        at_home = sides.country(speaker.party) in countries and set(victims) <= {"civilians"}
        return "victim_side" if at_home else "ally_of_victim"
    if any(sides.relation(speaker.party, a, on) == "enemy" for a in victims):
        return "ally_of_attacker"
    return "third_party"


def _one_party(voices: Mapping[str, Voice]) -> dict[str, Voice]:
    """A state and its ministries, a force and its command are one origin: the name that most claims use stands for them."""
    counts: dict[str, int] = defaultdict(int)
    for v in voices.values():
        if v.party is not None:
            counts[v.id] += 1
    ordered = sorted(counts, key=lambda o: (-counts[o], o))
    head: dict[str, str] = {}
    for o in ordered:
        head[o] = next((h for h in dict.fromkeys(head.values()) if sides.kin(h, o)), o)
    return {c: Voice(head[v.id], head[v.id], v.kind, v.own) if v.party is not None else v for c, v in voices.items()}


def _echoes(claims: Sequence[Claim], voices: Mapping[str, Voice], totals: Mapping[str, Mapping[str, Figure]]) -> dict[str, str]:
    """Own-voice claims all of whose figures a named origin has given: whose figures they repeat."""
    given: dict[tuple[str, int, int | None], set[str]] = defaultdict(set)
    count: dict[str, int] = defaultdict(int)
    for c in claims:
        if not voices[c.id].own:
            count[voices[c.id].id] += 1
            for measure, f in totals.get(c.id, {}).items():
                given[measure, f.low, f.high].add(voices[c.id].id)
    found: dict[str, str] = {}
    for c in claims:
        figures = totals.get(c.id, {})
        if not voices[c.id].own or not figures:
            continue
        speakers = [given.get((m, f.low, f.high), set()) for m, f in figures.items()]
        if all(speakers):
            shared = set.intersection(*speakers) or set.union(*speakers)
            found[c.id] = min(shared, key=lambda o: (-count[o], o))
    return found


def _merge_anonymous(
    named: Sequence[str], told: Mapping[str, Sequence[str]], totals: Mapping[str, Mapping[str, Figure]]
) -> list[str]:
    """Unnamed sources of one kind that give the same figures through two newsrooms are taken for one."""
    kept: list[str] = []
    seen: set[tuple[str, frozenset[tuple[str, int, int | None]]]] = set()
    for o in named:
        if "/" in o:
            figures = frozenset((m, f.low, f.high) for c in told[o] for m, f in totals.get(c, {}).items())
            key = (o.rsplit("/", 1)[1], figures)
            if key in seen:
                continue
            seen.add(key)
        kept.append(o)
    return kept
