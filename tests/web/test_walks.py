"""Walks through the workbench in Chromium: taking in, reviewing by key, adding a claim, coming in and going out, judging blind."""

from __future__ import annotations

import pathlib
import re
import shutil
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from marsad.ledger import Ledger
from marsad.model import Link, Words
from marsad.web import review
from marsad.web.app import create_app
from marsad.web.deps import assets

sys.path.append(str(pathlib.Path(__file__).parent.parent.parent / "bench"))
import looks

CHROMIUM = pathlib.Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed: apt-get install chromium"),
    pytest.mark.skipif(not assets(), reason="the front end is not built: python scripts/frontend.py"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as p:
        found = p.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=looks.FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 850}, locale="ar")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def copy(sample_db: pathlib.Path, tmp_path: pathlib.Path) -> str:
    return f"sqlite:///{shutil.copy(sample_db, tmp_path / 'walk.db')}"


def opened(url: str, folder: pathlib.Path) -> Any:
    return create_app(url, store=folder / "store", sources=folder / "sources.yml", lexicon_folder=folder / "lexicon")


def test_fifty_files_are_taken_in_and_watched(page: Any, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for n in range(50):
        (folder / f"report{n:02}.txt").write_text(f"قتل {n + 3} جنود في هجوم لتنظيم داعش قرب مدينة الميادين يوم {n % 27 + 1} أيار 2018، رقم {n}.", encoding="utf-8")
    with looks.served(opened(f"sqlite:///{tmp_path / 'new.db'}", tmp_path)) as base:
        page.goto(base + "/ingest?lang=en")
        page.set_input_files("input[name=files]", sorted(folder.glob("*.txt")))
        assert "(50)" in page.locator("[data-chosen]").inner_text()
        page.locator("form[action='/ingest/files'] button").click()
        page.wait_for_url("**/jobs/*")
        page.locator("[data-events]").wait_for(state="detached", timeout=180_000)  # the page shows its account once the job is over
        said = page.locator("main").inner_text()
        assert "50" in said and "failed" not in said.lower()
        page.goto(base + "/documents")
        assert page.locator(".rows li").count() == 50


def test_ten_pairs_by_key_and_one_taken_back(page: Any, copy: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from playwright.sync_api import expect

    monkeypatch.setattr(review, "RELINK_UP_TO", 0)  # linking anew would drop the pairs that are made up here
    with Ledger(copy) as ledger:
        ids = sorted(ledger.claim_ids())
        pairs = [tuple(sorted((ids[i], ids[i + 1]))) for i in range(0, 24, 2)]
        ledger.save_resolution(ledger.incidents(), [Link(a, b, 0.5, "suggested", (("made_up", 0.5, Words(en="made up", ar="مصنوع")),)) for a, b in pairs])
        with looks.served(opened(copy, tmp_path)) as base:
            page.goto(base + "/review?lang=en")
            first = page.locator("#queue input[name=left]").first.input_value()
            page.keyboard.press("j")
            page.wait_for_url("**skip=1")
            assert page.locator("#queue input[name=left]").first.input_value() != first
            page.keyboard.press("k")
            page.wait_for_url("**/review")
            for n in range(10):
                shown = page.locator("#queue input[name=left]").first.input_value()
                page.keyboard.press("sn"[n % 2])
                expect(page.locator("#queue input[name=left]").first).not_to_have_value(shown, timeout=60_000)
            verdicts = [j.verdict for j in ledger.judgements()]
            assert sorted(verdicts) == ["not_same"] * 5 + ["same"] * 5
            page.keyboard.press("z")
            until = time.monotonic() + 60
            while len(ledger.judgements()) != 9 and time.monotonic() < until:
                page.wait_for_timeout(100)
            assert len(ledger.judgements()) == 9, "the latest decision is taken back"


def test_words_are_selected_and_become_a_claim(page: Any, copy: str, tmp_path: pathlib.Path) -> None:
    with looks.served(opened(copy, tmp_path)) as base:
        page.goto(base + "/documents?lang=en")
        page.locator(".rows a").first.click()
        page.wait_for_url("**/documents/d_*")
        before = page.locator("[data-card]").count()
        words = page.evaluate(
            """() => { const p = [...document.querySelectorAll('article.report p')].find(x => x.textContent.length > 60);
            const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT); let node; while ((node = walk.nextNode()) && node.length < 20);
            const range = document.createRange(); range.setStart(node, 0); range.setEnd(node, 18);
            getSelection().removeAllRanges(); getSelection().addRange(range); return getSelection().toString().trim() }"""
        )
        page.locator(".take button").first.click()
        assert page.locator("textarea[name=words]").input_value() == words
        page.locator(".telling select[name=type]").select_option("attack")
        page.locator(".telling input[name=killed_low]").fill("٣")  # Arabic digits are digits
        page.locator(".telling button.main").click()
        page.wait_for_url("**claim=c_*")
        assert page.locator("[data-card]").count() == before + 1
        assert "3" in page.locator("[data-card][aria-current]").inner_text()
        page.locator("form[action$='/untell'] button").click()
        page.wait_for_url(re.compile(r"/documents/d_[0-9a-f]+$"))
        assert page.locator("[data-card]").count() == before


def test_coming_in_being_refused_and_going_out(page: Any, copy: str, tmp_path: pathlib.Path) -> None:
    with looks.served(looks.staffed(copy, tmp_path)) as base:
        page.goto(base + "/documents?lang=en")
        assert "/login?next=" in page.url
        page.fill("input[name=name]", "viewer")
        page.fill("input[name=password]", "wrong")
        page.locator("main form button").click()
        assert page.locator("[role=alert]").count() == 1
        looks.come_in(page, base, "viewer")
        assert page.goto(base + "/review").status == 403
        page.goto(base + "/")
        assert page.locator("a[href='/review']").count() == 0
        page.locator("form[action='/logout'] button").click()
        page.wait_for_url("**/login")
        page.goto(base + "/")
        assert "/login" in page.url


def test_two_people_judge_blind_and_their_agreement_is_shown(browser: Any, copy: str, tmp_path: pathlib.Path) -> None:
    with looks.served(looks.staffed(copy, tmp_path)) as base:
        texts = []
        for name, kind in (("reviewer", "attack"), ("admin", "clash")):
            context = browser.new_context(locale="en")
            page = context.new_page()
            looks.come_in(page, base, name)
            page.goto(base + "/blind?lang=en")
            texts.append(page.locator("article.report").inner_text())
            for _ in range(2):
                page.locator("main form[action='/blind'] select[name=type]").select_option(kind)
                page.locator("main form[action='/blind'] button.main").click()
                page.wait_for_load_state("load")
            page.goto(base + "/blind/agreement?lang=en")
            said = page.locator("main").inner_text()
            context.close()
        assert texts[0] == texts[1], "both judge the same sample, in the same order, without the machine's word"
        assert "2" in said
