"""How two actors stand to each other, and which party a source speaks for; everything asked of the actor tree, cached."""

from __future__ import annotations

import functools

from marsad.resources import actors, resolving, sources

NOBODY = frozenset({"unknown", "", None})
"""Ids that name no one: they agree with everybody and contradict nobody."""
KIN = frozenset({"same", "unit", "contains"})


@functools.lru_cache(maxsize=100_000)
def relation(a: str, b: str) -> str:
    """same, unit (a is part of b), contains, same_side, ally, enemy, unrelated or unknown."""
    if a == b:
        return "same"
    return actors.tree().relation(a, b)


def kin(a: str, b: str) -> bool:
    """One is the other or a part of it."""
    return relation(a, b) in KIN


def within(part: str, whole: str) -> bool:
    """``part`` is ``whole`` or a unit of it."""
    return relation(part, whole) in ("same", "unit")


def friendly(a: str, b: str) -> bool:
    """Of one side or allied."""
    return relation(a, b) in KIN or relation(a, b) in ("same_side", "ally")


@functools.lru_cache(maxsize=20_000)
def party(source: str) -> str | None:
    """The actor that a source speaks for (a ministry's state, a group's channel: the group), None for a newsroom or a monitor."""
    entry = sources.table().get(source)
    if entry is not None:
        return entry.actor
    if actors.tree().get(source) is not None:
        return source
    for suffix in ("_statement", "_official", "_officials", "_spokesman", "_media", "_source", "_sources", "_army", "_mod", "_government"):
        if source.endswith(suffix) and actors.tree().get(source.removesuffix(suffix)) is not None:
            return source.removesuffix(suffix)
    return None


@functools.lru_cache(maxsize=20_000)
def source_kind(source: str) -> str:
    """monitor, medical, state_media, ministry, newspaper, … as in data/sources; "unknown" where it is not listed."""
    entry = sources.table().get(source)
    if entry is not None:
        return entry.kind
    if actors.tree().get(source) is not None or party(source):
        return "party"
    return "anonymous" if is_anonymous(source) else "unknown"


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
    return identity.replace("_", " ")
