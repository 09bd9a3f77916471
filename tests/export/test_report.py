"""The report: one file, both languages, nothing fetched, nothing run, nothing of a private person; its drawings have words beside them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import pathlib
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from types import ModuleType

import pytest

from marsad.export import State, report
from marsad.export.profile import apply
from marsad.export.report import drawing, figures
from marsad.export.report.figures import Range
from marsad.export.state import Told, replaced
from marsad.model import Claim, Incident, Place, ReconciledToll, When, Words
from marsad.resources import reporting
from marsad.settings import Sensitivity

Frozen = Callable[..., State]
HERE = pathlib.Path(__file__).parent


def planted() -> ModuleType:
    spec = importlib.util.spec_from_file_location("planted", HERE / "test_profile.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Page(HTMLParser):
    """Tags, attributes and text of a page; tags that are not closed are faults."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "wbr", "circle", "rect", "path"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module", params=["ar", "en"])
def page(request: pytest.FixtureRequest, frozen: Frozen) -> tuple[str, str]:
    state = apply(frozen(), "public", dt.datetime(2026, 11, 22, tzinfo=dt.UTC), Sensitivity())
    return request.param, report.html(state, request.param).decode()


def test_it_is_one_file_that_fetches_and_runs_nothing(page: tuple[str, str]) -> None:
    language, text = page
    found = Page(text)
    assert not found.faults and not found.open
    names = {tag for tag, _ in found.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form", "video"}
    for tag, attributes in found.tags:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in ("src", "href") or (value or "").startswith("#"), (tag, name, value)
    assert not re.search(r"url\((?!data:)", text) and "@import" not in text and "http" not in re.sub(r"http-equiv", "", text)
    assert next(a for tag, a in found.tags if tag == "html") == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    assert "default-src 'none'" in text


def test_every_part_is_there_in_words(page: tuple[str, str], frozen: Frozen) -> None:
    language, text = page
    words, found = reporting.words(language), Page(text)
    for key in ("summary", "map", "timeline", "tolls", "disputed", "sources", "list", "method", "method_limits"):
        assert words[key] in found.text or words[key].split("{")[0] in found.text, key
    rows = [a["id"] for tag, a in found.tags if tag == "tr" and "id" in a]
    assert set(rows) == {i.id for i in frozen().incidents if i.kind != "window"}


def test_drawings_and_tables_are_accessible(page: tuple[str, str]) -> None:
    _, text = page
    found = Page(text)
    drawings = [a for tag, a in found.tags if tag == "svg"]
    assert sum(a.get("role") == "img" for a in drawings) >= 3
    for attributes in drawings:
        assert attributes.get("aria-hidden") == "true" or (attributes.get("role") == "img" and attributes.get("aria-label"))
    heads = [a for tag, a in found.tags if tag == "th"]
    assert heads and all(a.get("scope") in ("col", "row") for a in heads)
    targets = {a["id"] for _, a in found.tags if "id" in a}
    assert all((a["href"] or "#")[1:] in targets for tag, a in found.tags if tag == "a")
    assert len(set(drawing.GRADE_COLOURS.values())) == 5
    shapes = {re.sub(r"[\d.\-]+|#\w+", "", drawing.mark(g, 9, 9, 5)) for g in drawing.GRADE_COLOURS}
    assert len(shapes) == 5, "each grade has a shape of its own, for readers who do not tell the colours apart"


def test_no_canary_is_in_a_report() -> None:
    planting = planted()
    state, out = planting.ledger()
    shown = apply(state, "public", planting.NOW, planting.RULES)
    for language in ("ar", "en"):
        text = Page(report.html(shown, language).decode()).text + report.html(shown, language).decode()
        assert not [w for w in out.words if w in text or w.replace("_", " ") in text]
        assert not [w for w in planting.PROTECTED if w in text]
        for lat, lon in out.points:
            assert f"{lat:.3f}" not in text or f"{lon:.3f}" not in text


def test_markup_in_names_is_text() -> None:
    hostile = "<script>alert(1)</script>\u202e\"'><svg onload=x>"
    day = dt.date(2021, 3, 5)
    place = Place(hostile, 0, 1, name=hostile, country="SY", admin1=hostile, lat=35.0, lon=40.0, radius_km=3.0, precision="town")
    toll = ReconciledToll("killed", hostile, 1, 1, 2, Words(hostile, hostile), True)
    incident = Incident("i_1", "attack", "contested", ("c_1",), disputed=("toll", hostile), time=When(day, day, "", "day"), place=place, perpetrators=(hostile,), tolls=(toll,))
    text = report.html(State([incident], {"c_1": Claim("c_1", "d", "f", "attack")}), "en").decode()
    found = Page(text)
    assert not {tag for tag, _ in found.tags} & {"script"} and not any(n.startswith("on") for _, a in found.tags for n in a)
    assert "\u202e" not in text


def test_ranges_add_up_and_unknown_is_not_zero() -> None:
    day = dt.date(2021, 3, 5)

    def one(n: int, low: int | None, high: int | None, **changes: object) -> Told:
        tolls = (ReconciledToll("killed", None, low, None, high, Words("", "")),) if (low, high) != (None, None) else ()
        incident = Incident(f"i_{n}", "attack", "fair", (), time=When(day, day, "", "day"), tolls=tolls, perpetrators=("islamic_state",))
        return Told(dataclasses.replace(incident, **changes), State(()))  # type: ignore[arg-type]

    told = [one(1, 4, 9), one(2, 20, None), one(3, None, None), one(4, 5, 5, kind="window"), one(5, 7, 7, grade="discounted"), one(6, 3, 3, status="denied")]
    assert figures.total(told, "killed") == Range(24, 29, True, 2)
    assert figures.by_doer(told)[0] == ("islamic_state", told)
    assert [len(inside) for _, inside in figures.periods(told)] == [6]


def test_the_same_state_gives_the_same_page(frozen: Frozen) -> None:
    state = frozen()
    turned = replaced(frozen(), incidents=list(reversed(list(frozen().incidents))), claims=dict(reversed(state.claims.items())), documents=dict(reversed(state.documents.items())))
    assert report.html(state, "ar") == report.html(turned, "ar")


def test_an_empty_ledger_says_so() -> None:
    for language in ("ar", "en"):
        assert reporting.words(language)["sum_none"] in Page(report.html(State(()), language).decode()).text


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_opens_from_disk_and_prints(language: str, frozen: Frozen, tmp_path: pathlib.Path) -> None:
    from playwright.sync_api import sync_playwright

    from marsad.cli.printing import pdf

    path = tmp_path / "report.html"
    path.write_bytes(report.html(frozen(), language))
    asked: list[str] = []
    said: list[str] = []
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"])
        tab = browser.new_page(viewport={"width": 1000, "height": 900})
        tab.on("request", lambda r: asked.append(r.url))
        tab.on("console", lambda m: said.append(m.text))
        tab.goto(path.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert tab.evaluate("[...document.querySelectorAll('svg.map text')].every(t => { const b = t.getBBox(); return b.width > 0 && b.x >= -2 && b.x + b.width <= 902 })")
        tab.set_viewport_size({"width": 380, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"), "a phone does not scroll sideways"
        browser.close()
    assert all(u.startswith(("file:", "data:")) for u in asked) and not said
    printed = tmp_path / "report.pdf"
    pdf(path.read_bytes(), printed)
    import pypdfium2

    pages = pypdfium2.PdfDocument(str(printed))
    assert 3 <= len(pages) <= 20 and len(pages[0].get_textpage().get_text_range()) > 200
