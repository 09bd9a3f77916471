"""The workbench on a ledger of many claims, asked over HTTP like a browser does: 200 requests of each kind, each another one.

`python bench/workbench.py [--claims 1000000] [--database sqlite|postgres] [--requests 200] [--folder bench/.cache] [--only KIND…]`. Prints a line a
kind: milliseconds from the request to the last byte (median, 95th percentile, worst), the processor milliseconds of the server (and of the
database's own) for each, the bytes on the wire; ends with 1 where something is over its limit.

Twenty thousand claims of bench/world.py are grouped as its truth has them and filed; the rest are copies of theirs, made by the database itself,
each with ids and days of its own. The ledgers are kept for the next run; that of PostgreSQL is poured over from SQLite's.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime as dt
import functools
import gzip
import http.client
import itertools
import json
import pathlib
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import orjson
from sqlalchemy import Boolean, insert, text

import server as servers
from marsad.ledger import Ledger, audit, daily, mentions, outlines, pending, rows, search, sides, tellings
from marsad.ledger import connection as door
from marsad.ledger import tables as t
from marsad.ledger.connection import WRITE
from marsad.model import Claim, Document, Incident, Link, Origin, Words
from marsad.resources import sources
from marsad.web.deps import STATIC
from world import World, world

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
BATCH = 5000
SEED = 20_000  # claims of the world itself


LIMITS = {"overview": 500, "map": 500, "dossier": 150, "search": 300}
"""Milliseconds, of 95 in a hundred requests; every other page has a second."""
WITH_MAP, WITHOUT = 1_200_000, 200_000
"""Bytes of a page with all that it fetches."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(__file__).parent / ".cache")
    parser.add_argument("--only", nargs="*", default=())
    chosen = parser.parse_args()
    chosen.folder.mkdir(exist_ok=True, parents=True)
    file = chosen.folder.absolute() / f"workbench-{chosen.claims}.db"
    if not file.exists():
        part = pathlib.Path(f"{file}.part")
        part.unlink(missing_ok=True)
        build(f"sqlite:///{part}", chosen.claims)
        part.replace(file)
    over = []
    with contextlib.ExitStack() as stack:
        url, family = f"sqlite:///{file}", None
        if chosen.database == "postgres":
            if reason := servers.missing():
                raise SystemExit(reason)
            folder = chosen.folder.absolute() / f"postgres-{chosen.claims}"
            settings = "-c shared_buffers=1GB -c work_mem=64MB -c max_wal_size=8GB -c maintenance_work_mem=1GB"
            database = stack.enter_context(servers.kept(folder, settings=settings))
            url, family = database.url, database.data
            if not (folder / "poured").exists():
                pour(file, url)
                (folder / "poured").touch()
        for name, figures in measure(url, chosen.requests, family, set(chosen.only)):
            limit = LIMITS.get(name.partition(",")[0], 1000)
            if figures.get("p95", 0) > limit or figures.get("kB", 0) * 1000 > (WITH_MAP if name == "page with map" else WITHOUT):
                over.append(name)
            print(json.dumps({"database": chosen.database, "claims": chosen.claims, "page": name, **figures}), flush=True)
    print(f"over their limit: {', '.join(over)}" if over else "all within their limits")
    return bool(over)


def build(url: str, claims: int) -> None:
    """A ledger of about so many claims, filed in bulk; its audit log starts with what is there."""
    started = time.monotonic()
    made = world(min(claims, SEED))
    print(f"{len(made.claims)} claims made, {time.monotonic() - started:.0f} s", file=sys.stderr)
    # a file that nobody else has and that is thrown away if this fails needs no journal
    door._PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-2000000", "temp_store=MEMORY")
    with Ledger(url, data_hash="bench") as ledger, ledger.engine.connect().execution_options(**WRITE) as connection, connection.begin():
        audit.begin(connection)
        run = connection.execute(insert(t.run).values(started=AT, code_version="bench", data_hash="bench").returning(t.run.c.id)).scalar_one()
        later = _without_indexes(connection)
        _evidence(connection, made, int(run))
        connection.exec_driver_sql("CREATE INDEX for_building ON incident_claim (claim)")
        print(f"evidence filed, {time.monotonic() - started:.0f} s", file=sys.stderr)
        _incidents(connection, made)
        audit.seal(connection, AT, "resolution", "")
        days = max(d.published for d in made.documents.values() if d.published) - min(d.published for d in made.documents.values() if d.published)
        for turn in range(1, round(claims / len(made.claims))):
            _copy(connection, turn, turn * (days.days % 400 + 160))
        print(f"copied, {time.monotonic() - started:.0f} s", file=sys.stderr)
        connection.exec_driver_sql("DROP INDEX for_building")
        for made_again in later:
            connection.exec_driver_sql(made_again)
        print(f"indexes made, {time.monotonic() - started:.0f} s", file=sys.stderr)
        for index in ("document_fts", "outline_fts"):
            connection.execute(text(f"INSERT INTO {index}({index}) VALUES ('rebuild')"))
        for kept in (daily, mentions, tellings, pending, sides):
            kept.rebuild(connection)
    print(f"ledger built, {time.monotonic() - started:.0f} s", file=sys.stderr)


def _without_indexes(connection: Any) -> list[str]:
    """Drops the indexes that only make questions fast; returns what makes them again: sorted at once they cost a tenth."""
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").all()
    for name, _ in found:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    return [sql for _, sql in found]


def pour(file: pathlib.Path, url: str) -> None:
    """The same ledger in PostgreSQL: every row over COPY, the indexes made afterwards."""
    import psycopg

    started = time.monotonic()
    Ledger(url).close()  # makes the tables
    source = sqlite3.connect(file)
    with psycopg.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET session_replication_role = replica")  # foreign keys hold already
        for table in t.metadata.sorted_tables:
            truths = [n for n, c in enumerate(table.columns) if isinstance(c.type, Boolean)]
            quoted = ", ".join(f'"{c.name}"' for c in table.columns)
            with cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
                for row in source.execute(f'SELECT {quoted} FROM "{table.name}"'):
                    if truths:
                        row = tuple(bool(v) if n in truths and v is not None else v for n, v in enumerate(row))
                    copy.write_row(row)
            for column in table.primary_key.columns:
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", (f'"{table.name}"', column.name))
                if (sequence := cursor.fetchone()[0]):
                    cursor.execute(f'SELECT setval(%s, coalesce((SELECT max("{column.name}") FROM "{table.name}"), 0) + 1)', (sequence,))
            print(f"{table.name} poured, {time.monotonic() - started:.0f} s", file=sys.stderr)
        cursor.execute("INSERT INTO known_word SELECT word FROM ts_stat('SELECT vector FROM document_words UNION ALL SELECT vector FROM outline_words')")
        for _, made_again in indexes:
            cursor.execute(made_again)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # what the server's own sweeper does in the hour after such a load
    print(f"all poured, {time.monotonic() - started:.0f} s", file=sys.stderr)


def _evidence(connection: Any, made: World, run: int) -> None:
    at = AT.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
    tables = {x.name: x for x in (t.capture, t.document, t.document_words, t.claim, t.sighting, t.argument)}
    known = [one for one in sources.table() if one.kind in sources.OUTLET_KINDS][:60]
    for n, claim in enumerate(made.claims, 1):
        document: Document = made.documents[claim.document]
        outlet = known[n * n % len(known)]
        document = dataclasses.replace(document, outlet=outlet.name, outlet_id=outlet.id) if n % 30 else dataclasses.replace(document, outlet=f"وكالة الخبر {n % 7}")
        sha = f"{n:064x}"
        row = rows.document_row(document)
        waiting["capture"].append({"sha256": sha, "size": len(document.text), "origin": document.file, "got_at": at, "media_type": "text/plain", "charset": "utf-8", "url": None, "headers": "{}"})
        day = document.published.isoformat() if document.published else None
        waiting["document"].append({**row, "published": day, "more": _json(row["more"]), "capture": sha, "run": run, "created_at": at, "row": n})
        waiting["document_words"].append({"row": n, "words": " ".join(dict.fromkeys(" ".join(map(_word, document.text.split())).split()))})
        words = claim.evidence[0]
        waiting["claim"].append({"id": claim.id, "type": claim.type, "quote": words.text, "first_seen": at, "last_seen": at})
        waiting["sighting"].append({"claim": claim.id, "document": document.id, "start": words.start, "end": words.end, "seen_at": at})
        for p in [*rows.arguments(claim), *([rows.Argument("perpetrators", 9, {"text": NOBODY[n % 11], "span": [0, 5], "actor": None}, NOBODY[n % 11], 0, 5, None)] if n % 40 == 0 else [])]:
            waiting["argument"].append({
                "claim": claim.id, "document": document.id, "role": p.role, "n": p.n, "value": _json(p.value), "original_value": p.text, "start": p.start, "end": p.end,
                "rule": p.rule, "extractor": claim.extractor, "run": run, "created_at": at,
            })  # fmt: skip
        if n % BATCH == 0 or n == len(made.claims):
            for name, table in tables.items():
                _file(connection, table, waiting.pop(name, []))


NOBODY = [f"{a} {b}" for a in ("كتيبة", "سرايا") for b in ("وادي الصخر", "نجم الفرات", "رجال التل", "أسود السهل", "ضباب الجبل", "حراس النهر")]


def _copy(connection: Any, turn: int, days: int) -> None:
    """Every row of the first ledger once more: ids of its own («w00…» → «w07…»), as many days later."""
    mark = f"w{turn:02}"

    def renamed(column: str) -> str:
        return f"replace({column}, 'w00', '{mark}')"

    def later(column: str) -> str:
        return f"date({column}, '+{days} days')"

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
    keys = list(groups)
    for at in range(0, len(keys) - 30, 1000):  # some incidents are told in a hundred reports
        for other in keys[at + 1 : at + 30]:
            groups[keys[at]] += groups.pop(other)
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


class Client:
    """One connection to the workbench, as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, address: str) -> tuple[float, bytes]:
        """Milliseconds to the last byte, and the bytes as they came over the wire. Raises SystemExit where the page does not come."""
        began = time.perf_counter()
        self._connection.request("GET", address, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
        answer = self._connection.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise SystemExit(f"{address}: {answer.status}")
        return took, body


@contextlib.contextmanager
def served(url: str) -> Iterator[tuple[int, int]]:
    """``marsad serve`` on the ledger, in a process of its own; its process id and port."""
    command = [sys.executable, "-c", "from marsad.cli import main; main()", "serve", "--access", "open", "--port", "0", "--db", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout
            said = ""
            for line in process.stdout:
                said += line
                if found := re.search(r"127\.0\.0\.1:(\d+)", line):
                    yield process.pid, int(found[1])
                    break
            else:
                raise SystemExit(f"the workbench did not start: {said}")
        finally:
            process.terminate()


def worked(processes: Sequence[int]) -> float:
    """Milliseconds of processor that these processes have used so far."""
    total = 0
    for one in processes:
        for task in pathlib.Path(f"/proc/{one}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                total += int(task.read_text().split()[0])
    return total / 1e6


def measure(url: str, requests: int, database: pathlib.Path | None, only: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each kind of request, so many times; ``database``: the folder that the database's own processes work in."""
    rng = random.Random(9)
    with Ledger(url, create=False) as ledger:
        known = Known.of(ledger, rng, requests)
    with served(url) as (process, port):
        client = Client(port)
        heaviest: dict[str, int] = {}
        for name, ask in _questions(rng, known).items():
            if only and name.split(",")[0] not in only and name not in only:
                continue
            first, _ = client.get(ask(0))
            family = [process, *(servers.working_in(database) if database else [])]
            times, sizes, before = [], [], worked(family)
            for n in range(1, requests + 1):
                took, body = client.get(ask(n))
                times.append(took)
                sizes.append(len(body))
            heaviest[name] = max(sizes)
            ordered = sorted(times)
            yield name, {
                "first": round(first), "p50": round(statistics.median(ordered)), "p95": round(ordered[int(len(ordered) * 0.95)]), "worst": round(ordered[-1]),
                "cpu": round((worked(family) - before) / requests), "kB": round(heaviest[name] / 1000, 1),
            }  # fmt: skip
        if {"overview", "map"} <= heaviest.keys():
            plain, drawn = _assets(client)
            yield "page without map", {"kB": round((plain + max(n for k, n in heaviest.items() if k not in ("overview", "map") and not k.startswith("api"))) / 1000, 1)}
            yield "page with map", {"kB": round((plain + drawn + heaviest["overview"] + heaviest["map"]) / 1000, 1)}


def _assets(client: Client) -> tuple[int, int]:
    """Bytes of what every page fetches, and of what one with a map fetches besides."""
    page = gzip.decompress(client.get("/")[1]).decode()
    named = dict.fromkeys(re.findall(r"/static/dist/[\w./?=-]+", page))
    styles = [STATIC / "dist" / pathlib.PurePosixPath(x.partition("?")[0]).name for x in named if ".css" in x]
    faces = [f for style in styles for f in style.read_text(encoding="utf-8").split("@font-face")[1:]]
    common = [f.split("}")[0] for f in faces if "U+0620-065F" in f.upper() or "U+00" in f.upper()[f.upper().index("UNICODE-RANGE") :][:24]]
    fonts = ["/static/dist/" + pathlib.PurePosixPath(f.split("url(")[1].split(")")[0].strip("'\"")).name for f in common]
    chunks = [f"/static/dist/{p.name}" for p in (STATIC / "dist").glob("chunk-*.js")]
    of_map = [x for x in named if re.search(r"map|worker", pathlib.PurePosixPath(x).name)]
    plain = [x for x in named if x not in of_map]
    return sum(len(client.get(x)[1]) for x in (*plain, *fonts)), sum(len(client.get(x)[1]) for x in (*of_map, *chunks, "/labels.geojson"))


@dataclasses.dataclass(frozen=True)
class Known:
    """Some of what is in the ledger, to ask for."""

    incidents: list[str]
    large: list[str]
    documents: list[str]
    sources: list[str]
    facets: dict[str, list[tuple[str, int]]]
    days: tuple[int, int]

    @classmethod
    def of(cls, ledger: Ledger, rng: random.Random, requests: int) -> Known:
        with ledger.engine.connect() as c:
            def column(query: str) -> list[Any]:
                return [r[0] for r in c.execute(text(query))]

            incidents = column("SELECT incident FROM outline")
            large = column("SELECT incident FROM incident_claim GROUP BY incident ORDER BY count(*) DESC LIMIT 300")
            last = column("SELECT max(row) FROM document")[0]
            documents = [d for n in range(requests + 2) for d in column(f"SELECT id FROM document WHERE row >= {rng.randrange(1, last)} AND superseded_at IS NULL ORDER BY row LIMIT 1")]
            days = tuple(column("SELECT min(day) FROM outline WHERE day > 0") + column("SELECT max(day) FROM outline"))
        told = sorted(ledger.speaks_in().items(), key=lambda x: -x[1])
        return cls(rng.sample(incidents, min(len(incidents), 2 * requests + 4)), large, documents, [s for s, _ in told][:40], ledger.incident_facets(), days)  # type: ignore[arg-type]


FREQUENT = ("هجوم", "قتل", "مقتل", "انفجار", "غارة", "قصف", "مسلح", "تنظيم الدولة", "قوات")
RARE = ("الميادين", "تدمر", "تعز", "الموصل", "بغداد", "غريان", "رفح", "نيالا", "البوكمال", "سنجار", "الحديدة", "العريش")
ACTORS = ("الحوثيون", "تنظيم الدولة الإسلامية", "islamic state", "حزب العمال الكردستاني", "قوات الدعم السريع", "إسرائيل", "حماس")


def _questions(rng: random.Random, known: Known) -> dict[str, Callable[[int], str]]:
    f = known.facets

    def day() -> dt.date:
        return dt.date.fromordinal(rng.randrange(*known.days))

    def one(facet: str) -> dict[str, str]:
        """A value of the filter, the commoner the likelier."""
        return {facet: rng.choices([v for v, _ in f[facet]], [n for _, n in f[facet]])[0]}

    def since(days: int = 0) -> dict[str, str]:
        first = day()
        return {"from": str(first), **({"to": str(first + dt.timedelta(days=days))} if days else {})}

    def box() -> dict[str, str]:
        west, south, wide = rng.uniform(12, 44), rng.uniform(13, 36), rng.choice((0.5, 2, 5))
        return {"box": f"{west:.3f},{south:.3f},{west + wide:.3f},{south + wide:.3f}"}

    filters: list[Callable[[], dict[str, str]]] = [
        dict, since, lambda: since(rng.choice((0, 7, 30, 365))), lambda: since(2000), lambda: one("type"), lambda: one("country"), lambda: one("admin1"),
        lambda: one("actor"), lambda: one("actor") | since(), lambda: one("grade") | {"disputed": "1"}, box, lambda: box() | one("type") | since(),
        lambda: {"q": rng.choice(FREQUENT + RARE)}, lambda: {"q": rng.choice(RARE)} | one("country"),
        lambda: {"sort": rng.choice(("-killed", "-origins", "grade", "date"))} | one("type"), lambda: {"page": str(rng.randrange(1, 4000))},
        lambda: {"page": str(rng.randrange(1, 200))} | one("country"), lambda: one("type") | one("country") | since(), lambda: one("country") | one("actor"),
        lambda: one("admin1") | one("type") | since(900),
    ]  # fmt: skip

    def filtered(n: int) -> str:
        return urlencode(filters[n % len(filters)]())

    def words(n: int) -> str:
        kinds: list[Callable[[], str]] = [
            lambda: rng.choice(FREQUENT), lambda: rng.choice(RARE), lambda: rng.choice(ACTORS), lambda: " ".join(rng.sample(FREQUENT + RARE, 2)),
            lambda: f"{rng.choice(RARE)} {day().year}", lambda: f"{rng.choice(FREQUENT)} {day().day}", lambda: "لا وجود لها",
        ]  # fmt: skip
        return kinds[n % len(kinds)]()

    def view() -> str:
        """What a map shows: the whole, or what one has come near to."""
        zoom = rng.choice((3, 4, 5, 6, 7, 8, 9))
        west, south, wide = rng.uniform(10, 44), rng.uniform(10, 35), 360 / 2**zoom
        return f"&zoom={zoom}&view={west:.2f},{south:.2f},{west + wide:.2f},{south + wide:.2f}"

    return {
        "overview": lambda n: "/?" + filtered(n),
        "dossier": lambda n: f"/incidents/{known.incidents[n]}",
        "dossier, large": lambda n: f"/incidents/{known.large[n % len(known.large)]}",
        "search": lambda n: "/search?q=" + quote(words(n)),
        "map": lambda n: "/map.geojson?" + filtered(n) + view(),
        "reports": lambda n: f"/documents?page={rng.randrange(1, 9000)}",
        "reports, words": lambda n: "/documents?q=" + quote(words(n)),
        "report": lambda n: f"/documents/{known.documents[n]}",
        "review": lambda n: f"/review?skip={n * 7 % 2000}",
        "sources": lambda n: "/sources",
        "source": lambda n: "/sources/" + quote(known.sources[n % len(known.sources)]),
        "windows": lambda n: f"/windows?page={n % 20 + 1}",
        "blind": lambda n: "/blind",
        "lexicon": lambda n: "/lexicon",
        "api incidents": lambda n: "/api/v1/incidents?limit=100&" + urlencode(one("type") | since()),
        "api claims": lambda n: "/api/v1/claims?limit=100",
        "api search": lambda n: "/api/v1/search?q=" + quote(words(n)),
        "api counts": lambda n: "/api/v1/counts",
    }


if __name__ == "__main__":
    raise SystemExit(main())
