"""Which pairs of claims are worth comparing: those that share a day, a place name, a figure, a named victim or a document.

Cost grows with the claims, not with their square: a key that many share is split by a second key, and what is still crowded is
compared with its neighbours in a fixed order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from marsad.resolve.facets import Facets
from marsad.resolve.features import hopeless

FAMILY = {
    "attack": "violence", "clash": "violence", "explosive": "violence", "air_strike": "violence", "shelling": "violence",
    "killing": "violence", "abduction": "custody", "arrest": "custody", "deployment": "movement", "withdrawal": "movement",
    "transfer": "movement", "territory": "movement", "sweep": "ground", "find": "ground", "seizure": "ground",
    "destruction": "ground", "protest": "protest",
}  # fmt: skip
CROWD = 60  # claims under one key that are still compared all with all
NEIGHBOURS = 25  # in a crowd: compared with so many that follow in the order of the second key
RARE = 3  # of the words of a claim, so many of the rarest are keys
LONGEST = 10  # days of an interval that are listed one by one; a longer one is looked up by month

Key = tuple[object, ...]


def pairs(facets: Sequence[Facets], copies: Mapping[str, str] | None = None) -> Iterator[tuple[int, int]]:
    """Index pairs (i < j), each once, in a fixed order. ``copies`` as in origins.copies: copies are compared like one document."""
    buckets: dict[Key, list[int]] = defaultdict(list)
    told_in = Counter(w for f in facets for w in f.words)
    for i, f in enumerate(facets):
        document = (copies or {}).get(f.claim.document, f.claim.document)
        kind = "w" if f.window else "i"
        rare = sorted((w for w in f.words if 2 <= told_in[w] <= CROWD), key=lambda w: (told_in[w], w))[:RARE]
        words = [(kind, family, "word", w) for family in _families(f.claim.type) for w in rare]
        for key in dict.fromkeys([(kind, "document", document), *words, *keys(f)]):
            buckets[key].append(i)
    seen: set[int] = set()
    count = len(facets)
    for key in buckets:
        for i, j in _within(buckets[key], facets):
            code = i * count + j if i < j else j * count + i
            if code not in seen and i != j and not hopeless(facets[i], facets[j]):
                seen.add(code)
                yield (i, j) if i < j else (j, i)


def keys(f: Facets) -> Iterator[Key]:
    """The keys under which a claim is filed; two claims that share one are compared."""
    kind = "w" if f.window else "i"
    for family in _families(f.claim.type):
        base = (kind, family)
        span = (f.first, f.last) if f.first is not None and f.last is not None else f.fresh
        if span and span[1] - span[0] <= LONGEST:
            for day in range(span[0] - 1, span[1] + 1):
                yield (*base, "day", day)
        if span and (f.loose or span[1] - span[0] > LONGEST):
            for month in range(span[0] // 30, min(span[1] // 30, span[0] // 30 + 24) + 1):
                yield (*base, "month", month, f.admin1 or f.country)
        elif span:
            yield (*base, "month", span[0] // 30, f.admin1 or f.country)
        for name in f.site_names:
            yield (*base, "name", name)
        for name in f.person:
            yield (*base, "person", name[:3])
        if f.rank:
            yield (*base, "rank", f.rank)
        if sum(figure.low for figure in f.figures.values()) >= 8:
            for one in ("w", "i") if f.retold else (kind,):
                yield (one, family, "figures", tuple(sorted((m, x.low) for m, x in f.figures.items())))


def _families(event_type: str) -> tuple[str, ...]:
    own = FAMILY.get(event_type, event_type)
    # the few kinds that are told under another family's word
    more = {"seizure": ("violence",), "destruction": ("violence",), "arrest": ("ground",), "deployment": ("ground",), "attack": ("ground",)}
    return (own, *more.get(event_type, ()))


def _within(members: list[int], facets: Sequence[Facets]) -> Iterator[tuple[int, int]]:
    if len(members) <= CROWD:
        for at, i in enumerate(members):
            for j in members[at + 1 :]:
                yield i, j
        return
    split: dict[str, list[int]] = defaultdict(list)
    for i in members:
        f = facets[i]
        for second in {f.admin1 or f.country or "", *f.site_names, *(f"{m} {x.low}" for m, x in f.figures.items() if x.low > 4)}:
            split[second].append(i)
    for name in sorted(split):
        crowd = split[name]
        if len(crowd) <= CROWD:
            for at, i in enumerate(crowd):
                for j in crowd[at + 1 :]:
                    yield i, j
            continue
        ordered = sorted(crowd, key=lambda i: (facets[i].first or facets[i].published or 0, sorted(facets[i].targets), facets[i].claim.id))
        for at, i in enumerate(ordered):
            for j in ordered[at + 1 : at + 1 + NEIGHBOURS]:
                yield i, j
