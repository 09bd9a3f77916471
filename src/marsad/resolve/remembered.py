"""The state of linking as bytes, step by step, and back: so that a later run goes on where this one ended.

Whoever keeps the bytes need not know what they are. Each step holds only what it brought; all of them in order give the state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from marsad.resolve.block import Drawers, Files
from marsad.resolve.columns import NUMBERS, TABLES, Columns, Names, joined
from marsad.resolve.linker import Pairs, State, Step
from marsad.resolve.sketch import BINS

Part = bytes
MOST = 32  # steps after which it is worth while to keep all as one
_DRAWERS = ("met", "asks", "filed")


def pieces(state: State, step: Step) -> Iterator[tuple[str, Part]]:
    """What the step brought, by name."""
    c, start = state.columns, step.before
    documents = int(c.document[:start].max(initial=-1)) + 1
    yield "claims", orjson.dumps(c.ids[start:])
    yield "documents", orjson.dumps(c.documents[documents:])
    yield "names", orjson.dumps({table: [_plain(v) for v in getattr(c.names, table).values[step.tables[table] :]] for table in TABLES})
    yield "verdicts", orjson.dumps(sorted((*pair, verdict) for pair, verdict in state.verdicts.items()))
    for name in NUMBERS:
        yield name, c.at[name][start:].tobytes()
    for name in ("low", "high", "exact"):
        yield name, getattr(c, name)[start:].tobytes()
    first = int(c.ends[start - 1]) if start else 0
    yield "words", c.words[first:].tobytes()
    yield "ends", (c.ends[start:] - first).tobytes()
    yield "sketches", c.sketches[documents:].tobytes()
    yield "shingles", c.shingles[documents:].tobytes()
    for name in _DRAWERS:
        drawers: Drawers = getattr(step.fresh, name)
        yield f"{name} keys", drawers.keys.tobytes()
        yield f"{name} claims", _short(drawers.claims)
    yield "again", _short(step.again)
    for name, values in (("i", step.pairs.i), ("j", step.pairs.j), ("members", step.members)):
        yield name, _short(values)
    for name in ("score", "forbidden", "particular"):
        yield name, getattr(step.pairs, name).tobytes()
    yield "group", _short(state.group[step.members])
    yield "component", _short(state.component[step.members])


def whole(state: State) -> Step:
    """All that a state holds as one step from nothing."""
    every = np.arange(len(state.columns), dtype=np.int64)
    return Step(0, Names().sizes(), state.files, every[:0], state.pairs, every, [])


def state(steps: Sequence[Mapping[str, Part]]) -> State:
    """The state that these steps led to."""
    if not steps:
        return State()
    names, parts = Names(), []
    for step in steps:
        for table, values in orjson.loads(step["names"]).items():
            for value in values:
                getattr(names, table).number(_MADE[table](value))
        parts.append(_columns(step, names))
    c = joined(parts)
    base, *later = ({name: Drawers(_array(s, f"{name} keys", np.uint64), _long(s, f"{name} claims")) for name in _DRAWERS} for s in steps)
    files = Files(**base)
    if later:
        files = files.with_more(Files(**{name: _sorted([one[name] for one in later]) for name in _DRAWERS}))
    group, component, last = (np.zeros(len(c), np.int64) for _ in range(3))
    for n, step in enumerate(steps):
        members = _long(step, "members")
        group[members], component[members], last[_long(step, "again")] = _long(step, "group"), _long(step, "component"), n
    pairs = []
    for n, step in enumerate(steps):
        i, j = _long(step, "i"), _long(step, "j")
        stands = (c.document[i] == c.document[j]) | (np.maximum(last[i], last[j]) <= n)  # else compared again by a later step
        pairs.append(Pairs(i, j, _array(step, "score", np.float32), _array(step, "forbidden", np.bool_), _array(step, "particular", np.bool_)).where(stands))
    return State(
        c, files, Pairs(*(np.concatenate(p) for p in zip(*(p.parts() for p in pairs), strict=True))), group, component,
        {(left, right): verdict for left, right, verdict in orjson.loads(steps[-1]["verdicts"])}, {name: k for k, name in enumerate(c.ids)},
    )  # fmt: skip


def _columns(step: Mapping[str, Part], names: Names) -> Columns:
    ids, documents = orjson.loads(step["claims"]), orjson.loads(step["documents"])
    at = {name: _array(step, name, kind) for name, kind in NUMBERS.items()}
    if len(ids):
        at["document"] = at["document"] - at["document"].min()  # joined counts them on
    low, high, exact = (_array(step, name, kind).reshape(-1, 4) for name, kind in (("low", np.int32), ("high", np.int32), ("exact", np.bool_)))
    return Columns(
        names, ids, documents, at, low, high, exact, _array(step, "words", np.int32), _array(step, "ends", np.int64), np.empty(0),
        _array(step, "sketches", np.uint32).reshape(-1, BINS), _array(step, "shingles", np.int32),
    )  # fmt: skip


def _sorted(parts: Sequence[Drawers]) -> Drawers:
    keys, claims = np.concatenate([p.keys for p in parts]), np.concatenate([p.claims for p in parts])
    order = np.lexsort((claims, keys))
    return Drawers(keys[order], claims[order])


def _plain(value: Any) -> Any:
    """A set of names as a list; groups with figures as they are."""
    return sorted(value) if isinstance(value, frozenset) else value


_MADE: Mapping[str, Any] = {
    "word": str, "type": str, "sites": frozenset, "actors": frozenset, "person": frozenset, "means": frozenset,
    "groups": lambda told: tuple(((measure, actor), n) for (measure, actor), n in told),
}  # fmt: skip


def _array(step: Mapping[str, Part], name: str, kind: Any) -> NDArray[Any]:
    return np.frombuffer(step[name], dtype=kind)


def _long(step: Mapping[str, Part], name: str) -> NDArray[np.int64]:
    return np.frombuffer(step[name], dtype=np.int32).astype(np.int64)


def _short(values: NDArray[np.int64]) -> Part:
    return values.astype(np.int32).tobytes()
