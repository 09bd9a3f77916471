"""Time and memory of linking as the claims grow, beside a comparison of all pairs where that still ends.

    python bench/linking_speed.py [--sizes 3000,10000,30000] [--all-pairs 1500]

Each size runs in a process of its own, so that peaks are its own. Prints processor seconds by stage, the growth exponent between sizes,
and what the same features cost on all pairs.
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


def load_world() -> Any:
    spec = importlib.util.spec_from_file_location("bench_world", pathlib.Path(__file__).parent / "world.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_world"] = module
    spec.loader.exec_module(module)
    return module


def stages(size: int) -> dict[str, float]:
    """Processor seconds of each stage of linking at a size, and of the whole with incidents and their accounts."""
    from marsad.resolve import block, origins, resolve
    from marsad.resolve import resolving as r
    from marsad.resolve.facets import all_facets
    from marsad.resolve.features import Setting
    from marsad.resolve.score import compare

    made = load_world().world(size)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ordered = sorted(made.claims, key=lambda c: c.id)
    marks = [time.process_time()]
    facets = all_facets(ordered, made.documents)
    marks.append(time.process_time())
    families = origins.copies(made.documents)
    marks.append(time.process_time())
    setting = Setting(families, r._rarity(facets))
    pairs = list(block.pairs(facets, families))
    marks.append(time.process_time())
    compared = {p: compare(facets[p[0]], facets[p[1]], setting, explain=False) for p in pairs}
    marks.append(time.process_time())
    r._groups(ordered, compared, ())
    marks.append(time.process_time())
    names = ("facets", "copies", "blocking", "comparing", "clustering")
    found = {name: b - a for name, a, b in zip(names, marks, marks[1:], strict=False)}
    found["linking"] = marks[-1] - marks[0]
    start = time.process_time()
    resolve(made.claims, made.documents)
    found["with accounts"] = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"claims": len(ordered), "pairs": len(pairs), **found, "peak MiB": peak / 1024, "over the claims MiB": (peak - base) / 1024}


def all_pairs(size: int) -> float:
    """Processor seconds for comparing every pair by the same features."""
    from marsad.resolve import origins
    from marsad.resolve import resolving as r
    from marsad.resolve.facets import all_facets
    from marsad.resolve.features import Setting
    from marsad.resolve.score import compare

    made = load_world().world(size)
    facets = all_facets(sorted(made.claims, key=lambda c: c.id), made.documents)
    setting = Setting(origins.copies(made.documents), r._rarity(facets))
    start = time.process_time()
    for a, b in itertools.combinations(facets, 2):
        compare(a, b, setting, explain=False)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="3000,10000,30000")
    parser.add_argument("--all-pairs", type=int, default=1500)
    args = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    before: dict[str, float] | None = None
    for size in (int(s) for s in args.sizes.split(",")):
        with context.Pool(1) as pool:
            row = pool.apply(stages, (size,))
        growth = ""
        if before is not None:
            growth = f"  growth n^{math.log(row['linking'] / before['linking']) / math.log(row['claims'] / before['claims']):.2f}"
        print({k: round(v, 2) for k, v in row.items()}, growth, flush=True)
        before = row
    if args.all_pairs:
        seconds = all_pairs(args.all_pairs)
        print(f"all pairs of {args.all_pairs} claims: {seconds:.1f} s; a million would take {seconds * (1e6 / args.all_pairs) ** 2 / 3.15e7:.0f} years")


if __name__ == "__main__":
    main()
