"""Time and memory of linking as the claims grow, of adding to what is linked, and what other ways of linking cost where they still end.

    python bench/linking_speed.py [--sizes 10000,30000,100000] [--processes 2] [--add 1000] [--all-pairs 1500] [--dedupe 20000]
    python bench/linking_speed.py --ledger 100000 [--postgresql] [--add 1000] [--processes 2]

A world of claims is written to files (making it up is not counted); what is measured reads them, boils them down, files, pairs, compares and
groups them. Each size runs in a process of its own. Prints wall seconds and processor seconds (of all processes together; where the machine
is shared the wall tells little) by stage, B-cubed F1, the most memory that all processes held together (each shared page counted once), the
growth exponents between sizes, and the seconds for linking some more claims onto them. Beside it, on the same features: a comparison of all
pairs, and linking as dedupe does it (each blocked pair scored by itself, logistic probability, threshold, centroid linkage within components).
With ``--ledger``: what «marsad link» takes from end to end on a ledger of so many claims, everything, then after some more have come.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import math
import multiprocessing
import os
import pathlib
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import orjson

BATCH = 2_000  # claims boiled down at once


def write(size: int, more: int, folder: pathlib.Path) -> tuple[int, dict[str, str]]:
    """Files of about so many claims in all, numbered from 0, and one of ``more`` («more»); how many files, and the truth."""
    import world

    made = world.World([], {}, {}, {}, set(), {})
    truth: dict[str, str] = {}
    count, files, wanted = 0, 0, min(BATCH, size)
    for _ in world.incidents(made, "hard", 1):
        if len(made.claims) < wanted:
            continue
        last = count >= size
        documents = [{**d.to_json(), "outlet": d.outlet} for d in made.documents.values()]
        claims = [c.to_json() for c in sorted(made.claims, key=lambda c: c.id)]
        (folder / ("more" if last else str(files))).write_bytes(orjson.dumps([documents, claims]))
        if last:
            break
        count, files = count + len(claims), files + 1
        truth.update(made.truth)
        wanted = min(BATCH, size - count) if count < size else more
        for part in (made.claims, made.documents, made.truth, made.killed, made.told_right, made.originals):
            part.clear()
        if count >= size and not more:
            break
    return files, truth


def facets(file: pathlib.Path) -> list[Any]:
    """The claims of a file, boiled down."""
    import datetime as dt

    from marsad.model import Document, claim_from_json
    from marsad.resolve.facets import all_facets

    told, claims = orjson.loads(file.read_bytes())
    documents = {
        d["id"]: Document(d["id"], d["text"], d["file"], published=dt.date.fromisoformat(d["published"]) if d["published"] else None, outlet=d["outlet"])
        for d in told
    }  # fmt: skip
    return all_facets([claim_from_json(c) for c in claims], documents)


class Watch:
    """Wall and processor seconds since the last look, those of children that have ended among them."""

    def __init__(self) -> None:
        self.marks: dict[str, tuple[float, float]] = {}
        self.last = self._now()

    def look(self, name: str) -> None:
        now = self._now()
        self.marks[name] = (now[0] - self.last[0], now[1] - self.last[1])
        self.last = now

    def _now(self) -> tuple[float, float]:
        mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.perf_counter(), sum(r.ru_utime + r.ru_stime for r in (mine, theirs))


def memory(of: int, most: Any, done: Any) -> None:
    """Keeps in ``most`` the MiB that a process and its children have held together."""
    while not done.wait(0.5):
        total = 0
        for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                number = int(status.parent.name)
                parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
                if number != os.getpid() and of in (number, parent):
                    told = (status.parent / "smaps_rollup").read_text()
                    total += int(next(line for line in told.splitlines() if line.startswith("Pss:")).split()[1])
            except OSError:  # it has just ended
                continue
        most.value = max(most.value, total // 1024)


def stages(size: int, more: int, processes: int) -> dict[str, Any]:
    """Seconds of each stage of linking at a size, and of linking ``more`` onto it."""
    import linking
    from marsad import collector
    from marsad.resolve import block, hands, linker

    with tempfile.TemporaryDirectory(prefix="marsad-linking-") as name:
        folder = pathlib.Path(name)
        context = multiprocessing.get_context("fork")
        with context.Pool(1) as pool:  # whose memory is not ours
            files, truth = pool.apply(write, (size, more, folder))
        most, done = context.Value("q", 0), context.Event()
        watcher = context.Process(target=memory, args=(os.getpid(), most, done), daemon=True)
        watcher.start()
        watch, state = Watch(), linker.State()
        with collector.off():
            made, inside = linker.gathered(hands.each(lambda k: linker.boiled(facets(folder / str(k))), files, processes), state)
            state.columns, state.at = made, {n: k for k, n in enumerate(made.ids)}
            watch.look("boiling down")
            state.files = block.file(made)
            watch.look("filing")
            state.pairs = inside.and_(linker.compared(state, processes=processes))
            watch.look("pairing and comparing")
            groups = linker.group_all(state, processes=processes)
            watch.look("grouping")
        row: dict[str, Any] = {"claims": len(made), "pairs kept": len(state.pairs), "groups": len(groups)}
        row |= {name: tuple(round(x, 2) for x in found) for name, found in watch.marks.items()}
        row["wall"], row["cpu"] = (round(sum(x[k] for x in watch.marks.values()), 2) for k in (0, 1))
        if more:
            watch = Watch()
            changed = linker.extend(state, facets(folder / "more"))
            watch.look("adding")
            row |= {"added": len(state.columns) - len(made), "groups redone": len(changed), "adding": tuple(round(x, 2) for x in watch.marks["adding"])}
        done.set()
        watcher.join()
    found = {made.ids[k]: int(state.group[k]) for k in range(len(made))}
    return row | {"peak MiB": most.value, "b3": round(linking.agreement(truth, found)["b3"], 3)}


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def some(size: int) -> tuple[list[Any], dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="marsad-linking-") as name:
        files, truth = write(size, 0, pathlib.Path(name))
        return [f for k in range(files) for f in facets(pathlib.Path(name) / str(k))], truth


def all_pairs(size: int) -> Iterator[tuple[str, float]]:
    """Processor seconds for comparing every pair by the same features: claim by claim, and all columns at once."""
    import numpy as np

    from marsad.resolve import levels
    from marsad.resolve.columns import columns
    from marsad.resolve.score import compare

    told, _ = some(size)
    yield "claim by claim", timed(lambda: [compare(a, b, explain=False) for a, b in itertools.combinations(told, 2)])
    yield "all columns at once", timed(lambda: levels.compare(columns(told), *np.triu_indices(len(told), 1)))


def dedupe(size: int) -> dict[str, float]:
    """Linking as dedupe does it, with our keys and features: processor seconds and B-cubed F1.

    Each pair is scored by itself, its probability is logistic, pairs above a half make components, centroid linkage parts each.
    """
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    import linking
    from marsad.resolve import block
    from marsad.resolve.columns import columns
    from marsad.resolve.score import compare
    from marsad.resources import resolving

    told, truth = some(size)
    start, bias = time.process_time(), resolving.rules().thresholds.link
    made = columns(told)
    i, j = block.pairs(made, block.file(made))
    near = collections.defaultdict(dict)
    for a, b in zip(i.tolist(), j.tolist(), strict=True):
        found = compare(told[a], told[b], explain=False)
        probability = 0.0 if found.forbidden else 1 / (1 + math.exp(min(50.0, bias - found.score)))
        if probability > 0.5:
            near[a][b] = near[b][a] = probability
    group, seen = {}, set()
    for first in range(len(made)):
        if first in seen:
            continue
        members, queue = [], [first]
        seen.add(first)
        while queue:
            members.append(queue.pop())
            for other in near[members[-1]]:
                if other not in seen:
                    seen.add(other)
                    queue.append(other)
        if len(members) == 1:
            group[made.ids[first]] = (first, 0)
            continue
        members.sort()
        apart = np.array([1.0 - near[a].get(b, 0.0) for a, b in itertools.combinations(members, 2)])
        for one, label in zip(members, fcluster(linkage(apart, "centroid"), 0.5, "distance"), strict=True):
            group[made.ids[one]] = (first, int(label))
    seconds = time.process_time() - start
    return {"claims": len(made), "pairs": len(i), "cpu": round(seconds, 1), "b3": round(linking.agreement(truth, group)["b3"], 3)}


def on_a_ledger(size: int, more: int, processes: int, postgresql: bool) -> dict[str, Any]:
    """Seconds of «marsad link» on a ledger of so many claims, of linking ``more`` onto them, and of proving the whole."""
    import contextlib

    import server
    from marsad.ledger import Ledger
    from marsad.linking import link
    from marsad.resources import data_hash

    with tempfile.TemporaryDirectory(prefix="marsad-linking-") as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        url = f"sqlite:///{folder / 'ledger.db'}"
        if postgresql:
            url = stack.enter_context(server.server()).url
        with multiprocessing.get_context("fork").Pool(1) as pool:
            files, _ = pool.apply(write, (size, more, folder))
            pool.apply(fill, (url, [folder / str(k) for k in range(files)]))
        with Ledger(url, data_hash=data_hash()) as ledger:
            row: dict[str, Any] = {"claims": ledger.counts()["claims"]}
            for what in ("linking all", "linking more", "linking nothing"):
                watch = Watch()
                done = link(ledger, processes=processes)
                watch.look(what)
                row |= {what: tuple(round(x, 2) for x in watch.marks[what]), f"incidents of {what}": done.incidents}
                if what == "linking all":
                    fill(url, [folder / "more"])
            row |= {"claims at last": ledger.counts()["claims"], "peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}
            watch = Watch()
            faults = ledger.verify()
            watch.look("verify")
            return row | {"verify": tuple(round(x, 2) for x in watch.marks["verify"]), "faults": len(faults)}


def fill(url: str, files: list[pathlib.Path]) -> None:
    """Puts the claims and reports of these files into a ledger."""
    import datetime as dt
    import hashlib

    from marsad.ledger import Ledger
    from marsad.ledger.append import Entry
    from marsad.model import Capture, Document
    from marsad.resources import data_hash

    with Ledger(url, data_hash=data_hash()) as ledger:
        for file in files:
            told, claims = orjson.loads(file.read_bytes())
            by_document = collections.defaultdict(list)
            for c in claims:
                by_document[c["document"]].append(c)
            entries = []
            for d in told:
                raw = d["text"].encode()
                capture = Capture(hashlib.sha256(raw + d["id"].encode()).hexdigest(), len(raw), d["file"], dt.datetime.now(dt.UTC))
                published = dt.date.fromisoformat(d["published"]) if d["published"] else None
                entries.append(Entry(capture, Document(d["id"], d["text"], d["file"], published=published, outlet=d["outlet"], capture=capture.sha256), by_document[d["id"]]))
            ledger.append_many(entries)


def growth(before: dict[str, Any], after: dict[str, Any]) -> str:
    n = math.log(after["claims"] / before["claims"])
    return ", ".join(f"{k} n^{math.log(after[k] / before[k]) / n:.2f}" for k in ("wall", "cpu"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,30000,100000")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--add", type=int, default=1000)
    parser.add_argument("--all-pairs", type=int, default=1500, help="0: leave it out")
    parser.add_argument("--dedupe", type=int, default=20000, help="0: leave it out")
    parser.add_argument("--ledger", type=int, default=0, help="claims of a ledger that is linked from end to end")
    parser.add_argument("--postgresql", action="store_true", help="... on PostgreSQL")
    args = parser.parse_args()
    if args.ledger:
        print("; ".join(f"{k}: {v}" for k, v in on_a_ledger(args.ledger, args.add, args.processes, args.postgresql).items()))
        return
    context = multiprocessing.get_context("spawn")
    rows: list[dict[str, Any]] = []
    for size in (int(s) for s in args.sizes.split(",") if s):
        with ProcessPoolExecutor(1, mp_context=context) as pool:  # a fresh process that may have children of its own
            rows.append(pool.submit(stages, size, args.add, args.processes).result())
        print("; ".join(f"{k}: {v}" for k, v in rows[-1].items()), *(["| growth", growth(rows[-2], rows[-1])] if len(rows) > 1 else []), flush=True)
    if len(rows) > 2:
        print(f"from first to last: {growth(rows[0], rows[-1])}")
    if args.all_pairs:
        for name, seconds in all_pairs(args.all_pairs):
            print(f"all pairs of {args.all_pairs} claims, {name}: {seconds:.2f} s; a million would take {seconds * (1e6 / args.all_pairs) ** 2 / 3600:.0f} hours", flush=True)
    if args.dedupe:
        print("as dedupe does it:", dedupe(args.dedupe))


if __name__ == "__main__":
    main()
