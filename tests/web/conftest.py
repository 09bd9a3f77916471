"""A ledger for the workbench's tests: the bundled sample's annotations as claims, resolved; and a client on it."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import pathlib
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

import looks
from marsad import ids, pipeline
from marsad.ledger import Ledger
from marsad.model import Actor, Capture, Claim, Cut, Document, Link, Materiel, Place, Quote, Source, Toll, When, Words
from marsad.web.app import create_app
from marsad.web.deps import assets

ROOT = pathlib.Path(__file__).parent.parent.parent
SAMPLE = ROOT / "bench" / "gold" / "sample"
FOOT = "\nشارك الخبر\nاقرأ أيضاً: أخبار أخرى من المنطقة"
# What the places of the sample stand for on the map: lat, lon, radius, precision. Public geography, rounded.
SPOTS = {
    "الميادين": (35.0, 40.4, 15, "near"), "تدمر": (34.6, 38.4, 20, "near"), "دير الزور": (35.2, 40.2, 90, "admin1"), "أثريا": (35.35, 37.77, 12, "near"),
    "البشري": (35.3, 39.3, 45, "region"), "الرصافة": (35.6, 38.8, 15, "near"), "حماة": (35.2, 37.5, 60, "district"), "البادية": (34.6, 39.2, 140, "region"),
    "حمص": (34.7, 37.9, 80, "admin1"), "الرقة": (35.95, 39.0, 60, "admin1"), "المطرية": (30.0, 31.3, 5, "site"), "البيضاء": (34.3, 38.7, 25, "region"),
    "خناصر": (35.8, 37.5, 14, "near"), "السخنة": (34.9, 38.9, 15, "near"), "حقل": (35.1, 40.2, 8, "site"), "الفرات": (35.0, 40.5, 60, "region"),
}  # fmt: skip


def _at(text: str, words: str, near: int = 0) -> tuple[int, int]:
    start = text.find(words, near)
    start = text.index(words) if start < 0 else start
    return start, start + len(words)


def _actor(text: str, raw: dict[str, Any], near: int) -> Actor:
    return Actor(raw["text"], *_at(text, raw["text"], near), raw["actor"])


def _place(text: str, raw: dict[str, Any] | None, near: int) -> Place | None:
    if not raw or (raw.get("text") or "\0") not in text:
        return None
    spot = next((v for k, v in SPOTS.items() if k in raw["text"]), None)
    lat, lon, radius, precision = spot or (None, None, None, "country")
    return Place(raw["text"], *_at(text, raw["text"], near), name=None, country=raw["country"], admin1=raw["governorate"], lat=lat, lon=lon, radius_km=radius, precision=precision)


def _when(raw: dict[str, str] | None) -> When | None:
    if not raw:
        return None
    first, last = dt.date.fromisoformat(raw["from"]), dt.date.fromisoformat(raw["to"])
    return When(first, last, first.isoformat() if first == last else f"{first}/{last}", "day" if first == last else "days")


def _told(text: str, raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The annotations whose words stand in the text as they are (a fused preposition may hide one)."""
    return [r for r in raw if r["text"] in text]


def claim_of(document: Document, raw: dict[str, Any], nth: int) -> Claim:
    """A claim from an annotated event; spans are looked up near its evidence."""
    text = document.text
    quotes = tuple(Quote(q, *_at(text, q)) for q in raw["evidence"])
    near = quotes[0].start
    tolls = []
    for t in raw["tolls"]:
        group = _actor(text, t["group"], near) if t["group"] and (t["group"].get("text") or "\0") in text else None
        tolls.append(Toll(t["measure"], t["low"], t["high"], t["exact"], group, t["part_of"]))
    return Claim(
        id=ids.claim_id(document.id, raw["type"], raw["evidence"][0], nth), document=document.id, file=document.file, type=raw["type"], kind=raw["kind"],
        status=raw["status"], background=raw["background"], time=_when(raw["date"]), place=_place(text, raw["place"], near),
        perpetrators=tuple(_actor(text, a, near) for a in _told(text, raw["perpetrators"])), targets=tuple(_actor(text, a, near) for a in _told(text, raw["targets"])), tolls=tuple(tolls),
        materiel=tuple(Materiel(m["text"], *_at(text, m["text"], near), m["item"], m["outcome"], m["low"], m["high"]) for m in _told(text, raw["materiel"])),
        sources=tuple(Source(s["text"], *_at(text, s["text"], near), s["source"]) for s in _told(text, raw["sources"])), evidence=quotes, same_as=raw["same_as"],
        confidence=0.8, extractor="gold",
    )  # fmt: skip


def fill(ledger: Ledger) -> None:
    """Appends every annotated report of the sample; the first has page furniture behind its text."""
    for n, path in enumerate(sorted(SAMPLE.glob("*.json"))):
        raw = json.loads(path.read_text(encoding="utf-8"))
        doc = raw["doc"]
        text = doc["text"].rstrip("\n") + (FOOT if n == 0 else "")
        sha = hashlib.sha256(text.encode()).hexdigest()
        cuts = (Cut(text.index("شارك الخبر"), len(text), "share_bar"),) if n == 0 else ()
        document = Document(
            id=ids.document_id(doc["url"], text), text=text, file=path.name, published=dt.date.fromisoformat(doc["published"]) if doc["published"] else None,
            published_from="metadata", outlet=doc["publisher"], title=text.split("\n")[0], url=doc["url"], capture=sha, cuts=cuts,
        )  # fmt: skip
        capture = Capture(sha, len(text.encode()), path.name, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        ledger.append(capture, document, [claim_of(document, e, i) for i, e in enumerate(raw["events"])])


def build(url: str) -> None:
    """A resolved ledger of the sample at ``url``."""
    with Ledger(url) as ledger:
        fill(ledger)
        pipeline.link(ledger)


PAYLOAD = "<script>window.hit=1</script><img src=x onerror=hit()>\"'><svg onload=hit()>{{7*7}}javascript:hit()"


def poisoned(ledger: Ledger) -> list[str]:
    """Every shown field of two claims, their report and incident holds the payload; returns the addresses of pages that show them."""
    documents, claims = {d.id: d for d in ledger.documents()}, ledger.claims()
    one = next(c for c in claims if c.perpetrators and c.targets and c.place and c.tolls and c.sources)
    document = documents[one.document]
    words = Words(en=PAYLOAD, ar=PAYLOAD)
    incident = ledger.incident(one.incident or "")
    assert incident is not None and incident.place is not None
    bad_claim: Claim = one.replace(
        place=dataclasses.replace(one.place, text=PAYLOAD, name=PAYLOAD, admin1=PAYLOAD), perpetrators=(dataclasses.replace(one.perpetrators[0], text=PAYLOAD, actor=PAYLOAD),),
        sources=(dataclasses.replace(one.sources[0], text=PAYLOAD, source=PAYLOAD),), extractor=PAYLOAD, evidence=(dataclasses.replace(one.evidence[0], text=PAYLOAD, start=0, end=10),),
        type=PAYLOAD, status=PAYLOAD, kind=PAYLOAD,
    )  # fmt: skip
    bad_document = dataclasses.replace(document, id="d_bad", text=PAYLOAD + "\n" + PAYLOAD + document.text, title=PAYLOAD, outlet=PAYLOAD, url="javascript:hit()", file=PAYLOAD, flags=(PAYLOAD,))
    capture = ledger.capture(document.capture or "")
    assert capture is not None
    ledger.append(capture, bad_document, [bad_claim.replace(id="c_bad1", document="d_bad"), bad_claim.replace(id="c_bad2", document="d_bad")])
    bad = dataclasses.replace(
        incident, id="i_bad", claims=("c_bad1", "c_bad2"), place=dataclasses.replace(incident.place, text=PAYLOAD, name=PAYLOAD, admin1=PAYLOAD), perpetrators=(PAYLOAD,),
        type=PAYLOAD, grade=PAYLOAD, disputed=(PAYLOAD,), tolls=tuple(dataclasses.replace(t, why=words, measure=PAYLOAD, group=PAYLOAD) for t in incident.tolls),
        origins=tuple(dataclasses.replace(o, source=PAYLOAD, claims=("c_bad1",)) for o in incident.origins), checks=tuple(dataclasses.replace(c, text=words) for c in incident.checks),
    )  # fmt: skip
    link = Link("c_bad1", "c_bad2", 0.5, "suggested", ((PAYLOAD, 0.5, words),))
    ledger.save_resolution([*ledger.incidents(), bad], [link])
    return ["/", "/?actor=" + PAYLOAD.replace("&", ""), "/windows", "/documents", "/documents/d_bad", "/documents/d_bad?claim=c_bad1", "/incidents/i_bad", "/review", "/sources", "/search?q=script"]


@pytest.fixture
def poison() -> Callable[[Ledger], list[str]]:
    """Brings hostile words into every shown field of a ledger, with a pair that waits for a decision."""
    return poisoned


@pytest.fixture(scope="session")
def sample_db(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("web") / "sample.db"
    build(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def client(sample_db: pathlib.Path) -> Iterator[TestClient]:
    """A reader of the sample; tests that change something take ``own_client``."""
    with TestClient(create_app(f"sqlite:///{sample_db}"), base_url="http://127.0.0.1:8765", follow_redirects=False) as found:
        yield found


@pytest.fixture
def own_client(tmp_path: pathlib.Path, sample_db: pathlib.Path) -> Iterator[TestClient]:
    """A client on a copy of the sample, for changing it."""
    copy = tmp_path / "own.db"
    with contextlib.closing(sqlite3.connect(sample_db)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    with TestClient(create_app(f"sqlite:///{copy}"), base_url="http://127.0.0.1:8765", follow_redirects=False) as found:
        yield found


@pytest.fixture
def empty_client(tmp_path: pathlib.Path) -> Iterator[TestClient]:
    with TestClient(create_app(f"sqlite:///{tmp_path / 'empty.db'}"), base_url="http://127.0.0.1:8765", follow_redirects=False) as found:
        yield found


# ---- in Chromium: test modules that take ``browser`` or ``page``

CHROMIUM = pathlib.Path("/usr/bin/chromium")
_BROWSER = (
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed: apt-get install chromium"),
    pytest.mark.skipif(not assets(), reason="the front end is not built: python scripts/frontend.py"),
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            for mark in _BROWSER:
                item.add_marker(mark)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, to which no name means anything but this machine's own address."""
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=looks.PATIENCE * 1000)
    with playwright.sync_playwright() as p:
        found = p.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=[*looks.FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"])
        yield found
        found.close()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Makes pages, each as a browser of its own; ``new_page(locale="en")``."""
    contexts = []

    def made(**said: Any) -> Any:
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 850}, "locale": "ar", **said}))
        contexts[-1].set_default_timeout(looks.PATIENCE * 1000)
        return contexts[-1].new_page()

    yield made
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    return new_page()
