"""Saved pages: the report's text, and what the page says of itself."""

from __future__ import annotations

import datetime as dt
import pathlib

import pytest

from marsad.model import Document, Rejection
from marsad.read import html, read_all

PARAGRAPHS = (
    "قُتل ثلاثة من عناصر حرس الحدود وأصيب اثنان آخران، أمس الأحد، في كمين نصبه مسلحون قرب البلدة، بحسب ما قال مصدر أمني.",
    "وأضاف المصدر أن المسلحين استولوا على آلية قبل أن ينسحبوا نحو الصحراء، وأن حملة تمشيط بدأت في المكان صباح اليوم.",
)
TEXT = " ".join(PARAGRAPHS)
TITLE = "كمين يوقع ثلاثة قتلى من حرس الحدود"


def page(head: str = "", body: str = "") -> str:
    text = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{TITLE} - نشرة</title>{head}</head><body>'
        f'<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/p">سياسة</a></li></ul></nav>{body}'
        f"<article><h1>{TITLE}</h1>{text}</article><footer>جميع الحقوق محفوظة</footer></body></html>"
    )


def read(tmp_path: pathlib.Path, html: str, encoding: str = "utf-8", name: str = "page.html") -> Document:
    (tmp_path / name).write_bytes(html.encode(encoding))
    (found,) = read_all([str(tmp_path / name)])
    assert not isinstance(found, Rejection), found
    return found.document


def test_text_with_its_headline_and_without_the_menu(tmp_path: pathlib.Path) -> None:
    document = read(tmp_path, page())
    assert document.text.startswith(TITLE) and all(p in document.text for p in PARAGRAPHS)
    assert document.text.count(TITLE) == 1 and "الرئيسية" not in document.text


def test_a_page_is_told_by_its_content(tmp_path: pathlib.Path) -> None:
    assert PARAGRAPHS[0] in read(tmp_path, page(), name="saved.txt").text


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2021-02-22T10:00:00+03:00">',
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2021-02-22"}]}</script>',
        '<meta itemprop="datePublished" content="2021-02-22 10:00">',
        '<link rel="canonical" href="https://sample.invalid/2021/02/22/ambush">',
        '<script type="application/ld+json">{broken</script><meta name="DC.date.issued" content="2021-02-22">',
    ],
)
def test_the_day_by_the_pages_own_metadata(tmp_path: pathlib.Path, head: str) -> None:
    document = read(tmp_path, page(head))
    assert (document.published, document.published_from) == (dt.date(2021, 2, 22), "page")


def test_a_levantine_month_is_not_the_first_of_january(tmp_path: pathlib.Path) -> None:
    html = page().replace(f"<h1>{TITLE}</h1>", f"<h1>{TITLE}</h1><p>الاثنين 22 شباط 2021</p>")
    document = read(tmp_path, html)
    assert (document.published, document.published_from) == (dt.date(2021, 2, 22), "page")


def test_an_undated_page_stays_undated(tmp_path: pathlib.Path) -> None:
    assert read(tmp_path, page()).published is None


def test_outlet_title_and_address(tmp_path: pathlib.Path) -> None:
    head = '<meta property="og:site_name" content="نشرة الصحراء"><meta property="og:title" content="كمين"><meta property="og:url" content="https://sample.invalid/n/1">'
    document = read(tmp_path, page(head))
    assert (document.outlet, document.title, document.url) == ("نشرة الصحراء", "كمين", "https://sample.invalid/n/1")


def test_a_page_in_windows_1256(tmp_path: pathlib.Path) -> None:
    html = page().replace("utf-8", "windows-1256").replace("\u064f", "")
    assert PARAGRAPHS[1] in read(tmp_path, html, "cp1256").text


def test_a_page_that_switches_the_first_extractor_off(tmp_path: pathlib.Path) -> None:
    document = read(tmp_path, page().replace("<article>", "<div>" * 300 + "<article>").replace("</article>", "</article>" + "</div>" * 300))
    assert all(p in document.text for p in PARAGRAPHS)


def test_a_page_with_a_monstrous_tag_is_refused_at_once(tmp_path: pathlib.Path) -> None:
    read(tmp_path, page())  # the reading process runs
    bomb = "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">"
    (tmp_path / "bomb.html").write_text(page().replace("<article>", bomb + "<article>"), encoding="utf-8")
    (found,) = read_all([str(tmp_path / "bomb.html")])
    assert isinstance(found, Rejection) and "tag" in found.reason, "not the clock ended it"


def test_a_long_script_does_no_harm(tmp_path: pathlib.Path) -> None:
    script = "<script>" + "var a=1;" * 100_000 + "</script>"
    assert PARAGRAPHS[0] in read(tmp_path, page(script)).text


@pytest.mark.parametrize(
    "markup",
    [
        '<meta name="citation_publication_date" content="2021/03/04">', '<meta property="rnews:datePublished" content="2021-03-04T10:00:00Z">',
        '<meta name="DC.date.created" content="2021-03-04">', '<abbr class="timestamp" data-utime="1614852000" title="x 2021">4 March</abbr>',
        '<div class="post-date">Posted on March 4, 2021</div>', '<span class="published">04.03.21</span>',
    ],
)  # fmt: skip
def test_days_that_only_htmldate_knows(tmp_path: pathlib.Path, markup: str) -> None:
    head, body = (markup, "") if markup.startswith("<meta") else ("", markup)
    (tmp_path / "a.html").write_text(f"<!doctype html><html><head><meta charset=utf-8><title>خبر</title>{head}</head><body>{body}<article><h1>خبر</h1><p>{TEXT}</p></article></body></html>", encoding="utf-8")
    (item,) = read_all([str(tmp_path / "a.html")])
    assert not isinstance(item, Rejection) and (item.document.published, item.document.published_from) == (dt.date(2021, 3, 4), "page")


@pytest.mark.parametrize(
    "body",
    [
        '<div class="date">آذار 2021</div>', '<div class="date">حتى 2021</div>', "<p>وقع الهجوم في 4 March 2021 بحسب الوكالة.</p>", '<img src="/2021/03/04/a.jpg">',
        '<footer><span class="date">March 4, 2021</span></footer>', '<aside><time datetime="x">March 4, 2021</time></aside>', '<meta property="og:image" content="/2021/03/04/a.jpg">',
    ],
)  # fmt: skip
def test_htmldate_is_given_nothing_to_guess_from(tmp_path: pathlib.Path, body: str) -> None:
    (tmp_path / "a.html").write_text(f"<!doctype html><html><head><meta charset=utf-8><title>خبر</title></head><body><article><h1>خبر</h1><p>{TEXT}</p></article>{body}</body></html>", encoding="utf-8")
    (item,) = read_all([str(tmp_path / "a.html")])
    assert not isinstance(item, Rejection) and item.document.published is None


def test_htmldate_is_only_asked_where_nothing_else_says_the_day(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_told_day", lambda tree: pytest.fail("it was asked"))
    assert html.page(f'<html><head><meta property="article:published_time" content="2021-03-04"></head><body><h1>خبر</h1><p>{TEXT}</p></body></html>'.encode()).facts.published
    assert html.page(f'<html><body><h1>خبر</h1><div class="date">4 آذار 2021</div><p>{TEXT}</p></body></html>'.encode()).facts.published


def test_a_page_whose_address_cannot_be_taken_apart(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.html").write_text(f'<html><head><meta charset=utf-8><link rel="canonical" href="https://[x/a"></head><body><h1>خبر</h1><p>{TEXT}</p></body></html>', encoding="utf-8")
    (item,) = read_all([str(tmp_path / "a.html")])
    assert not isinstance(item, Rejection) and item.document.url is None
