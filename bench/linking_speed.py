"""Time and memory of linking as the claims grow, of adding to what is linked, and of a comparison of all pairs where that still ends.

    python bench/linking_speed.py [--sizes 100000,300000,1000000] [--add 1000] [--all-pairs 1500] [--processes 1]

Claims come in a stream and are boiled down as they come (making them up is not counted). Each size runs in a process of its own. Prints
processor seconds by stage (the machine may be shared, so wall time tells little), B-cubed F1, memory, the growth exponent between sizes,
the seconds for linking some more claims onto them, and what the same features cost on all pairs.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import math
import multiprocessing
import pathlib
import resource
import sys
import time
from typing import Any

BATCH = 2_000  # claims boiled down at once


def load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"bench_{name}", pathlib.Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def stream(size: int, more: int = 0) -> Any:
    """Batches of (facets, truth) of about so many claims, then one of ``more``; with the processor seconds that each took."""
    from marsad.resolve.facets import all_facets

    world = load("world")
    made = world.World([], {}, {}, {}, set(), {})
    count, wanted = 0, min(BATCH, size)
    for _ in world.incidents(made, "hard", 1):
        if len(made.claims) < wanted:
            continue
        start = time.process_time()
        ordered = sorted(made.claims, key=lambda c: c.id)
        facets = all_facets(ordered, made.documents)
        seconds = time.process_time() - start
        count += len(facets)
        yield facets, dict(made.truth), seconds
        if count >= size + more:
            return
        wanted = min(BATCH, size - count) if count < size else more
        for part in (made.claims, made.documents, made.truth, made.killed, made.told_right, made.originals):
            part.clear()


def stages(size: int, more: int) -> dict[str, float]:
    """Processor seconds of each stage of linking at a size, and of linking ``more`` onto it."""
    from marsad.resolve import block, levels, linker
    from marsad.resolve.columns import Names, columns, joined

    names, parts, truth, extra = Names(), [], {}, None
    boiled = filed = 0.0
    count = 0
    for facets, true, seconds in stream(size, more):
        if count >= size:
            extra = (facets, true, seconds)
            break
        boiled += seconds
        start = time.process_time()
        parts.append(columns(facets, names))
        filed += time.process_time() - start
        truth.update(true)
        count += len(facets)
        del facets
    marks = [time.process_time()]
    whole = joined(parts)
    parts.clear()
    state = linker.State(columns=whole, at={n: k for k, n in enumerate(whole.ids)})
    state.files = block.file(whole)
    marks.append(time.process_time())
    i, j = block.pairs(whole, state.files)
    marks.append(time.process_time())
    state.pairs = linker.weighed(whole, i, j)
    compared = len(i)
    del i, j
    marks.append(time.process_time())
    groups = linker.group_all(state, levels.compare)
    marks.append(time.process_time())
    found = {whole.ids[k]: int(state.group[k]) for k in range(len(whole))}
    figures = load("linking").agreement(truth, found)
    row = {
        "claims": count, "pairs": compared, "groups": len(groups), "facets": boiled, "columns": filed,
        **{n: b - a for n, a, b in zip(("filing", "pairing", "comparing", "grouping"), marks, marks[1:], strict=False)},
    }  # fmt: skip
    row["seconds"] = boiled + filed + marks[-1] - marks[0]
    row["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row["b3"] = figures["b3"]
    if extra is not None:
        facets, _, seconds = extra
        start = time.process_time()
        changed = linker.extend(state, facets)
        row |= {"added": len(facets), "groups redone": len(changed), "seconds to add": time.process_time() - start + seconds}
        row["peak MiB with added"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return row


def all_pairs(size: int) -> tuple[float, float]:
    """Processor seconds for comparing every pair by the same features: claim by claim, and all columns at once."""
    import numpy as np

    from marsad.resolve import levels
    from marsad.resolve.columns import columns
    from marsad.resolve.score import compare

    facets = next(iter(stream(size)))[0]
    start = time.process_time()
    for a, b in itertools.combinations(facets, 2):
        compare(a, b, explain=False)
    alone = time.process_time() - start
    start = time.process_time()
    i, j = np.triu_indices(len(facets), 1)
    levels.compare(columns(facets), i, j)
    return alone, time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,30000,100000")
    parser.add_argument("--add", type=int, default=1000)
    parser.add_argument("--all-pairs", type=int, default=1500)
    args = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    rows = []
    for size in (int(s) for s in args.sizes.split(",")):
        with context.Pool(1) as pool:
            row = pool.apply(stages, (size, args.add))
        growth = ""
        if rows:
            growth = f"  growth n^{math.log(row['seconds'] / rows[-1]['seconds']) / math.log(row['claims'] / rows[-1]['claims']):.2f}"
        print({k: round(v, 3) for k, v in row.items()}, growth, flush=True)
        rows.append(row)
    if len(rows) > 2:
        print(f"from first to last: n^{math.log(rows[-1]['seconds'] / rows[0]['seconds']) / math.log(rows[-1]['claims'] / rows[0]['claims']):.2f}")
    if args.all_pairs:
        alone, together = all_pairs(args.all_pairs)
        for name, seconds in (("claim by claim", alone), ("all columns at once", together)):
            print(f"all pairs of {args.all_pairs} claims, {name}: {seconds:.2f} s; a million would take {seconds * (1e6 / args.all_pairs) ** 2 / 3600:.0f} hours")


if __name__ == "__main__":
    main()
