"""Walks through the workbench in Chromium, in both languages: from the demo to a corrected toll and back, reviewing by key, an unknown group
and the re-read, a folder that is dropped and watched, coming in and going out; adding a claim, judging blind."""

from __future__ import annotations

import json
import os
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import looks
from marsad import pipeline
from marsad.intake import writer
from marsad.ledger import Ledger
from marsad.model import Link, Words
from marsad.resources import own
from marsad.web import review
from marsad.web.app import create_app

expect = pytest.importorskip("playwright.sync_api").expect


@pytest.fixture
def copy(sample_db: pathlib.Path, tmp_path: pathlib.Path) -> str:
    return f"sqlite:///{shutil.copy(sample_db, tmp_path / 'walk.db')}"


def opened(url: str, folder: pathlib.Path) -> Any:
    return create_app(url, store=folder / "store", sources=folder / "sources.yml", lexicon_folder=folder / "lexicon")


def drop(page: Any, selector: str, *paths: pathlib.Path) -> None:
    """Drops files and folders of this machine on an element, as a hand does."""
    page.locator(f"{selector}[data-started]").wait_for()
    box = page.locator(selector).bounding_box()
    devtools = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(p) for p in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, "x": box["x"] + box["width"] / 2, "y": box["y"] + 20, "data": data})


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """What ``marsad demo`` makes of the bundled reports."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run([sys.executable, "-m", "marsad.cli", "demo", "--folder", str(folder), "--no-serve"], check=True, capture_output=True)
    return folder / "marsad.db"


@pytest.mark.parametrize(("lang", "corrected"), [("ar", "تصحيح مراجع"), ("en", "Corrected by a reviewer")])
def test_from_the_demo_to_a_corrected_toll_and_back(page: Any, demo: pathlib.Path, tmp_path: pathlib.Path, lang: str, corrected: str) -> None:
    with looks.served(opened(f"sqlite:///{shutil.copy(demo, tmp_path / 'demo.db')}", tmp_path)) as base:
        incidents = json.loads(page.goto(base + "/api/v1/incidents?limit=500").text())["items"]
        wanted = next(  # told once, with a day, a spot and a toll: a corrected claim is a corrected account
            i for i in incidents
            if len(i["claims"]) == 1 and i["time"] and i["time"]["from"] == i["time"]["to"] and i["place"] and i["place"]["lat"] and i["place"]["radius_km"] < 40
            and i["tolls"] and (i["tolls"][0]["measure"], i["tolls"][0]["group"]) == ("killed", None) and i["tolls"][0]["best"]
        )  # fmt: skip
        day, toll = wanted["time"]["from"], wanted["tolls"][0]

        page.goto(f"{base}/?lang={lang}")
        assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
        page.fill("input[name=from]", day)
        page.locator("form.filters button.main").click()
        page.wait_for_url(f"**/?from={day}")
        page.fill("input[name=to]", day)
        page.locator("form.filters button.main").click()
        page.wait_for_url(f"**/?from={day}&to={day}")

        page.wait_for_selector("[data-map][data-ready]")
        page.locator("[data-area] button").click()
        box = page.locator("[data-map]").bounding_box()
        page.mouse.move(box["x"] + 60, box["y"] + 15)  # beside the buttons of the map
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.move(box["x"] + box["width"] - 60, box["y"] + box["height"] - 15)
        page.mouse.up()
        page.wait_for_url("**&box=*")
        west, south, east, north = (float(x) for x in re.findall(r"box=([^&]*)", page.url)[0].split(","))
        assert west < wanted["place"]["lon"] < east and south < wanted["place"]["lat"] < north
        assert page.locator(".chosen-filters a").count() == 3
        page.wait_for_selector("[data-map][data-ready]")

        page.locator(f".incidents a[href='/incidents/{wanted['id']}']").click()
        page.wait_for_url("**/incidents/i_*")
        assert page.locator("#tolls .best").first.inner_text() == str(toll["best"])
        quote = page.locator(".claim-words a").first
        words = quote.locator("mark").inner_text()
        quote.click()
        page.wait_for_url("**/documents/d_*")
        assert page.locator("mark.chosen").first.is_visible() and page.locator("mark.chosen").first.inner_text() in words

        page.locator(".correct:not(.telling) summary").click()
        more = toll["best"] + 5
        page.locator("input[name=low]").first.fill(str(more))
        page.locator("input[name=high]").first.fill(str(more))
        page.locator(".correct:not(.telling) button").click()
        page.locator(".steps .live").wait_for()
        page.goto(f"{base}/incidents/{wanted['id']}")
        assert page.locator("#tolls .best").first.inner_text() == str(more)
        history = page.locator(".history")
        assert corrected in history.inner_text()

        page.locator(".claim-words a").first.click()
        page.locator("form[action$='/restore'] button").click()
        page.locator(".steps .live").wait_for(state="detached")
        page.goto(f"{base}/incidents/{wanted['id']}")
        assert page.locator("#tolls .best").first.inner_text() == str(toll["best"])
        assert history.inner_text().count(corrected) == 2, "both are in the history: what was put right, and that it was taken back"


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_folder_of_fifty_files_is_dropped_and_watched(page: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    """At each step the job waits until the page has told it, so that nothing hangs on who is faster."""
    reached: queue.Queue[int] = queue.Queue()
    seen = threading.Semaphore(0)
    ingest = pipeline.ingest

    def waiting(*args: Any, progress: Callable[[int], object], **more: Any) -> Any:
        def step(inputs: int) -> None:
            progress(inputs)
            reached.put(inputs)
            assert seen.acquire(timeout=looks.PATIENCE)

        return ingest(*args, progress=step, **more)

    monkeypatch.setattr(pipeline, "ingest", waiting)
    monkeypatch.setattr(writer, "BATCH", 10)  # reports that share a transaction: progress is told once they are on the disk
    folder = tmp_path / "reports"
    folder.mkdir()
    for n in range(50):
        (folder / f"report{n:02}.txt").write_text(f"قتل {n + 3} جنود في هجوم لتنظيم داعش قرب مدينة الميادين يوم {n % 27 + 1} أيار 2018، رقم {n}.", encoding="utf-8")
    with looks.served(opened(f"sqlite:///{tmp_path / 'new.db'}", tmp_path)) as base:
        page.goto(f"{base}/ingest?lang={lang}")
        drop(page, "[data-drop]", folder)
        page.locator("[data-chosen]").filter(has_text="(50)").wait_for()
        page.locator("form[action='/ingest/files'] button").click()
        page.wait_for_url("**/jobs/*")
        page.evaluate("window.first = true")  # gone once the page is loaded again
        steps: list[int] = []
        while 50 not in steps:
            steps.append(reached.get(timeout=looks.PATIENCE))
            expect(page.locator("[data-count]")).to_have_text(str(steps[-1]))
            expect(page.locator("[data-state]")).to_have_text({"ar": "يُقرأ", "en": "reading"}[lang])
            assert page.evaluate("window.first"), "told to the page as it stands"
            seen.release()
        assert len(set(steps)) >= 5
        seen.release(50)
        page.locator("[data-events]").wait_for(state="detached")  # the page shows its account once the job is over
        assert page.locator("dl.facts dd").first.inner_text() == "50"
        page.goto(base + "/documents")
        assert page.locator(".rows li").count() == 50


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_ten_pairs_by_key_and_one_taken_back(page: Any, copy: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setattr(review, "RELINK_UP_TO", 0)  # linking anew would drop the pairs that are made up here
    with Ledger(copy) as ledger:
        ids = sorted(c.id for c in ledger.claims())
        pairs = [tuple(sorted((ids[i], ids[i + 1]))) for i in range(0, 24, 2)]
        ledger.save_resolution(ledger.incidents(), [Link(a, b, 0.5, "suggested", (("made_up", 0.5, Words(en="made up", ar="مصنوع")),)) for a, b in pairs])
        with looks.served(opened(copy, tmp_path)) as base:
            page.goto(f"{base}/review?lang={lang}")
            first = page.locator("#queue input[name=left]").first.input_value()
            page.keyboard.press("j")
            page.wait_for_url("**skip=1")
            assert page.locator("#queue input[name=left]").first.input_value() != first
            page.keyboard.press("k")
            page.wait_for_url("**/review")
            for n in range(10):
                shown = page.locator("#queue input[name=left]").first.input_value()
                page.keyboard.press("sn"[n % 2])
                expect(page.locator("#queue input[name=left]").first).not_to_have_value(shown)
            verdicts = [j.verdict for j in ledger.judgements()]
            assert sorted(verdicts) == ["not_same"] * 5 + ["same"] * 5
            page.keyboard.press("z")
            until = time.monotonic() + looks.PATIENCE
            while len(ledger.judgements()) != 9 and time.monotonic() < until:
                page.wait_for_timeout(100)
            assert len(ledger.judgements()) == 9, "the latest decision is taken back"


def test_words_are_selected_and_become_a_claim(page: Any, copy: str, tmp_path: pathlib.Path) -> None:
    with looks.served(opened(copy, tmp_path)) as base:
        page.goto(base + "/documents?lang=en")
        page.locator(".rows a").first.click()
        page.wait_for_url("**/documents/d_*")
        page.locator("[data-telling][data-started]").wait_for(state="attached")
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


UNKNOWN = "قُتل ثلاثة جنود من قوات النظام في هجوم شنه مقاتلو لواء صقور الربيع على حاجز شرق مدينة حماة يوم الثلاثاء 12 آذار 2019."


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_an_unknown_group_is_added_and_the_re_read_shows_what_changes(page: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv("MARSAD_LEXICON", "")
    try:
        with looks.served(opened(f"sqlite:///{tmp_path / 'new.db'}", tmp_path)) as base:
            page.goto(f"{base}/ingest?lang={lang}")
            page.fill("textarea[name=text]", UNKNOWN)
            page.locator("form[action='/ingest/text'] button").click()
            page.wait_for_url("**/jobs/*")
            page.locator("[data-events]").wait_for(state="detached")
            page.goto(base + "/lexicon")
            page.locator(".rows a", has_text="صقور الربيع").click()
            page.wait_for_url("**/lexicon?name=*")
            assert "صقور الربيع" in page.locator("#actor input[name=ar]").input_value()
            page.fill("#actor input[name=id]", "spring_falcons")
            page.fill("#actor input[name=en]", "Spring Falcons Brigade")
            page.locator("#actor button.main").click()
            page.wait_for_url("**/lexicon")
            assert page.locator(".rows a", has_text="صقور الربيع").count() == 1, "until it is read again"
            page.locator("form[action='/lexicon/reread'] button").click()
            page.wait_for_url("**/jobs/*")
            page.locator("[data-events]").wait_for(state="detached")
            page.wait_for_load_state()
            said = page.locator("main").inner_text()
            assert ("المنسوب إليه" if lang == "ar" else "attribution") in said and "perpetrators" not in said
            page.goto(base + "/lexicon")
            assert page.locator(".rows a", has_text="صقور الربيع").count() == 0
            page.goto(base + "/")
            assert ("صقور الربيع" if lang == "ar" else "Spring Falcons Brigade") in page.locator(".incidents").inner_text()
    finally:
        os.environ["MARSAD_LEXICON"] = ""
        own.forget()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_coming_in_being_refused_and_going_out(page: Any, copy: str, tmp_path: pathlib.Path, lang: str) -> None:
    with looks.served(looks.staffed(copy, tmp_path)) as base:
        page.goto(f"{base}/documents?lang={lang}")
        assert "/login?next=" in page.url
        page.goto(f"{base}/login?lang={lang}")
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


def test_two_people_judge_blind_and_their_agreement_is_shown(new_page: Callable[..., Any], copy: str, tmp_path: pathlib.Path) -> None:
    with looks.served(looks.staffed(copy, tmp_path)) as base:
        texts = []
        for name, kind in (("reviewer", "attack"), ("admin", "clash")):
            page = new_page(locale="en")
            looks.come_in(page, base, name)
            page.goto(base + "/blind?lang=en")
            texts.append(page.locator("article.report").inner_text())
            for _ in range(2):
                asked = page.locator("main form[action='/blind'] input[name=claim]")
                claim = asked.input_value()
                page.locator("main form[action='/blind'] select[name=type]").select_option(kind)
                page.locator("main form[action='/blind'] button.main").click()
                expect(asked).not_to_have_value(claim)
            page.goto(base + "/blind/agreement?lang=en")
            said = page.locator("main").inner_text()
        assert texts[0] == texts[1], "both judge the same sample, in the same order, without the machine's word"
        assert "2" in said
