"""Splink estimates m and u for the linker's features, on the synthetic world and the development gold, and is measured beside the table of weights.

    python bench/splink_train.py [--claims 20000] [--seed 9] [--write] [--measure 20000]

Needs the extra ``splink`` (Splink 5, DuckDB). What Splink sees are compared pairs: a record a side, met by the number of the pair, with the level
that each feature found; whether it is one event is known. ``--write`` puts m, u and the prior into data/splink.yml; the threshold is the one that
gives the best B-cubed F1 on the world that it was trained on. Then both ways of scoring are measured on another world and on the annotated reports.
"""

from __future__ import annotations

import argparse
import pathlib
import time
from typing import Any

import numpy as np

import linking
import world
from marsad.resolve import block, levels, linker, scorers
from marsad.resolve.columns import columns
from marsad.resolve.facets import all_facets
from marsad.resources import DATA, resolving

SHARED = pathlib.Path(__file__).parents[2] / "shared" / "gold" / "linking"
SILENT = {"time", "place"}  # features whose silence says something of its own
FEATURES = tuple(name for name in levels.LEVELS if name != "coreference")  # that one is of one report
FLOOR = 1e-4


def pairs(claims: list[Any], documents: dict[str, Any], truth: dict[str, str]) -> tuple[dict[str, Any], Any]:
    """The levels of every compared pair that no rule forbids, and whether it is one event."""
    made = columns(all_facets(sorted(claims, key=lambda c: c.id), documents))
    i, j = block.pairs(made, block.file(made))
    silent = {name: np.zeros(len(found)) for name, found in levels.LEVELS.items()}  # without weights nothing is given up early
    found = levels.compare(made, i, j, silent)
    keep = ~found.forbidden
    keys = np.array([truth[c] for c in made.ids])
    return {name: found.levels[name][keep] for name in FEATURES}, (keys[i] == keys[j])[keep]


def linker_of(found: dict[str, Any], same: Any, likelihoods: Any = None) -> tuple[Any, Any]:
    """A Splink linker over pairs, and the DuckDB connection; with ``likelihoods`` its m and u are those."""
    import duckdb
    import pyarrow as pa
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    connection = duckdb.connect(":memory:")
    connection.execute("set threads=1")
    api = DuckDBAPI(connection)
    number = np.arange(len(same))
    key = np.where(same, number, -1 - number)
    left = pa.table({"unique_id": number, "pair": number, "key": key, **{n: v.astype(np.int32) for n, v in found.items()}})
    right = pa.table({"unique_id": number, "pair": number, "key": np.where(same, number, -1 - number - len(same)), **{n: v.astype(np.int32) for n, v in found.items()}})
    comparisons = []
    for name in FEATURES:
        rows: list[Any] = []
        if name not in SILENT:
            rows.append(cll.CustomLevel(f'"{name}_l" = 0', "silent").configure(is_null_level=True))
        present = set(np.unique(found[name]).tolist())
        if len(present - {0}) < 2:
            continue  # nothing to tell apart
        for n, level in enumerate(levels.LEVELS[name]):
            told = likelihoods.levels.get(name, {}).get(level or "silent") if likelihoods else None
            if (n == 0 and name not in SILENT) or (told is None if likelihoods else n not in present):
                continue
            row = cll.CustomLevel(f'"{name}_l" = {n}', level or "silent")
            rows.append(row.configure(m_probability=told.m, u_probability=told.u) if told else row)
        rows.append(cll.ElseLevel().configure(m_probability=FLOOR, u_probability=FLOOR) if likelihoods else cll.ElseLevel())
        comparisons.append(cl.CustomComparison(output_column_name=name, comparison_levels=rows))
    settings = SettingsCreator(
        link_type="link_only", comparisons=comparisons, blocking_rules_to_generate_predictions=[block_on("pair")],
        probability_two_random_records_match=likelihoods.prior if likelihoods else float(same.mean()), retain_intermediate_calculation_columns=False,
    )  # fmt: skip
    return Linker([api.register(left), api.register(right)], settings, log_level=None), connection


def estimate(found: dict[str, Any], same: Any) -> resolving.Probabilities:
    """m and u of every level by Splink, from pairs whose answer is known; the threshold is set later.

    u by random sampling over pairs that are not one event, m from the label. (Expectation maximisation without labels drives u of the
    levels that never stand between strangers to nought, which Splink refuses.)
    """
    strangers, _ = linker_of({n: v[~same] for n, v in found.items()}, same[~same])
    strangers.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    known, _ = linker_of(found, same)
    known.training.estimate_m_from_label_column("key")
    u, m = _rows(strangers, "u_probability"), _rows(known, "m_probability")
    told = {
        name: {level: resolving.Likelihood(m=max(FLOOR, value), u=max(FLOOR, u.get(name, {}).get(level, FLOOR))) for level, value in rows.items()}
        for name, rows in m.items()
    }
    return resolving.Probabilities(prior=round(float(same.mean()), 5), threshold=0.5, levels=told)


def _rows(linker_: Any, key: str) -> dict[str, dict[str, float]]:
    """The m or u of a model's levels; those that it could not train are left out."""
    found: dict[str, dict[str, float]] = {}
    for comparison in linker_.misc.save_model_to_json()["comparisons"]:
        rows = {row["label_for_charts"]: row.get(key) for row in comparison["comparison_levels"] if not row.get("is_null_level")}
        found[comparison["output_column_name"]] = {
            level: round(value, 5) for level, value in rows.items() if isinstance(value, float) and level != "All other comparisons"
        }
    return found


def quality(claims: list[Any], documents: dict[str, Any], truth: dict[str, str], scorer: str) -> tuple[dict[str, float], float]:
    """Agreement with the truth, and processor seconds."""
    facets = all_facets(sorted(claims, key=lambda c: c.id), documents)
    state = linker.State()
    start = time.process_time()
    linker.extend(state, facets, weigh=scorers.weigh(scorer))
    seconds = time.process_time() - start
    agreement: dict[str, float] = linking.agreement(truth, {f.claim.id: str(state.group[k]) for k, f in enumerate(facets)})
    return agreement, seconds


def use(told: resolving.Probabilities) -> None:
    """Makes these the m and u in force."""
    scorers.log_odds.cache_clear()
    resolving.probabilities = lambda: told  # type: ignore[assignment]


def write(told: resolving.Probabilities) -> None:
    lines = [
        "# m and u of every level of every feature as Splink 5 estimated them over the synthetic world and the development gold; written by",
        "# bench/splink_train.py, not by hand. m: how often the level is found among pairs of one event; u: among others. prior: share of compared",
        "# pairs that are one event. threshold: probability at which two groups are joined.",
        f"prior: {told.prior}", f"threshold: {told.threshold}", "levels:",
    ]  # fmt: skip
    for name, rows in told.levels.items():
        lines.append(f"  {name}:")
        lines += [f"    {level}: {{m: {row.m}, u: {row.u}}}" for level, row in rows.items()]
    (DATA / "splink.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--measure", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    made = world.world(args.claims, "hard", args.seed)
    found, same = pairs(made.claims, made.documents, made.truth)
    if SHARED.exists():
        claims, documents, _ = linking.run(SHARED)
        more, also = pairs(claims, documents, linking.truth(SHARED))
        found = {n: np.concatenate([found[n], more[n]]) for n in FEATURES}
        same = np.concatenate([same, also])
    start = time.process_time()
    told = estimate(found, same)
    print(f"{len(same)} pairs, estimated in {time.process_time() - start:.1f} s of processor; prior {told.prior}")
    best = (0.0, 0.5)
    for threshold in (0.5, 0.7, 0.8, 0.9, 0.95, 0.98):
        use(told.model_copy(update={"threshold": threshold}))
        b3 = quality(made.claims, made.documents, made.truth, "splink")[0]["b3"]
        print(f"threshold {threshold}: B3 {b3:.4f}")
        best = max(best, (b3, threshold))
    told = told.model_copy(update={"threshold": best[1]})
    use(told)
    if args.write:
        write(told)
    other = world.world(args.measure, "hard", args.seed + 1)
    for scorer in scorers.SCORERS:
        row, seconds = quality(other.claims, other.documents, other.truth, scorer)
        print(f"{scorer}: world of {args.measure}: ", {k: round(v, 4) for k, v in row.items()}, f"{seconds:.1f} s")
        if SHARED.exists():
            print(f"{scorer}: annotated reports: ", {k: round(v, 4) for k, v in quality(claims, documents, linking.truth(SHARED), scorer)[0].items()})


if __name__ == "__main__":
    main()
