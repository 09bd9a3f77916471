"""Foreign formats, made by other programs: feeds by feedgen, mail by Python's mailbox, PDF by WeasyPrint, Word by python-docx, pages by Chromium."""

from __future__ import annotations

import datetime as dt
import io
import json
import mailbox
import pathlib
import shutil
import subprocess
import tarfile
import zipfile
from email.message import EmailMessage
from typing import Any

import pytest

from marsad.model import Document, Rejection
from marsad.read import Given, read_all
from marsad.read.pieces import Passed
from marsad.read.walk import walk

FIRST = "قُتل ثلاثة من عناصر حرس الحدود وأصيب اثنان آخران، أمس الأحد، في كمين نصبه مسلحون قرب بلدة الرطبة غربي الأنبار، لأول مرة منذ أشهر."
SECOND = "وأضاف المصدر أن 35 لاجئاً (بينهم 9 أطفال) غادروا إلى الأراضي الآمنة في 24/02/2021، بحسب ما قال لوكالة «الأناضول»."
PAGE = f"<!doctype html><html lang=ar dir=rtl><head><meta charset=utf-8><title>كمين</title><style>body{{font-family:'DejaVu Sans'}}</style></head><body><article><h1>كمين قرب الرطبة</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"


def read(path: pathlib.Path, given: Given = Given()) -> tuple[list[Document], list[Rejection]]:  # noqa: B008 - frozen
    found = list(read_all([str(path)], given))
    return [x.document for x in found if not isinstance(x, Rejection)], [x for x in found if isinstance(x, Rejection)]


def feed() -> Any:
    from feedgen.feed import FeedGenerator

    made = FeedGenerator()
    made.title("نشرة البادية")
    made.id("https://n.example.org/")
    made.link(href="https://n.example.org/")
    made.description("أخبار")
    for n in (1, 2):
        entry = made.add_entry(order="append")
        entry.title(f"كمين رقم {n}")
        entry.id(f"https://n.example.org/{n}")
        entry.link(href=f"https://n.example.org/{n}")
        entry.content(f"<p>{FIRST}</p><p>{n}</p>")
        entry.published(dt.datetime(2021, 2, 20 + n, 9, tzinfo=dt.UTC))
        entry.updated(dt.datetime(2021, 2, 20 + n, 9, tzinfo=dt.UTC))
    return made


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds(kind: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "f").write_bytes(feed().rss_str() if kind == "rss" else feed().atom_str())
    documents, faults = read(tmp_path / "f")
    assert not faults and [(d.title, d.published, d.url, d.outlet) for d in documents] == [
        (f"كمين رقم {n}", dt.date(2021, 2, 20 + n), f"https://n.example.org/{n}", "نشرة البادية") for n in (1, 2)
    ]
    assert FIRST in documents[0].text and documents[0].part == "entry 1"


def test_json_feed_and_a_day_in_arabic_words(tmp_path: pathlib.Path) -> None:
    items = [{"id": "1", "url": "https://n.example.org/1", "title": "كمين", "content_html": f"<p>{FIRST}</p>", "date_published": "2021-02-21T10:00:00Z"}]
    (tmp_path / "f.json").write_text(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "نشرة", "items": items}), encoding="utf-8")
    assert [(d.published, d.title) for d in read(tmp_path / "f.json")[0]] == [(dt.date(2021, 2, 21), "كمين")]
    rss = f"<rss version='2.0'><channel><title>نشرة</title><item><title>كمين</title><description>{FIRST}</description><pubDate>الأحد، 21 شباط 2021 10:00</pubDate></item></channel></rss>"
    (tmp_path / "a.rss").write_text(rss, encoding="utf-8")
    assert [d.published for d in read(tmp_path / "a.rss")[0]] == [dt.date(2021, 2, 21)]


def test_a_feed_with_entities_and_a_sitemap_are_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "b.xml").write_text('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa">]><rss version="2.0"><channel><item><title>&a;</title></item></channel></rss>')
    (tmp_path / "s.xml").write_text('<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example.org/</loc></url></urlset>')
    assert "entities" in read(tmp_path / "b.xml")[1][0].reason and "sitemap" in read(tmp_path / "s.xml")[1][0].reason


EXPORT = {
    "name": "قناة البادية", "type": "public_channel", "id": 1234,
    "messages": [
        {"id": 1, "type": "service", "date": "2021-02-21T08:00:00", "action": "create_channel", "text": ""},
        {"id": 2, "type": "message", "date": "2021-02-21T10:00:00", "date_unixtime": "1613898000", "from": "قناة البادية", "from_id": "channel1234",
         "forwarded_from": "مراسل الشرق", "text": ["عاجل ", {"type": "bold", "text": FIRST}], "text_entities": []},
        {"id": 3, "type": "message", "date": "2021-02-21T23:30:00", "edited": "2021-02-22T00:10:00", "photo": "(File not included.)", "text": "قال \"المصدر\": {اشتباك} [قرب] السخنة \\ وتدمر"},
        {"id": 4, "type": "message", "date": "2021-02-22T10:00:00", "photo": "(File not included.)", "text": ""},
    ],
}  # fmt: skip


def test_a_telegram_export(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(EXPORT, ensure_ascii=False, indent=1), encoding="utf-8")
    documents, faults = read(path)
    assert not faults and [d.file for d in documents] == ["قناة البادية/2", "قناة البادية/3"]
    first, second = documents
    assert (first.outlet, first.published, first.forwarded_from, first.flags) == ("قناة البادية", dt.date(2021, 2, 21), ("مراسل الشرق",), ("forwarded",))
    assert first.text == f"عاجل {FIRST}" and second.text == 'قال "المصدر": {اشتباك} [قرب] السخنة \\ وتدمر' and second.flags == ("edited",)
    assert [p.what for p in walk([str(path)]) if isinstance(p, Passed)] == ["Telegram service entries", "Telegram messages without text"]


def test_a_full_export_and_its_broken_escapes(tmp_path: pathlib.Path) -> None:
    chats = {"about": "…", "chats": {"about": "…", "list": [EXPORT, {**EXPORT, "name": "أخرى", "id": 99}]}}
    raw = json.dumps(chats, ensure_ascii=False, indent=1).replace("عاجل", "عاجل\\x07")
    (tmp_path / "result.json").write_text(raw, encoding="utf-8")
    documents, faults = read(tmp_path / "result.json")
    assert not faults and [d.outlet for d in documents] == ["قناة البادية"] * 2 + ["أخرى"] * 2
    assert len({d.source for d in documents}) == 4
    (tmp_path / "result.json").write_text(raw[:-200], encoding="utf-8")
    assert "cut short" in read(tmp_path / "result.json")[1][0].reason


def test_telegram_s_html_export(tmp_path: pathlib.Path) -> None:
    page = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body><div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">قناة البادية</div></div></div>'
        '<div class="page_body chat_page"><div class="history"><div class="message service" id="message-1"><div class="body details">21 February 2021</div></div>'
        f'<div class="message default clearfix" id="message2"><div class="pull_left userpic_wrap"></div><div class="body"><div class="pull_right date details" title="21.02.2021 10:00:00 UTC+03:00">10:00</div><div class="from_name">قناة البادية</div><div class="forwarded body"><div class="from_name">مراسل الشرق<span class="date details"> 20.02.2021</span></div><div class="text">{FIRST}<br>سطر ثان</div></div></div></div>'
        '<div class="message default clearfix joined" id="message3"><div class="body"><div class="pull_right date details" title="22.02.2021 10:00:00">10:00</div><div class="text">اشتباك قرب السخنة</div></div></div></div></div></div></body></html>'
    )
    (tmp_path / "messages.html").write_text(page, encoding="utf-8")
    documents, faults = read(tmp_path / "messages.html")
    assert not faults and [(d.file, d.published, d.forwarded_from) for d in documents] == [
        ("قناة البادية/2", dt.date(2021, 2, 21), ("مراسل الشرق",)), ("قناة البادية/3", dt.date(2021, 2, 22), ()),
    ]  # fmt: skip
    assert documents[0].text == f"{FIRST}\nسطر ثان"


def letter(n: int) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "غرفة الأخبار <room@example.org>"
    made["To"] = "list@example.org"
    made["Subject"] = f"تقرير الوضع رقم {n}"
    made["Date"] = "Mon, 22 Feb 2021 10:00:00 +0300"
    made["Message-ID"] = f"<{n}@example.org>"
    made.set_content(f"{FIRST}\nFrom السطر يبدأ هكذا\n{n}")
    made.add_alternative(f"<p>{FIRST}</p>", subtype="html")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    return made


def test_a_mailbox_and_a_message(tmp_path: pathlib.Path) -> None:
    box = mailbox.mbox(tmp_path / "m.mbox")
    for n in range(3):
        box.add(letter(n))
    box.flush()
    documents, faults = read(tmp_path / "m.mbox")
    assert not faults and [d.title for d in documents] == [f"تقرير الوضع رقم {n}" for n in range(3)]
    assert {(d.outlet, d.published, d.flags) for d in documents} == {("غرفة الأخبار", dt.date(2021, 2, 22), ("attachments_not_read",))}
    (tmp_path / "one.eml").write_bytes(letter(7).as_bytes())
    (one,), _ = read(tmp_path / "one.eml")
    assert FIRST in one.text and one.title == "تقرير الوضع رقم 7"


def test_pdf_by_weasyprint_has_its_ligatures_and_order(tmp_path: pathlib.Path) -> None:
    weasyprint = pytest.importorskip("weasyprint", reason="WeasyPrint makes the PDF")
    weasyprint.HTML(string=PAGE).write_pdf(tmp_path / "a.pdf")
    (document,), faults = read(tmp_path / "a.pdf")
    assert not faults and FIRST in document.text and SECOND in document.text


def test_word_by_python_docx(tmp_path: pathlib.Path) -> None:
    docx = pytest.importorskip("docx", reason="python-docx makes the document")
    made = docx.Document()
    for text in (FIRST, SECOND):
        made.add_paragraph(text)
    made.save(tmp_path / "a.docx")
    (document,), _ = read(tmp_path / "a.docx")
    assert document.text.strip() == f"{FIRST}\n{SECOND}"


def test_tables(tmp_path: pathlib.Path) -> None:
    (tmp_path / "t.csv").write_text(f'الرقم;التاريخ;المصدر;النص\n5;2021-02-22;نشرة;"{FIRST}\nسطر ثان"\n6;2021-02-23;نشرة;"{SECOND}"\n7;2021-02-23;نشرة;\n', encoding="utf-8")
    documents, faults = read(tmp_path / "t.csv")
    assert [(d.file, d.published, d.outlet, d.text.count("\n")) for d in documents] == [
        ("5", dt.date(2021, 2, 22), "نشرة", 1), ("6", dt.date(2021, 2, 23), "نشرة", 0),
    ]  # fmt: skip
    assert [f.origin for f in faults] == [f"{tmp_path / 't.csv'}:3"]
    (tmp_path / "o.csv").write_text(f"a,b\nx,{SECOND.replace(',', '')}\n", encoding="utf-8")
    assert "--columns" in read(tmp_path / "o.csv")[1][0].reason
    assert [d.file for d in read(tmp_path / "o.csv", Given(columns="text=b,id=a"))[0]] == ["x"]


def test_archives_in_archives(tmp_path: pathlib.Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a/page.html", PAGE)
        z.writestr("../../escape.txt", FIRST)
        z.writestr("empty.txt", "")
    with tarfile.open(tmp_path / "t.tar.gz", "w:gz") as t:
        for name, raw in (("in.zip", inner.getvalue()), ("r.txt", SECOND.encode())):
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            t.addfile(info, io.BytesIO(raw))
    documents, faults = read(tmp_path / "t.tar.gz")
    assert [d.file for d in documents] == ["page.html", "escape.txt", "r.txt"] and [f.origin.rsplit("!")[-1] for f in faults] == ["empty.txt"]
    assert [p.name for p in tmp_path.iterdir()] == ["t.tar.gz"]


def test_zip_bombs_and_broken_archives_are_named(tmp_path: pathlib.Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("zeros.txt", b"0" * 30_000_000)
    assert "100 times" in read(tmp_path / "bomb.zip")[1][0].reason
    raw = (tmp_path / "bomb.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(raw[: len(raw) // 2])
    assert "cannot be opened" in read(tmp_path / "cut.zip")[1][0].reason
    with tarfile.open(tmp_path / "t.tar", "w") as t:
        for n in range(3):
            info = tarfile.TarInfo(f"{n}.txt")
            info.size = 2000
            t.addfile(info, io.BytesIO((FIRST * 20).encode()[:2000]))
    whole = bytearray((tmp_path / "t.tar").read_bytes())
    whole[512 + 2048 + 20] ^= 255  # the head of the second member
    (tmp_path / "broken.tar").write_bytes(whole)
    documents, faults = read(tmp_path / "broken.tar")
    assert len(documents) + len(faults) >= 2 and faults


@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is missing: apt-get install chromium")
def test_a_page_as_chromium_saves_it(tmp_path: pathlib.Path) -> None:
    (tmp_path / "in.html").write_text(PAGE, encoding="utf-8")
    words = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", f"file://{tmp_path / 'in.html'}"]
    saved = subprocess.run(words, capture_output=True, timeout=600, check=True).stdout
    (tmp_path / "saved.htm").write_bytes(saved)
    (document,), _ = read(tmp_path / "saved.htm")
    assert FIRST in document.text and SECOND in document.text


def test_a_page_saved_as_mhtml(tmp_path: pathlib.Path) -> None:
    body = PAGE.encode().hex(" ").upper().replace(" ", "=")
    lines = [f"={body}"[i : i + 72] for i in range(0, len(body) + 1, 72)]
    raw = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://n.example.org/7\nSubject: x\nDate: Mon, 22 Feb 2021 10:00:00 -0000\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="B"\n\n--B\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n'
        "Content-Location: https://n.example.org/7\n\n" + "=\n".join(lines) + "\n--B--\n"
    )
    (tmp_path / "p.mhtml").write_text(raw, encoding="ascii")
    (document,), _ = read(tmp_path / "p.mhtml")
    assert document.url == "https://n.example.org/7" and FIRST in document.text and document.published is None
