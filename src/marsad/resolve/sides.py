"""How two actors stand to each other, and which party a source speaks for; everything asked of the actor tree, cached."""

from __future__ import annotations

import datetime as dt
import functools

from marsad.resources import actors, resolving, sources, unnamed

NOBODY = frozenset({"unknown", "", None})
"""Ids that name no one: they agree with everybody and contradict nobody."""
KIN = frozenset({"same", "unit", "contains"})


@functools.lru_cache(maxsize=100_000)
def relation(a: str, b: str, on: dt.date | None = None) -> str:
    """same, unit (a is part of b), contains, same_side, ally, enemy, unrelated or unknown; on a day, as it was then."""
    if a == b:
        return "same"
    return actors.tree().relation(a, b, on)


def kin(a: str, b: str, on: dt.date | None = None) -> bool:
    """One is the other or a part of it."""
    return relation(a, b, on) in KIN


def within(part: str, whole: str) -> bool:
    """``part`` is ``whole`` or a unit of it."""
    return relation(part, whole) in ("same", "unit")


def friendly(a: str, b: str) -> bool:
    """Of one side or allied."""
    return relation(a, b) in KIN or relation(a, b) in ("same_side", "ally")


@functools.lru_cache(maxsize=20_000)
def party(source: str) -> str | None:
    """The actor that a source speaks for (a ministry's state, a group's channel: the group), None for a newsroom or a monitor.

    Ids that no list has are read by their beginning: ``jordan_official``, ``us_official``, ``iran_un_mission``, ``<actor>_statement``.
    """
    tree, entry = actors.tree(), sources.table().get(source)
    if entry is not None:
        return entry.actor
    if found := sources.aligned(source):
        return found
    if is_anonymous(source):
        return None
    words = source.split("_")
    for length in range(len(words), 0, -1):
        head = "_".join(words[:length])
        for candidate in (head, f"{head}_government"):
            if tree.get(candidate) is not None and set(words[length:]) <= _OFFICES:
                return candidate
    return _states().get(words[0].upper()) if len(words) > 1 and set(words[1:]) <= _OFFICES else None


_OFFICES = frozenset({
    "official", "officials", "government", "army", "military", "forces", "ministry", "mod", "mofa", "defence", "defense", "interior", "foreign",
    "navy", "police", "president", "presidency", "state", "media", "envoy", "mission", "un", "embassy", "spokesman", "spokesperson", "commander",
    "statement", "command", "source", "sources",
})  # fmt: skip
"""Words of an id that leave it the party's own voice; any other word («newspaper», «agencies») says that it only hails from there."""


@functools.lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    """ISO-2 → the id of the state."""
    tree = actors.tree()
    states = [e for a in tree if (e := tree.get(a)) is not None and e.country and e.kind == "state"]
    states.sort(key=lambda e: (bool(tree.parents(e.id)), not e.id.endswith("_government"), e.id))  # the whole before its parts, the government first
    return {e.country: e.id for e in reversed(states) if e.country}


@functools.lru_cache(maxsize=20_000)
def country(actor: str) -> str | None:
    """ISO-2 of the actor's country, None where it has none."""
    return actors.tree().country(actor)


@functools.lru_cache(maxsize=20_000)
def is_armed_group(actor: str | None) -> bool:
    """Those who take responsibility in statements: no state and no office of one."""
    return actor is not None and actors.tree().kind(actor) in ("militia", "jihadists", "insurgents", "faction", "identity_militia")


@functools.lru_cache(maxsize=20_000)
def source_kind(source: str) -> str:
    """monitor, medical, state_media, ministry, newspaper, … as in data/sources; "unknown" where it is not listed."""
    entry = sources.table().get(source)
    if entry is not None:
        return entry.kind
    if actors.tree().get(source) is not None or party(source):
        return "party"
    return "anonymous" if is_anonymous(source) else "unknown"


def state_of_media(source: str, where: str | None) -> str | None:
    """The state whose media are told without its name («الإعلام الرسمي»): that of the country (ISO-2) of the event."""
    return _states().get(where) if where and source in resolving.rules().state_media else None


@functools.lru_cache(maxsize=20_000)
def leans(source: str) -> str | None:
    """The actor whose side a newsroom takes of its own accord, None for one that takes none or is a party's own."""
    entry = sources.table().get(source)
    return entry.leans if entry is not None else None


@functools.lru_cache(maxsize=20_000)
def is_anonymous(source: str) -> bool:
    """A kind of speaker and no one in particular («مصدر محلي»)."""
    return source in resolving.rules().anonymous


@functools.lru_cache(maxsize=20_000)
def name(identity: str, language: str) -> str:
    """The name of an actor or a source in ``ar`` or ``en``; the id with spaces where neither list has it."""
    entry = sources.table().get(identity)
    if entry is not None:
        return (entry.en if language == "en" else entry.name) or identity
    if actors.tree().get(identity) is not None:
        return actors.tree().name(identity, language)
    if language == "ar" and (found := unnamed.name(identity, "ar", lambda a: actors.tree().name(a, "ar") if actors.tree().get(a) else None)):
        return found
    return identity.replace("_", " ")
