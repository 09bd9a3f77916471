"""The workbench in Chromium: from the list to the dossier to the marked text, by mouse and by key, with nothing from elsewhere."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import looks
from marsad.ledger import Ledger
from marsad.web.app import create_app

expect = pytest.importorskip("playwright.sync_api").expect


class Watched:
    """A page with what it asked for, said and refused."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base, self.foreign, self.trouble = page, base, [], []
        page.on("request", lambda r: self.foreign.append(r.url) if not r.url.startswith((base, "data:", "blob:")) else None)
        page.on("pageerror", lambda e: self.trouble.append(str(e)))
        page.on("console", lambda m: self.trouble.append(m.text) if m.type == "error" else None)
        page.on("dialog", lambda d: self.trouble.append(d.message))

    def go(self, path: str) -> Any:
        self.page.goto(self.base + path, wait_until="load")
        return self.page

    def clean(self) -> None:
        assert self.foreign == []
        assert self.trouble == []


@pytest.fixture(scope="module")
def site(sample_db: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    copy = tmp_path_factory.mktemp("browser") / "ledger.db"
    copy.write_bytes(sample_db.read_bytes())
    with looks.served(create_app(f"sqlite:///{copy}")) as base:
        yield base


@pytest.fixture
def watched(page: Any, site: str) -> Watched:
    return Watched(page, site)


@pytest.mark.parametrize(("lang", "word"), [("ar", "هجوم"), ("en", "Attack")])
def test_from_the_list_to_the_dossier_to_the_marked_text_and_back(watched: Watched, lang: str, word: str):
    page = watched.go(f"/?lang={lang}&from=2018-05-23&to=2018-05-23")
    page.wait_for_selector("[data-map][data-ready]")
    page.wait_for_selector("[data-timeline][data-ready] svg.chart")
    page.get_by_role("link", name=re.compile(f"^{word} — .*الميادين")).first.click()
    page.wait_for_url("**/incidents/i_*")
    quote = page.locator(".claim-words a").first
    words = quote.locator("mark").inner_text()
    quote.click()
    page.wait_for_url("**/documents/d_*")
    mark = page.locator("mark.chosen").first
    assert mark.inner_text() in words
    assert mark.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.report')).direction") == "rtl"
    assert "Naskh" in page.evaluate("getComputedStyle(document.querySelector('.report')).fontFamily")
    card = page.locator("[data-card][aria-current]")
    card.locator("a[href^='/incidents/']").click()
    page.wait_for_url("**/incidents/i_*")
    watched.clean()


def test_a_mark_and_its_card_light_up_together(watched: Watched):
    page = watched.go("/documents")
    page.locator(".rows a").first.click()
    page.locator("mark[data-claims]").first.hover()
    page.locator("[data-card].lit").first.wait_for()
    page.locator("mark[data-claims] a").first.click()
    page.wait_for_url("**claim=c_*")
    page.locator("[data-card][aria-current] header a").click()
    page.wait_for_url("**#t*")
    expect(page.locator("mark:target")).to_have_count(1)
    watched.clean()


def test_a_filter_goes_into_the_address_and_back(watched: Watched):
    page = watched.go("/?lang=en")
    page.select_option("select[name=type]", "attack")
    page.wait_for_url("**/?type=attack")  # empty fields are left out
    assert page.locator("select[name=type]").input_value() == "attack"
    page.go_back()
    expect(page.locator("select[name=type]")).to_have_value("")
    watched.clean()


def test_a_bar_of_the_timeline_leads_to_its_days(watched: Watched):
    page = watched.go("/?lang=ar&digits=arab")
    chart = page.wait_for_selector("[data-timeline][data-ready] svg.chart")
    assert re.search("[٠-٩]", chart.text_content()) and not re.search("[0-9]", chart.text_content())
    first = chart.bounding_box()["width"] - 60  # right to left: the first is on the right
    chart.hover(position={"x": first, "y": 100})
    chart.click(position={"x": first - 2, "y": 100})
    page.wait_for_url("**from=2018-05-01&to=2018-05-31")
    watched.clean()


@pytest.mark.parametrize(("lang", "name", "untold"), [("ar", "روسيا", "غير منسوب إلى جهة"), ("en", "Russia", "Side not told")])
def test_a_side_leads_to_its_incidents_and_back(watched: Watched, lang: str, name: str, untold: str):
    page = watched.go(f"/?lang={lang}&digits=latn&type=attack")
    before = page.locator(".incidents tbody tr").count()
    row = page.locator(".by-side tr", has=page.get_by_role("link", name=name, exact=True))
    figures = row.inner_text()
    assert row.locator("svg.band rect").count() and page.locator(".by-side").get_by_role("link", name=untold).count() == 1
    row.get_by_role("link").click()
    page.wait_for_url("**/?type=attack&side=russia")
    assert 0 < page.locator(".incidents tbody tr").count() < before
    assert page.locator(".by-side tr", has=page.get_by_role("link", name=name, exact=True)).inner_text() == figures
    page.locator(".chosen-filters a", has_text=name).click()
    page.wait_for_url("**/?type=attack")
    assert page.locator(".incidents tbody tr").count() == before
    watched.clean()


def test_what_is_in_view_becomes_the_filter(watched: Watched):
    page = watched.go("/?lang=en&digits=latn&type=attack")
    page.wait_for_selector("[data-map][data-ready]")
    before = page.locator(".incidents tbody tr").count()
    link = page.locator("[data-area] a")
    whole = link.get_attribute("href")
    page.locator("[data-map] canvas").press("+")  # the map moves by key as well
    page.locator(f"[data-area] a:not([href='{whole}'])").wait_for()
    link.click()
    page.wait_for_url("**/?type=attack&box=*")
    assert 0 < page.locator(".incidents tbody tr").count() < before
    page.locator(".chosen-filters a", has_text="Box on the map").click()
    page.wait_for_url(re.compile(r"\?type=attack$"))
    assert page.locator(".incidents tbody tr").count() == before
    watched.clean()


def test_the_map_leads_to_an_incident(watched: Watched):
    page = watched.go("/?lang=ar&from=2018-05-22&to=2018-05-22")
    page.wait_for_selector("[data-map][data-ready]")
    page.locator("[data-map]").click()
    page.locator(".popup a").first.click()
    page.wait_for_url("**/incidents/i_*")
    watched.clean()


def test_deciding_by_key_and_taking_back(page: Any, tmp_path: pathlib.Path, sample_db: pathlib.Path, poison: Callable[[Ledger], list[str]]):
    copy = tmp_path / "decide.db"
    copy.write_bytes(sample_db.read_bytes())
    with Ledger(f"sqlite:///{copy}") as ledger:
        poison(ledger)  # brings a suggested pair, and hostile words in every field
        with looks.served(create_app(f"sqlite:///{copy}")) as base:
            seen = Watched(page, base)
            seen.go("/review?lang=en")
            assert page.locator(".pair article").count() == 2
            page.keyboard.press("n")
            page.locator("text=A reviewer decided: different incidents").wait_for()
            assert [j.verdict for j in ledger.judgements()] == ["not_same"]
            page.keyboard.press("z")
            page.locator("text=A reviewer decided: different incidents").wait_for(state="detached")
            assert ledger.judgements() == []
            for path in ("/", "/documents/d_bad", "/documents/d_bad?claim=c_bad1", "/sources", "/search?q=script"):
                seen.go(path)
            assert page.evaluate("window.hit") is None
            seen.clean()


def test_correcting_a_toll_changes_the_account_and_back(watched: Watched):
    page = watched.go("/?lang=en&type=explosive&from=2018-05-24&to=2018-05-24")
    page.locator(".incidents tbody a").first.click()
    dossier = page.url
    before = page.locator("#tolls .best").first.inner_text()
    page.locator(".claim-words a").first.click()
    page.locator(".correct:not(.telling) summary").click()
    page.locator("input[name=low]").first.fill("61")
    page.locator("input[name=high]").first.fill("64")
    page.locator(".correct:not(.telling) button").click()
    page.locator(".steps .live").wait_for()
    assert "61–64" in page.locator(".steps .live ins").inner_text().replace("\u2066", "").replace("\u2069", "")
    page.goto(dossier)
    assert page.locator("#tolls").inner_text().count("64") >= 1
    page.go_back()
    page.locator("form[action$='/restore'] button").click()
    page.locator(".steps .live").wait_for(state="detached")
    page.goto(dossier)
    assert page.locator("#tolls .best").first.inner_text() == before
    watched.clean()


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_their_width_and_meet_wcag_aa(watched: Watched, lang: str, width: int):
    watched.page.set_viewport_size({"width": width, "height": 844})
    incident = "/incidents/" + re.findall(r"i_[0-9a-f]{16}", watched.go(f"/?lang={lang}&sort=-origins").content())[0]
    report = re.findall(r"/documents/d_[0-9a-f]{16}\?claim=c_[0-9a-f]{16}", watched.go(incident).content())[0]
    for path in ("/", "/windows", "/documents", "/sources", "/sources/sohr", "/search?q=الميادين", "/review", incident, report, "/nothing"):
        page = watched.go(path)
        if page.locator("[data-map]").count():
            page.wait_for_selector("[data-map][data-ready]")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        if looks.AXE.exists():
            page.evaluate(looks.AXE.read_text(encoding="utf-8"))
            assert page.evaluate(looks.RULES) == [], path
    assert watched.foreign == []
