"""Files as other programs write them today: pages and PDFs saved by Chromium, documents by LibreOffice."""

from __future__ import annotations

import pathlib
import shutil
import subprocess

import pytest

from marsad.model import Document, Rejection
from marsad.read import read_all

FIRST = "قُتل ثلاثة من عناصر حرس الحدود وأصيب اثنان آخران، أمس الأحد، في كمين نصبه مسلحون قرب بلدة الرطبة غربي الأنبار، لأول مرة منذ أشهر."
SECOND = "وأضاف المصدر أن 35 لاجئاً (بينهم 9 أطفال) غادروا إلى الأراضي الآمنة في 24/02/2021، بحسب ما قال لوكالة «الأناضول»."
PAGE = (
    '<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>كمين قرب الرطبة</title><meta property="article:published_time" content="2021-02-24T08:00:00Z">'
    "<style>body{font-family:'DejaVu Sans'}</style></head><body><nav><ul><li><a href=/>الرئيسية</a></li><li><a href=/x>رياضة</a></li></ul></nav>"
    f"<article><h1>كمين قرب الرطبة</h1><p>{FIRST}</p><p id=late></p></article><script>document.getElementById('late').textContent = {SECOND!r}</script></body></html>"
)
needs_chromium = pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is missing: apt-get install chromium")
office = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(not office, reason="LibreOffice is missing: apt-get install libreoffice-writer")


def read(path: pathlib.Path) -> tuple[list[Document], list[Rejection]]:
    found = list(read_all([str(path)]))
    return [x.document for x in found if not isinstance(x, Rejection)], [x for x in found if isinstance(x, Rejection)]


def chromium(folder: pathlib.Path, *words: str) -> bytes:
    (folder / "in.html").write_text(PAGE, encoding="utf-8")
    call = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}", *words, f"file://{folder / 'in.html'}"]
    return subprocess.run(call, capture_output=True, timeout=600, check=True).stdout


@pytest.mark.browser
@needs_chromium
def test_the_page_that_chromium_shows_holds_what_its_script_wrote(tmp_path: pathlib.Path) -> None:
    (tmp_path / "saved.htm").write_bytes(chromium(tmp_path, "--dump-dom"))
    (document,), faults = read(tmp_path / "saved.htm")
    assert not faults and FIRST in document.text and SECOND in document.text and "رياضة" not in document.text
    assert document.published and document.published.isoformat() == "2021-02-24"


@pytest.mark.browser
@needs_chromium
def test_a_single_file_page_by_chromium(tmp_path: pathlib.Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright drives Chromium's «save as a single file»")
    (tmp_path / "in.html").write_text(PAGE, encoding="utf-8")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"file://{tmp_path / 'in.html'}")
        saved = page.context.new_cdp_session(page).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
        browser.close()
    (tmp_path / "saved.mhtml").write_text(saved, encoding="utf-8", newline="")
    (document,), faults = read(tmp_path / "saved.mhtml")
    assert not faults and FIRST in document.text and SECOND in document.text and document.title == "كمين قرب الرطبة"


@pytest.mark.browser
@needs_chromium
def test_a_pdf_by_chromium_has_its_words_the_right_way_round(tmp_path: pathlib.Path) -> None:
    chromium(tmp_path, f"--print-to-pdf={tmp_path / 'p.pdf'}", "--no-pdf-header-footer")
    (document,), faults = read(tmp_path / "p.pdf")
    assert not faults and FIRST in document.text and SECOND in document.text and "broken_text_layer" not in document.flags


@needs_office
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_documents_by_libreoffice(kind: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "in.html").write_text(PAGE.replace("id=late>", f">{SECOND}"), encoding="utf-8")
    subprocess.run([str(office), "--headless", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--convert-to", kind, "--outdir", str(tmp_path), str(tmp_path / "in.html")], check=True, timeout=600, capture_output=True)
    (document,), faults = read(tmp_path / f"in.{kind}")
    assert not faults and FIRST in document.text and SECOND in document.text
