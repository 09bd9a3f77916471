"""Bytes to text: every encoding that Arabic reports come in, and bytes that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.read.decode import Unreadable, canonical, decode

REPORT = (
    "قُتل خمسة من عناصر الشرطة وأصيب سبعة آخرون، فجر الخميس، بانفجار عبوة ناسفة استهدفت دوريتهم على الطريق الساحلي.\n"
    "وقال مصدر طبي إن بين المصابين حالتين حرجتين، فيما لم تتبن أي جهة الهجوم إلى الآن؛ وتجري القوى الأمنية عملية تمشيط في المنطقة."
)
PLAIN = "".join(c for c in REPORT if not "\u064b" <= c <= "\u0652")


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"), ("cp1256", "windows-1256"), ("iso8859_6", "iso-8859-6"),
    ],
)  # fmt: skip
def test_each_encoding_is_told_and_read(encoding: str, charset: str) -> None:
    found = decode(PLAIN.encode(encoding))
    assert (found.text, found.charset, found.flags) == (PLAIN, charset, ())


def test_a_declared_encoding_is_tried_when_it_is_not_utf8() -> None:
    assert decode("Café à l'est".encode("latin-1"), "latin-1").text == "Café à l'est"


def test_a_wrongly_declared_encoding_does_no_harm() -> None:
    assert decode(REPORT.encode(), "windows-1256").text == REPORT
    assert decode(PLAIN.encode("cp1256"), "no-such-code").text == PLAIN


def test_utf8_with_a_broken_byte_stays_utf8_and_is_flagged() -> None:
    raw = REPORT.encode()
    found = decode(raw[:40] + b"\xff" + raw[40:])
    assert found.flags == ("broken_encoding",) and "الطريق الساحلي" in found.text


def test_utf8_that_someone_read_as_latin_is_repaired() -> None:
    seen = "".join(b.to_bytes(1, "big").decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in PLAIN.encode())
    found = decode(seen.encode())
    assert (found.text, found.flags) == (PLAIN, ("encoding_repaired",))


@pytest.mark.parametrize("raw", [b"", b"  \r\n\t ", b"\xef\xbb\xbf", b"\xff\xfe \x00"])
def test_nothing_is_said_to_be_empty(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="empty"):
        decode(raw)


@pytest.mark.parametrize(
    ("raw", "what"), [(b"%PDF-1.7\n...", "a PDF"), (b"PK\x03\x04" + bytes(50), "ZIP"), (b"\x89PNG\r\n", "PNG"), (bytes(range(256)) * 20, "binary")]
)
def test_binary_is_refused_by_what_it_is(raw: bytes, what: str) -> None:
    with pytest.raises(Unreadable, match=what):
        decode(raw)


def test_canonical_text_has_no_nul_no_surrogate_and_one_kind_of_newline() -> None:
    assert canonical("\ufeffأ\r\nب\rج\x00\ud83d\u2028د") == "أ\nب\nج\ufffd\ufffd\nد"


def test_canonical_keeps_what_else_was_printed() -> None:
    printed = "مقاتلين روس″\u00a0قُتِلَـــ ﷲ ٤٠\u200f"
    assert canonical(printed) == printed


@given(st.binary(max_size=300))
def test_any_bytes_give_storable_text_or_a_reason(raw: bytes) -> None:
    try:
        text = decode(raw).text
    except Unreadable as error:
        assert str(error)
    else:
        assert text.encode("utf-8").decode() == text and "\x00" not in text and "\r" not in text
