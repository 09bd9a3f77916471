"""Every reason that the code can give is known, and is said in Arabic without a Latin sentence; the list is collected from the code."""

from __future__ import annotations

import ast
import datetime as dt
import pathlib
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from marsad.model import Rejection
from marsad.web import i18n, reasons
from marsad.web.jobs import Job, Line

SOURCE = pathlib.Path(reasons.__file__).parent.parent
ROOMS = [*sorted((SOURCE / "read").glob("*.py")), *sorted((SOURCE / "intake").glob("*.py")), *(SOURCE / "resources" / f"{n}.py" for n in ("own", "actors", "sources", "places", "watched"))]
NOT_SHOWN = {  # sentences of these modules that no page shows
    "capture.py": "the bytes of this capture", "isolate.py": "import sys|a frame larger|a reader of documents|the other end|no greeting", "work.py": "<!doctype|The army said",
    "inputs.py": "cannot be read|no \"file\"|is no date", "telegram.py": "//div|^Telegram ", "walk.py": "ends of web archives|empty replies|indexes of|hidden files|notes of the program|records of no known",
    "fetch.py": "^its name is not known: x$",  # an OSError, told inside of «cannot be reached (…)»
}  # fmt: skip
AR, EN = i18n.speaker("ar"), i18n.speaker("en")


def texts(node: ast.expr, path: pathlib.Path) -> list[str]:
    """What a string expression can say: a figure for what is put in as a figure, a letter for the rest; both branches of a choice."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return texts(node.body, path) + texts(node.orelse, path)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [a + b for a in texts(node.left, path) for b in texts(node.right, path)]
    if isinstance(node, ast.JoinedStr):
        found = [""]
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                inner = part.value
                said = texts(inner, path) if isinstance(inner, ast.IfExp | ast.JoinedStr) else [value_of(inner, path)]
            else:
                said = texts(part, path)
            found = [a + b for a in found for b in said]
        return found
    return [value_of(node, path)]


def value_of(node: ast.expr, path: pathlib.Path) -> str:
    """A value as it may look: the code's own names tell which are words."""
    name = ast.unparse(node)
    nested = {"record.reason": "the record's stated length is wrong", "what": "a PDF", "missing": "3 records of 9", "part": "entry 3", "path": "data/x.yml"}
    if name in nested:
        return nested[name]
    if name == "said" and path.name == "telegram.py":
        return "is no message"
    words = "error|why|name|kind|spelling|place|join|text|literal|address|encoding|content|where|tie|edge|labels|entry|one\\.id|twice|model|first|a\\b|b\\b|column|field|seen|headers|source"
    return "x" if re.search(words, name) and "len(" not in name else "7"


def said_by(path: pathlib.Path) -> Iterator[str]:
    """Every string of a module with two words or more that is neither a docstring nor a part of another."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {id(c) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr | ast.BinOp | ast.IfExp | ast.FormattedValue) for c in ast.walk(n) if c is not n}
    inner |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp | ast.IfExp) and id(node) not in inner:
            if isinstance(node, ast.Constant) and not isinstance(node.value, str):
                continue
            for text in texts(node, path):
                if re.search(r"[a-z]{2,} [a-z]{2,}", text) and not re.search(NOT_SHOWN.get(path.name, "^$"), text):
                    yield text


REASONS = sorted({text for path in ROOMS for text in said_by(path)})
LATIN_SENTENCE = re.compile(r"[A-Za-z]{2,}[ ,;:]+[A-Za-z]{2,}")


def shown(text: str, speaker: i18n.Speaker = AR) -> str:
    """The words on the page, without what is isolated as a name."""
    return re.sub(r"<bdi[^>]*>.*?</bdi>|<[^>]+>", " ", str(reasons.told(speaker, text)))


def test_there_are_many() -> None:
    assert len(REASONS) > 150


@pytest.mark.parametrize("text", REASONS)
def test_each_reason_is_said_in_arabic(text: str) -> None:
    known = reasons.recognised(text)
    assert known, "give it an Arabic text in web/catalogue/reasons.yml"
    assert known[0].id != "data_file", "it has a text of its own"
    assert re.search("[ء-ي]", shown(text)) and not LATIN_SENTENCE.search(shown(text))
    assert reasons.told(EN, text).striptags() == text, "English is what was said"


@pytest.mark.parametrize("one", reasons.reasons(), ids=lambda one: one.id)
def test_each_entry_is_whole(one: reasons.Reason) -> None:
    slots = set(i18n.SLOT.findall(one.ar))
    assert slots <= set(i18n.SLOT.findall(one.en)) and "error" not in slots
    assert re.search("[ء-ي]", one.ar) and not LATIN_SENTENCE.search(i18n.SLOT.sub("", one.ar))
    samples = {"reason": "is empty", "what": "a PDF", "part": "entry 3", "missing": "7 bytes", "file": "sources.yml"}
    text = i18n.SLOT.sub(lambda m: samples.get(m[1], "7"), one.en)
    known = reasons.recognised(text)
    assert known and known[0].id == one.id, "another entry takes its texts"


def test_no_two_have_one_code() -> None:
    ids = [one.id for one in reasons.reasons()]
    assert len(ids) == len(set(ids))


def test_figures_names_and_what_is_in_them() -> None:
    assert str(reasons.told(AR, "is 40.5 MB, more than one report holds (16 MB); split it, or give JSON Lines, a report a line")).startswith("حجمه <bdi>40.5</bdi> م.ب")
    assert "٤٠٫٥" in reasons.told(i18n.speaker("ar", "arab"), "is 40.5 MB, more than a message holds")
    assert "الرسالة" in shown("message 3: is not JSON (unexpected end of data)") and "ليس JSON" in shown("message 3: is not JSON (unexpected end of data)")
    assert "unexpected" not in reasons.told(AR, "is not JSON (unexpected end of data)")
    assert "<b>" not in reasons.told(AR, "has no column «<b>»; its columns are <i>") and "&lt;b&gt;" in reasons.told(AR, "has no column «<b>»; its columns are <i>")
    polled = "news: 2 stored, 1 known, 0 changed; https://n.example.org/1: is cut short: 5 of 9 bytes came; next 2026-01-01 10:00 UTC"
    assert "مبتور: وصل" in shown(polled) and not LATIN_SENTENCE.search(shown(polled))


def test_an_old_row_is_shown_as_it_stands() -> None:
    assert reasons.told(AR, "went wrong <in> another age") == '<bdi dir="auto">went wrong &lt;in&gt; another age</bdi>'


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_job_s_page_speaks_one_language(own_client: TestClient, lang: str) -> None:
    job = Job("told", "poll", "", "workbench", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), state="failed", failure="unexpected error: KeyError")
    job.reasons = [Rejection("ملف", text) for text in REASONS]
    job.lines.append(Line("news: 2 stored, 1 known, 0 changed; next 2026-01-01 10:00 UTC"))
    own_client.app.state.desk.jobs._jobs["told"] = job  # type: ignore[attr-defined]  # as a run over all of them leaves one
    page = own_client.get(f"/jobs/told?lang={lang}").text
    words = re.sub(r"<bdi[^>]*>.*?</bdi>|<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])
    assert bool(LATIN_SENTENCE.search(words)) is False if lang == "ar" else "KeyError" in page
    assert ("خطأ غير متوقع" in page and "حُفظ" in page) if lang == "ar" else "2 stored" in page


def test_a_refused_entry_is_told_in_arabic(own_client: TestClient) -> None:
    here = {"Sec-Fetch-Site": "same-origin"}
    page = own_client.post("/lexicon/places?lang=ar", data={"place": "no_such_place", "spelling": "مكان"}, headers=here)
    assert page.status_code == 422 and "لا مكان بهذا المعرّف" in page.text and "no place has" not in page.text
