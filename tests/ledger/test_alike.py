"""The sample in a ledger of each kind: every export has the same bytes, every audit entry the same hash."""

from __future__ import annotations

import datetime as dt
import pathlib

import psycopg
import pytest

from marsad import delivery, pipeline
from marsad.export import FORMATS
from marsad.ledger import Ledger
from marsad.read import Given

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.slow
def test_both_databases_hold_and_export_the_same_bytes(postgres: str, tmp_path: pathlib.Path) -> None:
    with psycopg.connect(postgres.replace("+psycopg", ""), autocommit=True) as c:
        c.execute("CREATE DATABASE alike")
    with Ledger(f"sqlite:///{tmp_path / 'read.db'}") as first:
        pipeline.ingest(pipeline.sample_reports(), Given(), first, tmp_path / "store")
        read = [(capture, d, first.claims(document=d.id)) for d in first.documents() if d.capture and (capture := first.capture(d.capture))]
    assert len(read) > 10
    urls = (f"sqlite:///{tmp_path / 'alike.db'}", postgres.rsplit("/", 1)[0] + "/alike")
    with Ledger(urls[0], clock=lambda: NOW, data_hash="x") as one, Ledger(urls[1], clock=lambda: NOW, data_hash="x") as other:
        for ledger in (one, other):
            for capture, document, claims in read:
                ledger.append(capture, document, claims)
            pipeline.link(ledger)
            home = next(i for i in ledger.incidents() if len(i.claims) > 1)
            ledger.decide(*sorted(home.claims)[:2], "not_same", who="سلمى", reason="يومان مختلفان")
            ledger.review(home.claims[0], {"status": "denied"}, accepted=True, who="نور")
            pipeline.link(ledger)
            assert ledger.verify() == []
        assert one.audit_head() == other.audit_head()
        assert one.digest() == other.digest() and one.standing() == other.standing()
        missing = [name for name, format in FORMATS.items() if format.needs()]
        for name in FORMATS:
            if name in missing:
                continue
            ask = delivery.Ask(now=NOW)
            left, right = b"".join(delivery.export(name, one, ask)), b"".join(delivery.export(name, other, ask))
            assert left == right and left, name
        assert len(FORMATS) - len(missing) >= 15
