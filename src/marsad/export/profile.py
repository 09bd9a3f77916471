"""What may leave, to whom: the profiles ``full``, ``restricted`` and ``public``, as pure functions over incidents, claims and documents.

``full``: everything. ``restricted``: for partners; without what is marked confidential and without reviewers' names. ``public``: coded fields only.
Rules of the public profile (docs/exports.md lists them):

* ``no_free_text``: no words of a report: evidence, phrases, headlines, file names, addresses.
* ``listed_names``: actors, sources, outlets and places by the names of our tables; what no table has becomes «unknown» or «unlisted».
* ``no_people``: no reviewer, no judgement, no history.
* ``protected_place``: an incident that tells of a hospital, school, shelter, aid, civil defence or place of worship is shown as a fixed cell of
  ``cell_km`` with its district or governorate for a name, never finer …
* ``hold``: … and not before ``hold_hours`` have gone since the day it happened or was first reported, whichever is later; undated ones wait.
* ``levels``: what the settings mark restricted or confidential is left out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import math
from collections.abc import Iterable, Mapping, Sequence

from marsad.arabic import clitics
from marsad.arabic.normalise import fold
from marsad.arabic.tokens import tokenise
from marsad.export import cells, names, prose
from marsad.export.state import State, replaced
from marsad.model import Actor, Check, Claim, Document, Incident, Origin, Place, ReconciledToll, Toll, Words
from marsad.resources import actors, places, protected, sources, unnamed
from marsad.settings import Sensitivity

PROFILES = ("full", "restricted", "public")
_KM_A_DEGREE = 111.2
STANCES = {
    "attacker": ("attacker", "المهاجم"), "victim_side": ("victims' side", "جانب الضحايا"), "ally_of_attacker": ("ally of the attacker", "حليف للمهاجم"),
    "ally_of_victim": ("ally of the victims' side", "حليف لجانب الضحايا"), "third_party": ("third party", "طرف ثالث"),
}  # fmt: skip
"""How an origin stands to an event, in English and Arabic."""


def apply(state: State, profile: str, now: dt.datetime, rules: Sensitivity) -> State:
    """The state as the profile lets it out. What is left out is counted under its rule. Raises ValueError on an unknown profile."""
    if profile not in PROFILES:
        raise ValueError(f"{profile}: no profile; use {', '.join(PROFILES)}")
    if profile == "full":
        return state
    barred = {"confidential"} if profile == "restricted" else {"confidential", "restricted"}
    claims = {k: c for k, c in state.claims.items() if level(c, state.documents.get(c.document), rules) not in barred}
    incidents = []
    for i in state.incidents:
        told = [c for c in i.claims if c in claims]
        marked = {rules.levels.get(i.id), *(rules.levels.get(n) for n in _names(i.place))}
        if marked & barred or len(told) < len([c for c in i.claims if c in state.claims]):
            state.left_out[f"{profile}_level"] += 1  # an account from which a part is taken would be another account
        else:
            incidents.append(i)
    if profile == "restricted":
        return replaced(state, incidents=[dataclasses.replace(i, history=(), links=()) for i in incidents], claims=claims)
    return _public(replaced(state, incidents=incidents, claims=claims), now, rules)


def level(claim: Claim, document: Document | None, rules: Sensitivity) -> str:
    """How sensitive a claim is: by the settings, its document's and its place's marks included; else public (its words are restricted anyway)."""
    found = [rules.levels.get(k) for k in (claim.id, claim.document, document.source if document else None, *_names(claim.place)) if k]
    return next((one for one in ("confidential", "restricted") if one in found), "public")


def _names(place: Place | None) -> tuple[str, ...]:
    return tuple(n for n in (place.name, place.text, place.admin2) if n) if place else ()


def _public(state: State, now: dt.datetime, rules: Sensitivity) -> State:
    shielded: set[str] = set()
    held: set[str] = set()
    incidents: list[Incident] = []
    for i in state.incidents:
        told = [state.claims[c] for c in i.claims if c in state.claims]
        if tells_of_protected(told, i.place):
            shielded.update(i.claims)
            if waits(told, [i.time.end_day or i.time.start_day] if i.time else [], state.documents, now, rules):
                held.update(i.claims)
                state.left_out["public_hold"] += 1
                continue
        incidents.append(i)
    claims = {}
    for key, c in state.claims.items():
        alone = key not in shielded and tells_of_protected([c], c.place)
        if key in held or (alone and waits([c], [c.time.end_day or c.time.start_day] if c.time else [], state.documents, now, rules)):
            continue
        claims[key] = public_claim(c, rules, shield=alone or key in shielded)
    shown = [public_incident(i, claims, rules, shield=not shielded.isdisjoint(i.claims)) for i in incidents if any(c in claims for c in i.claims)]
    used = {c.document for c in claims.values()}
    documents = {k: public_document(d) for k, d in state.documents.items() if k in used}
    return replaced(state, incidents=shown, claims=claims, documents=documents)


def waits(told: Sequence[Claim], days: Iterable[dt.date | None], documents: Mapping[str, Document], now: dt.datetime, rules: Sensitivity) -> bool:
    """Whether the time in which a protected place is not shown has still to pass. Without any day it cannot have passed."""
    published = [d.published for c in told if (d := documents.get(c.document)) and d.published]
    known = [d for d in days if d] + ([min(published)] if published else [])
    if not known:
        return True
    over = dt.datetime.combine(max(known) + dt.timedelta(days=1), dt.time(), dt.UTC) + dt.timedelta(hours=rules.hold_hours)
    return now < over


def tells_of_protected(told: Sequence[Claim], place: Place | None) -> bool:
    """Whether anything in what was read names a protected place: «قصف مشفى المدينة»."""
    if place is not None and (place.name in protected.camps() or _protected(place.text) or _protected(place.name or "")):
        return True
    for c in told:
        words = [q.text for q in c.evidence] + [a.text for a in (*c.perpetrators, *c.targets)] + [m.text for m in c.materiel]
        words += [t.group.text for t in c.tolls if t.group] + ([c.place.text, c.place.name or ""] if c.place else [])
        if any("civil_defence" in (a.actor or "") for a in c.targets) or any(_protected(w) for w in words):
            return True
    return False


@functools.cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """First word → the phrases that begin with it, folded and without articles."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase, _ in protected.words():
        words = tuple(_bare(fold(w)) for w in phrase.split())
        found.setdefault(words[0], []).append(words)
    return found


def _bare(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@functools.lru_cache(maxsize=50_000)
def _stems(word: str) -> frozenset[str]:
    """What a word may be without its clitics and article: «وللمستشفيات» → {…, «مستشفيات»}."""
    heads = {_bare(stem) for _, stem in clitics.splits(fold(word))}
    return frozenset(heads | {_bare(stem) for head in heads for stem, _ in clitics.suffix_splits(head)})


@functools.lru_cache(maxsize=20_000)
def _protected(text: str) -> bool:
    if not text:
        return False
    words = [_stems(t.text) for t in tokenise(cells.plain(text)).tokens]
    known = _phrases()
    for at, stems in enumerate(words):
        for first in stems & known.keys():
            for phrase in known[first]:
                if at + len(phrase) <= len(words) and all(p in words[at + k] for k, p in enumerate(phrase)):
                    return True
    return False


# ---- one thing at a time


def public_document(d: Document) -> Document:
    """Its id, day, outlet where the tables list it, and the hash of its bytes; no word of it."""
    entry = sources.table().get(d.outlet_id or "")
    return Document(
        id=d.id, text="", file="", published=d.published, published_from=d.published_from, outlet=entry.name if entry else None,
        outlet_id=d.outlet_id if entry else names.UNLISTED, language=d.language, capture=d.capture,
    )  # fmt: skip


def public_claim(c: Claim, rules: Sensitivity, *, shield: bool) -> Claim:
    """The claim in its coded fields; ``shield``: it tells of a protected place."""
    tolls = tuple(
        Toll(t.measure, t.low, t.high, t.exact, Actor("", 0, 0, _actor(t.group.actor)) if t.group else None, t.part_of) for t in c.tolls
    )
    return c.replace(
        file="", place=public_place(c.place, rules, shield=shield), perpetrators=tuple(Actor("", 0, 0, _actor(a.actor)) for a in c.perpetrators),
        targets=tuple(Actor("", 0, 0, _actor(a.actor)) for a in c.targets), tolls=tolls, evidence=(), same_as=None,
        materiel=tuple(dataclasses.replace(m, text="", start=0, end=0, owner=_actor(m.owner) if m.owner else None) for m in c.materiel),
        sources=tuple(dataclasses.replace(s, text="", start=0, end=0, source=public_source(s.source)) for s in c.sources),
        time=dataclasses.replace(c.time, text=None, start=None, end=None) if c.time else None,
    )  # fmt: skip


def public_incident(i: Incident, claims: Mapping[str, Claim], rules: Sensitivity, *, shield: bool) -> Incident:
    """The incident in its coded fields. ``claims``: the public ones, from which the reasons are told anew."""
    tolls = []
    for t in i.tolls:
        group = _actor(t.group) if t.group else None
        if t.group and group == "unknown" and t.group != "unknown":
            continue  # a group that no table has: its figure stays within the total
        tolls.append(dataclasses.replace(t, group=group, why=Words("", "")))
    origins: dict[str, Origin] = {}
    for o in i.origins:
        name = public_source(o.source)
        same = origins.get(name)
        origins[name] = Origin(name, o.stance, tuple(sorted({*o.claims, *(same.claims if same else ())})))
    found = dataclasses.replace(
        i, place=public_place(i.place, rules, shield=shield), perpetrators=_listed(i.perpetrators), targets=_listed(i.targets),
        origins=tuple(origins.values()), history=(), links=(), claims=tuple(c for c in i.claims if c in claims),
        checks=tuple(Check(c.kind, c.holds, _check(c), c.residual) for c in i.checks), tolls=tuple(tolls),
    )  # fmt: skip
    return dataclasses.replace(found, tolls=tuple(dataclasses.replace(t, why=_why(t, found, claims)) for t in found.tolls))


def public_place(place: Place | None, rules: Sensitivity, *, shield: bool) -> Place | None:
    """The place by a name of the tables; ``shield``: as its cell of the fixed grid, unless it is coarser already."""
    if place is None:
        return None
    name = place.name if place.name and place.name in _known() else None
    bare = dataclasses.replace(
        place, text="", start=0, end=0, name=name, candidates=(), admin2=place.admin2 if place.admin2 and place.admin2 in _known() else None
    )
    if not shield or place.lat is None or place.lon is None:
        return dataclasses.replace(bare, name=bare.admin2 or bare.admin1) if shield else bare
    if (place.radius_km or 0) > rules.cell_km and place.precision in ("admin1", "region", "country"):
        return bare
    lat, lon, ring = cell(place.lat, place.lon, rules.cell_km)
    half = rules.cell_km / math.sqrt(2)
    return dataclasses.replace(
        bare, name=bare.admin2 or bare.admin1, lat=lat, lon=lon, radius_km=round(max(half, rules.cell_km, place.radius_km or 0), 1), relation=None,
        precision="district", footprint={"type": "Polygon", "coordinates": [ring]},
    )  # fmt: skip


def cell(lat: float, lon: float, km: float) -> tuple[float, float, list[list[float]]]:
    """Middle and ring of the grid cell that holds a point. The grid is the same for every export, so that many of them tell no more than one."""
    step = km / _KM_A_DEGREE
    row = math.floor(lat / step)
    middle = (row + 0.5) * step
    wide = step / max(math.cos(math.radians(middle)), 0.05)
    column = math.floor(lon / wide)
    south, north, west, east = row * step, (row + 1) * step, column * wide, (column + 1) * wide
    ring = [[round(x, 4), round(y, 4)] for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south))]
    return round(middle, 4), round((column + 0.5) * wide, 4), ring


@functools.cache
def _known() -> frozenset[str]:
    """Every name, Arabic and English, that the tables of places have."""
    return frozenset(n for pair in places.display().values() for n in pair)


def _actor(identity: str | None) -> str | None:
    return None if identity is None else identity if identity in actors.tree() else "unknown"


def _listed(named: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a for a in (_actor(n) for n in named) if a and a != "unknown"))


@functools.lru_cache(maxsize=20_000)
def public_source(identity: str) -> str:
    """The id where a table has it or it is made of words for unnamed sources; else «unlisted_source»."""
    if "/" in identity:
        outlet, _, inner = identity.partition("/")
        return f"{public_source(outlet)}/{public_source(inner)}"
    tree = actors.tree()
    if identity in sources.table() or identity in tree:
        return identity
    return identity if unnamed.name(identity, "en", lambda a: names.actor(a) if a in tree else None) else names.UNLISTED


def _check(c: Check) -> Words:
    return Words(f"{c.kind}: {'holds' if c.holds else 'does not hold'}", f"{c.kind}: {'صحيح' if c.holds else 'غير صحيح'}")


def _why(toll: ReconciledToll, i: Incident, claims: Mapping[str, Claim]) -> Words:
    """Who gives which figure, from the coded claims."""
    en, ar = [], []
    for o in i.origins:
        told = {
            (t.low, t.high) for c in o.claims if c in claims for t in claims[c].tolls
            if t.measure == toll.measure and (toll.group is None or (t.group and t.group.actor == toll.group)) and (toll.group is not None or t.part_of is None)
        }  # fmt: skip
        if told:
            ordered = sorted(told, key=lambda f: (f[0], f[1] or 0))
            stance = STANCES.get(o.stance, (o.stance, o.stance))
            en.append(f"{names.source(o.source)} ({stance[0]}): {' or '.join(prose.figure(low, high) for low, high in ordered)}")
            ar.append(f"{names.source(o.source, 'ar')} ({stance[1]}): {' أو '.join(prose.figure(low, high, 'ar') for low, high in ordered)}")
    best_en, best_ar = (f" Best {toll.best}.", f" المرجّح {toll.best}.") if toll.best is not None else ("", "")
    disputed_en, disputed_ar = (" The origins contradict one another.", " المصادر متعارضة.") if toll.disputed else ("", "")
    measure = prose.MEASURES[toll.measure]
    whom = (names.actor(toll.group), names.actor(toll.group, "ar")) if toll.group else ("all victims", "جميع الضحايا")
    return Words(
        f"{measure[0].capitalize()}, {whom[0]}: {'; '.join(en)}.{best_en}{disputed_en}", f"{measure[1]}، {whom[1]}: {'؛ '.join(ar)}.{best_ar}{disputed_ar}"
    )
