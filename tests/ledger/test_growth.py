"""What the main pages ask of the database does not grow with the ledger: as many statements, and about as many steps of SQLite's machine."""

from __future__ import annotations

import dataclasses
import datetime as dt
import pathlib
import sqlite3
from typing import Any

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient
from test_ledger import capture, claim, document, incident

from marsad.ledger import Ledger
from marsad.model import Incident, Link, When, Words
from marsad.web.app import create_app

PAGES = ("/", "/?from=2021-01-05&to=2021-01-09", "/?type=attack&from=2021-01-15", "/map.geojson?zoom=5", "/incidents/i_0003", "/search?q=نادرة", "/search?q=شيخون%202021",
         "/review?skip=2", "/documents", "/api/v1/incidents?limit=20", "/api/v1/claims?limit=20")  # fmt: skip
FEW, MANY = 80, 800


def built(folder: pathlib.Path, size: int) -> str:
    """So many incidents on thirty days, an open pair of each tenth; three of them tell of something rare."""
    url = f"sqlite:///{folder / f'{size}.db'}"
    with Ledger(url) as ledger:
        made: list[Incident] = []
        entries: list[Any] = []
        for n in range(size):
            name, day = f"{n:04}", dt.date(2021, 1, 1) + dt.timedelta(days=n % 30)
            words = "حادثة نادرة في خان شيخون." if n in (3, 5, 9) else "هجوم على حاجز قرب حماة."
            text = f"{words} {document().text}"
            told = claim(name, name)
            told = dataclasses.replace(told, evidence=(dataclasses.replace(told.evidence[0], text=words, start=0, end=len(words)),))
            entries.append((capture(name), document(name, text=text, published=day, cuts=()), [told]))
            one = incident(name, f"c_{name}")
            made.append(dataclasses.replace(one, time=When(day, day, day.isoformat(), "day", "", 0, 0, "")))
        for got, report, claims in entries:
            ledger.append(got, report, claims)
        links = [Link(f"c_{n:04}", f"c_{n + 1:04}", 0.5, "suggested", (("day", 0.5, Words("day", "يوم")),)) for n in range(0, size - 1, 10)]
        ledger.save_resolution(made, links)
    return url


def asked(url: str) -> dict[str, tuple[int, int]]:
    """Statements and steps of each page, asked for the second time: what is the same for everybody is known by then, as it is on any day."""
    found = {}
    app = create_app(url)
    engine, counts = app.state.desk.whole.engine, [0, 0]

    def step() -> int:
        counts[1] += 1
        return 0

    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.set_progress_handler(step, 10))
    event.listen(engine, "before_cursor_execute", lambda *_: counts.__setitem__(0, counts[0] + 1))
    with TestClient(app, base_url="http://localhost") as client:
        for address in PAGES:
            app.state.desk.forget()
            client.get("/account")  # what every page asks
            counts[:] = [0, 0]
            answer = client.get(address)
            assert answer.status_code == 200, address
            found[address] = (counts[0], counts[1] * 10)
    return found


@pytest.mark.skipif(not hasattr(sqlite3.Connection, "set_progress_handler"), reason="this sqlite3 does not count its steps")
def test_pages_cost_the_same_in_a_large_ledger(tmp_path: pathlib.Path) -> None:
    small, large = asked(built(tmp_path, FEW)), asked(built(tmp_path, MANY))
    for address in PAGES:
        assert large[address][0] <= small[address][0] + 1, f"{address}: {small[address][0]} statements, {large[address][0]} in a ledger of ten times the size"
        assert large[address][1] <= 2.5 * small[address][1] + 2000, f"{address}: {small[address][1]} steps, {large[address][1]} in a ledger of ten times the size"
