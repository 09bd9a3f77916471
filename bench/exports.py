"""A million synthetic incidents through the exports: seconds of the clock and of the processor, megabytes written, peak memory at a tenth and at the whole (flat memory: the same).

    python bench/exports.py [--incidents 1000000] [--formats csv geoparquet]

Each format runs in a process of its own. Incidents are made while they are written; the making is timed by itself too, so
that it can be told from the writing. Seconds are those of the processor, which other programs on the machine do not add to.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import resource
import time
from collections.abc import Iterator

from marsad.export import FORMATS, State
from marsad.export.shapes import circle
from marsad.model import Incident, Origin, Place, ReconciledToll, When, Words

TYPES = ("attack", "clash", "air_strike", "shelling", "explosive", "killing")
GRADES = ("confirmed", "fair", "weak", "contested")
WHY = Words("Killed, all victims: Syrian Observatory for Human Rights (a third party, independent): 9.", "قتلى، جميع الضحايا: المرصد السوري لحقوق الإنسان (طرف ثالث، مستقل): 9.")


TOWNS, DAYS = 5000, 5000


def places() -> list[Place]:
    """Towns with a circle as a footprint each; incidents share them, as in a ledger."""
    found = []
    for k in range(TOWNS):
        lat, lon, km = round(32 + (k * 7919 % 50_000) / 10_000, 4), round(36 + (k * 104_729 % 60_000) / 10_000, 4), 3.0 + k % 20
        found.append(Place(
            f"قرية {k}", 0, 4, name=f"Village {k}", country="SY", admin1="Deir ez-Zor", lat=lat, lon=lon, radius_km=km, precision="town",
            footprint={"type": "Polygon", "coordinates": [circle(lat, lon, km)]},
        ))  # fmt: skip
    return found


def incidents(n: int) -> Iterator[Incident]:
    """Synthetic incidents in the order of their ids, each with its own day, place and figures."""
    towns, first = places(), dt.date(2011, 3, 15)
    days = [When(d, d, d.isoformat(), "day") for k in range(DAYS) for d in [first + dt.timedelta(days=k)]]
    tolls = [(ReconciledToll("killed", None, k, k + 1, k + 3, WHY), ReconciledToll("killed", "syrian_government", k, k, k, WHY)) for k in range(40)]
    for k in range(n):
        claim = f"c_{k:016x}"
        yield Incident(
            f"i_{k:016x}", TYPES[k % 6], GRADES[k % 4], (claim, f"c_{k + 1:016x}"), time=days[k % DAYS], place=towns[k * 31 % TOWNS],
            perpetrators=("islamic_state",), targets=("syrian_government", "russia"), tolls=tolls[k % 40],
            origins=(Origin("sohr", "third_party", (claim,)),), independent_origins=1 + k % 3,
        )  # fmt: skip


def measure(name: str, n: int) -> tuple[float, float, float, float]:
    """Seconds of the clock and of the processor, megabytes written and peak megabytes of memory, in this process."""
    began, clock = time.process_time(), time.perf_counter()
    size = sum(len(piece) for piece in FORMATS[name].write(State(incidents(n))))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return time.perf_counter() - clock, time.process_time() - began, size / 1e6, peak


def apart(name: str, n: int) -> tuple[float, float, float, float]:
    """The same in a fresh process, so that the memory is this format's own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (name, n))


def main() -> None:
    """Prints a line a format."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--formats", nargs="+", default=["csv", "geoparquet"], choices=sorted(FORMATS))
    asked = parser.parse_args()
    began = time.process_time()
    made = sum(1 for _ in incidents(asked.incidents))
    print(f"making {made} incidents alone: {time.process_time() - began:.1f} s")
    for name in asked.formats:
        *_, tenth = apart(name, asked.incidents // 10)
        clock, seconds, size, peak = apart(name, asked.incidents)
        print(f"{name}: {clock:.1f} s of the clock, {seconds:.1f} s of the processor, {size:.0f} MB written, peak {peak:.0f} MB (a tenth of the incidents: {tenth:.0f} MB)")


if __name__ == "__main__":
    main()
