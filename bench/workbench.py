"""The workbench on a ledger of many claims: 200 requests of each kind through the application, the median and the 95th percentile of each.

`python bench/workbench.py [--claims 1000000] [--database sqlite|postgres] [--requests 200] [--folder bench/.cache]`. Twenty thousand claims of
bench/world.py are grouped as its truth has them and filed; the rest are copies of theirs, made by the database itself, each with ids and days of
its own. The ledger is kept for the next run.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import functools
import itertools
import json
import pathlib
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import orjson
import server as servers
from sqlalchemy import insert, text
from starlette.testclient import TestClient
from world import World, world

from marsad.ledger import Ledger, audit, outlines, rows, search
from marsad.ledger import tables as t
from marsad.ledger.connection import WRITE
from marsad.model import Claim, Document, Incident, Link, Origin, Words
from marsad.web.app import create_app

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
BATCH = 5000
SEED = 20_000  # claims of the world itself


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(__file__).parent / ".cache")
    chosen = parser.parse_args()
    chosen.folder.mkdir(exist_ok=True, parents=True)
    with contextlib.ExitStack() as stack:
        if chosen.database == "postgres":
            if reason := servers.missing():
                raise SystemExit(reason)
            url = stack.enter_context(servers.server(settings="-c shared_buffers=1GB -c work_mem=64MB -c jit=off -c max_wal_size=8GB")).url
            build(url, chosen.claims)
        else:
            file = chosen.folder / f"workbench-{chosen.claims}.db"
            url = f"sqlite:///{file}"
            if not file.exists():
                build(f"sqlite:///{file}.part", chosen.claims)
                pathlib.Path(f"{file}.part").replace(file)
        for name, figures in measure(url, chosen.requests):
            print(json.dumps({"database": chosen.database, "claims": chosen.claims, "page": name, **figures}), flush=True)
    return 0


def build(url: str, claims: int) -> None:
    """A ledger of about so many claims, filed in bulk; its audit log starts with what is there."""
    started = time.monotonic()
    made = world(min(claims, SEED))
    print(f"{len(made.claims)} claims made, {time.monotonic() - started:.0f} s", file=sys.stderr)
    with Ledger(url, data_hash="bench") as ledger, ledger.engine.connect().execution_options(**WRITE) as connection:
        if ledger.engine.dialect.name == "sqlite":
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA synchronous=OFF")
            raw.execute("PRAGMA cache_size=-400000")
        with connection.begin():
            audit.begin(connection)
            run = connection.execute(insert(t.run).values(started=AT, code_version="bench", data_hash="bench").returning(t.run.c.id)).scalar_one()
            _evidence(connection, made, int(run))
            print(f"evidence filed, {time.monotonic() - started:.0f} s", file=sys.stderr)
            _incidents(connection, made)
            audit.seal(connection, AT, "resolution", "")
            days = max(d.published for d in made.documents.values() if d.published) - min(d.published for d in made.documents.values() if d.published)
            for turn in range(1, round(claims / len(made.claims))):
                _copy(connection, turn, turn * (days.days % 400 + 160))
            print(f"copied, {time.monotonic() - started:.0f} s", file=sys.stderr)
            if ledger.engine.dialect.name == "sqlite":
                for index in ("document_fts", "outline_fts"):
                    connection.execute(text(f"INSERT INTO {index}({index}) VALUES ('rebuild')"))
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    print(f"ledger built, {time.monotonic() - started:.0f} s", file=sys.stderr)


def _evidence(connection: Any, made: World, run: int) -> None:
    at = AT.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
    tables = {x.name: x for x in (t.capture, t.document, t.document_words, t.claim, t.sighting, t.argument)}
    for n, claim in enumerate(made.claims, 1):
        document: Document = made.documents[claim.document]
        sha = f"{n:064x}"
        row = rows.document_row(document)
        waiting["capture"].append({"sha256": sha, "size": len(document.text), "origin": document.file, "got_at": at, "media_type": "text/plain", "charset": "utf-8", "url": None, "headers": "{}"})
        day = document.published.isoformat() if document.published else None
        waiting["document"].append({**row, "published": day, "more": _json(row["more"]), "capture": sha, "run": run, "created_at": at, "row": n})
        waiting["document_words"].append({"row": n, "words": " ".join(dict.fromkeys(" ".join(map(_word, document.text.split())).split()))})
        words = claim.evidence[0]
        waiting["claim"].append({"id": claim.id, "type": claim.type, "quote": words.text, "first_seen": at, "last_seen": at})
        waiting["sighting"].append({"claim": claim.id, "document": document.id, "start": words.start, "end": words.end, "seen_at": at})
        for p in rows.arguments(claim):
            waiting["argument"].append({
                "claim": claim.id, "document": document.id, "role": p.role, "n": p.n, "value": _json(p.value), "original_value": p.text, "start": p.start, "end": p.end,
                "rule": p.rule, "extractor": claim.extractor, "run": run, "created_at": at,
            })  # fmt: skip
        if n % BATCH == 0 or n == len(made.claims):
            for name, table in tables.items():
                _file(connection, table, waiting.pop(name, []))


def _copy(connection: Any, turn: int, days: int) -> None:
    """Every row of the first ledger once more: ids of its own («w00…» → «w07…»), as many days later."""
    sqlite = connection.dialect.name == "sqlite"
    mark = f"w{turn:02}"

    def renamed(column: str) -> str:
        return f"replace({column}, 'w00', '{mark}')"

    def later(column: str) -> str:
        return f"date({column}, '+{days} days')" if sqlite else f"{column} + {days}"

    def counted(column: str) -> str:
        return f"CASE WHEN {column} IN ({outlines.DAWN}, {outlines.DUSK}) THEN {column} ELSE {column} + {days} END"

    ids = {
        "capture": ("sha256",), "document": ("id", "file", "url", "source"), "claim": ("id",), "sighting": ("claim", "document"), "argument": ("claim", "document"),
        "incident": ("id", "payload"), "incident_claim": ("incident", "claim"), "incident_actor": ("incident",), "link": ("left", "right"), "outline": ("incident",),
        "outline_words": ("words",),
    }  # fmt: skip
    days_of = {"document": ("published",), "incident": ("day_from", "day_to")}
    numbers = {"outline": ("since", "until", "day", "day_up")}
    for name in ("capture", "document", "document_words", "claim", "sighting", "argument", "incident", "incident_claim", "incident_actor", "link", "outline", "outline_party", "outline_words"):
        table = t.metadata.tables[name]
        given = [c.name for c in table.columns if not (c.name == "id" and name in ("sighting", "argument"))]
        said = []
        for column in given:
            quoted = f'"{column}"'
            if (name == "capture" and column == "sha256") or (name == "document" and column == "capture"):
                said.append(f"'{turn:02x}' || substr({quoted}, 3)")
            elif column == "row":
                said.append(f"{quoted} + {turn * 10_000_000}")
            elif column in ids.get(name, ()):
                said.append(renamed(quoted))
            elif column in days_of.get(name, ()):
                said.append(later(quoted))
            else:
                said.append(counted(quoted) if column in numbers.get(name, ()) else quoted)
        only = f'"row" < {10_000_000}' if "row" in given else _FIRST[name]
        names = ", ".join(f'"{c}"' for c in given)
        connection.exec_driver_sql(f'INSERT INTO "{name}" ({names}) SELECT {", ".join(said)} FROM "{name}" WHERE {only}')


_FIRST = {  # the rows of the first ledger
    "capture": "sha256 < '01'", "claim": "id < 'c_w01'", "sighting": "claim < 'c_w01'", "argument": "claim < 'c_w01' AND superseded_at IS NULL", "incident": "id < 'i_w01'",
    "incident_claim": "incident < 'i_w01'", "incident_actor": "incident < 'i_w01'", "link": "\"left\" < 'c_w01'",
}  # fmt: skip


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


@functools.lru_cache(maxsize=100_000)
def _word(word: str) -> str:
    return search.words_of(word)


def _file(connection: Any, table: Any, found: list[dict[str, Any]]) -> None:
    """Many rows at once, by the driver's own way; values as the database has them."""
    if not found:
        return
    names = list(found[0])
    quoted = ", ".join(f'"{n}"' for n in names)
    raw = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        raw.executemany(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})', ([r[n] for n in names] for r in found))
        return
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
        for r in found:
            copy.write_row([r[n] for n in names])


def _incidents(connection: Any, made: World) -> None:
    """The truth's groups, each with an account; a pair of every tenth incident and the one before it waits for a person."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in made.claims:
        groups[made.truth[claim.id]].append(claim)
    some: list[Incident] = []
    links: list[Link] = []

    def flush() -> None:
        connection.execute(insert(t.incident), [{**rows.incident_row(i), "created_at": AT} for i in some])
        connection.execute(insert(t.incident_claim), [{"incident": i.id, "claim": c} for i in some for c in i.claims])
        if actors := [r for i in some for r in rows.incident_actors(i)]:
            connection.execute(insert(t.incident_actor), actors)
        outlines.keep(connection, some)
        connection.execute(insert(t.link), [
            {"left": x.left, "right": x.right, "score": x.score, "verdict": x.verdict, "reasons": [["day", 0.5, x.reasons[0][2].to_json()]], "by": x.by} for x in links
        ])  # fmt: skip
        some.clear()
        links.clear()

    said, last = Words("same day", "اليوم نفسه"), None
    for n, claims in enumerate(groups.values()):
        one = account(claims)
        some.append(one)
        links += [Link(*sorted((a.id, b.id)), 0.9, "same", (("day", 0.5, said),)) for a, b in itertools.pairwise(claims)]
        if last and n % 10 == 0:
            links.append(Link(*sorted((last.id, claims[0].id)), 0.4, "suggested", (("day", 0.5, said),)))
        last = claims[-1]
        if len(some) >= 2000:
            flush()
    if some:
        flush()


def account(claims: list[Claim]) -> Incident:
    """An account of some claims, as large as the product's: the widest figures, an origin a source."""
    from marsad.model import ReconciledToll

    first = next((c for c in claims if c.place and c.time), claims[0])
    tolls = []
    for measure in ("killed", "wounded"):
        figures = [x for c in claims for x in c.tolls if x.measure == measure]
        if figures:
            high = max((x.high or x.low) for x in figures)
            why = Words(f"{len(figures)} claims give figures from {min(x.low for x in figures)} to {high}", f"{len(figures)} روايات بين {min(x.low for x in figures)} و{high}")
            tolls.append(ReconciledToll(measure, None, min(x.low for x in figures), high, high, why, len({x.low for x in figures}) > 1))
    told: dict[str, list[str]] = defaultdict(list)
    for c in claims:
        told[c.sources[-1].source if c.sources else "outlet"].append(c.id)
    origins = tuple(Origin(k, "third_party", tuple(v)) for k, v in told.items())
    return Incident(
        id="i_" + min(c.id for c in claims)[2:], type=first.type, grade=("weak", "fair", "confirmed")[min(2, len(origins) - 1)], claims=tuple(c.id for c in claims),
        disputed=("killed",) if any(x.disputed for x in tolls) else (), time=first.time, place=first.place,
        perpetrators=tuple(dict.fromkeys(a.actor for c in claims for a in c.perpetrators if a.actor)), targets=tuple(dict.fromkeys(a.actor for c in claims for a in c.targets if a.actor)),
        tolls=tuple(tolls), origins=origins, independent_origins=len(origins),
    )  # fmt: skip


def measure(url: str, requests: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Milliseconds of each kind of request, and the processor's share; every address is another one."""
    app = create_app(url)
    rng = random.Random(9)
    with TestClient(app, base_url="http://localhost") as client, Ledger(url, create=False) as ledger:
        ids = _some(ledger, "incident", "id", rng, requests)
        facets = ledger.incident_facets()
        for name, ask in _questions(rng, ids, facets).items():
            walls, works, sizes = [], [], []
            for n in range(requests + 2):
                address = ask(n)
                began, worked = time.perf_counter(), time.process_time()
                answer = client.get(address, headers={"accept-encoding": "identity"})
                wall, work = time.perf_counter() - began, time.process_time() - worked
                if answer.status_code != 200:
                    raise SystemExit(f"{address}: {answer.status_code}")
                if n >= 2:  # the first two warm the process, as the first visitor of a day does
                    walls.append(wall * 1000)
                    works.append(work * 1000)
                    sizes.append(len(answer.content))
                elif n == 0:
                    yield f"{name}, first", {"wall": round(wall * 1000), "cpu": round(work * 1000)}
            yield name, {
                "p50": round(statistics.median(walls)), "p95": round(sorted(walls)[int(len(walls) * 0.95)]),
                "cpu_p50": round(statistics.median(works)), "cpu_p95": round(sorted(works)[int(len(works) * 0.95)]), "kB": round(statistics.mean(sizes) / 1000),
            }  # fmt: skip


def _some(ledger: Ledger, table: str, column: str, rng: random.Random, n: int) -> list[str]:
    with ledger.engine.connect() as c:
        found = [r[0] for r in c.execute(text(f"SELECT {column} FROM {table} ORDER BY {column} LIMIT 200000"))]
    return rng.choices(found, k=n + 2)


WORDS = ("هجوم", "انفجار عبوة", "غارة", "قصف على", "مسلح", "سيارات الإسعاف", "الميادين", "المشفى الوطني", "حلب", "قتل", "تعز", "بغداد", "نزح سكان", "الموصل", "تدمر", "خطف", "مقتل")


def _questions(rng: random.Random, ids: list[str], facets: dict[str, list[tuple[str, int]]]) -> dict[str, Callable[[int], str]]:
    def filtered(n: int) -> str:
        first = dt.date(2012, 1, 1) + dt.timedelta(days=rng.randrange(3000))
        kinds: list[dict[str, str]] = [
            {}, {"from": str(first)}, {"from": str(first), "to": str(first + dt.timedelta(days=rng.choice((7, 90, 700))))}, {"type": rng.choice(facets["type"])[0]},
            {"country": rng.choice(facets["country"])[0]}, {"admin1": rng.choice(facets["admin1"])[0]}, {"actor": rng.choice(facets["actor"])[0]},
            {"grade": rng.choice(facets["grade"])[0], "disputed": "1"}, {"q": rng.choice(WORDS)}, {"sort": rng.choice(("-killed", "-origins", "grade", "date")), "type": rng.choice(facets["type"])[0]},
            {"page": str(rng.randrange(1, 4000))}, {"type": rng.choice(facets["type"])[0], "country": rng.choice(facets["country"])[0], "from": str(first)},
        ]  # fmt: skip
        return urlencode(kinds[n % len(kinds)])

    return {
        "overview": lambda n: "/?" + filtered(n),
        "dossier": lambda n: f"/incidents/{ids[n]}",
        "search": lambda n: "/search?q=" + quote(" ".join(rng.sample(WORDS, rng.choice((1, 1, 2))))),
        "map": lambda n: "/map.geojson?" + filtered(n),
        "reports": lambda n: f"/documents?page={rng.randrange(1, 3000)}",
        "review": lambda n: f"/review?skip={n}",
    }


if __name__ == "__main__":
    raise SystemExit(main())
