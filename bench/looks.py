"""Every page of the workbench in Chromium: axe-core's WCAG A/AA rules, the width, errors, requests to other hosts; a picture of each.

``python bench/looks.py FOLDER [few]``: both languages, wide and narrow, light and dark, with the sample and with an empty ledger (``few``: three of the sixteen).
"""

from __future__ import annotations

import contextlib
import itertools
import pathlib
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI

from marsad.web import passwords
from marsad.web.app import create_app

ROOT = pathlib.Path(__file__).parent.parent
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))"
PATIENCE = 180
"""Seconds after which something will not come any more, on no machine; nobody waits for them to pass."""
WORD = "كلمة مرور طويلة جدا"
PLAIN = ["/", "/?box=36,33,41.5,36.5&from=2018-01-01", "/windows", "/documents", "/sources", "/search?q=الميادين", "/review", "/ingest", "/lexicon", "/blind", "/blind/agreement", "/account", "/accounts", "/nothing"]


@contextlib.contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The workbench on a port of its own."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE
    while not server.started and thread.is_alive() and time.monotonic() < until:
        time.sleep(0.02)
    assert server.started, "the workbench did not start"
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def staffed(url: str, folder: pathlib.Path) -> FastAPI:
    """A workbench with accounts; «admin» may do and see everything."""
    app = create_app(url, mode="accounts", store=folder / "store", sources=folder / "sources.yml", lexicon_folder=folder / "lexicon")
    for role in ("viewer", "reviewer", "admin"):
        app.state.door.ledger.accounts.add(role, role, passwords.hashed(WORD), by="bench")
    return app


def come_in(page: Any, base: str, name: str = "admin") -> None:
    """Logs in by the form."""
    page.goto(base + "/login")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", WORD)
    page.locator("main form button").click()
    page.wait_for_url(lambda u: "/login" not in u)


def addresses(page: Any, base: str) -> list[str]:
    """The pages of this ledger: all plain ones, and one of each kind where it has any."""
    found = list(PLAIN)
    page.goto(base + "/?sort=-origins")
    if ids := re.findall(r"i_[0-9a-f]{16}", page.content()):
        found.append(f"/incidents/{ids[0]}")
        page.goto(base + found[-1])
        found.append(re.findall(r"/documents/d_[0-9a-f]{16}\?claim=c_[0-9a-f]{16}", page.content())[0])
        found += [found[-1].partition("?")[0], "/sources/sohr"]
    return found


OPEN = "document.querySelectorAll('main details').forEach(d => { if (!d.closest('.popup')) d.open = true })"


def look(page: Any, base: str, address: str, picture: pathlib.Path | None) -> list[str]:
    """What is wrong with a page; everything that folds is opened first."""
    page.goto(base + address, wait_until="load")
    if page.locator("[data-map]").count():
        page.wait_for_selector("[data-map][data-ready]", timeout=PATIENCE * 1000)
    page.evaluate(OPEN)
    if picture:
        page.screenshot(path=str(picture), full_page=True)
    wrong = []
    if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
        wrong.append(f"{over} px too wide")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return wrong + list(page.evaluate(RULES))


def main() -> int:
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests" / "web"))
    import conftest

    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    looks = list(itertools.product(("sample", "empty"), ("ar", "en"), (1280, 390), ("light", "dark")))
    if "few" in sys.argv:
        looks = [("sample", "ar", 1280, "light"), ("sample", "en", 390, "dark"), ("empty", "ar", 390, "light")]
    bad = seen = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as p:
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        for kind in ("sample", "empty"):
            home = pathlib.Path(folder) / kind
            home.mkdir()
            url = f"sqlite:///{home}/ledger.db"
            if kind == "sample":
                conftest.build(url)
            with served(staffed(url, home)) as base:
                for _, lang, width, theme in [one for one in looks if one[0] == kind]:
                    context = browser.new_context(viewport={"width": width, "height": 850}, locale=lang, color_scheme=theme)
                    page = context.new_page()
                    foreign: list[str] = []
                    errors: list[str] = []
                    page.on("request", lambda r, to=foreign: to.append(r.url) if not r.url.startswith((base, "data:", "blob:")) else None)
                    page.on("pageerror", lambda e, to=errors: to.append(str(e)))
                    digits = "arab" if theme == "dark" else "latn"  # so that both are seen
                    wrong = look(page, base, f"/login?lang={lang}&theme={theme}&digits={digits}", out / f"{kind}-{lang}-{width}-{theme}-login.png")
                    for line in wrong:
                        print(kind, lang, width, theme, "/login", line[:300], flush=True)
                    bad += len(wrong)
                    come_in(page, base)
                    pages = addresses(page, base)
                    page.goto(base + "/ingest")
                    page.fill("textarea[name=text]", "قتل ثلاثة جنود في هجوم لتنظيم داعش قرب مدينة الميادين أمس")
                    page.locator("form[action='/ingest/text'] button").click()
                    page.wait_for_url("**/jobs/*")
                    pages.append(page.url.removeprefix(base))
                    for address in pages:
                        name = re.sub(r"[^a-z]+", "_", re.sub(r"[a-z]_[0-9a-f]{16}|\d+", "one", address.lower())).strip("_")[:30] or "overview"
                        wrong = look(page, base, address, out / f"{kind}-{lang}-{width}-{theme}-{name}.png")
                        seen += 1
                        bad += len(wrong)
                        for line in wrong:
                            print(kind, lang, width, theme, address, line[:300], flush=True)
                    bad += len(foreign) + len(errors)
                    print(kind, lang, width, theme, f"{len(pages) + 1} pages", foreign, errors, flush=True)
                    context.close()
        browser.close()
    print(f"{seen} pages, {bad} faults")
    return bool(bad)


if __name__ == "__main__":
    raise SystemExit(main())
