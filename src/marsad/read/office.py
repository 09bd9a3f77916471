"""PDF and Word documents to their text."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from marsad.read import letters, unpack
from marsad.read.decode import Unreadable, canonical
from marsad.read.document import Facts
from marsad.read.pieces import Part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
MAX_PAGES = 500
_MAX_XML = 20 * 2**20
_FORMS = re.compile("[\ufb50-\ufdcf\ufdf0-\ufdfb\ufe70-\ufefc]+")
_PAIRS = str.maketrans("()[]{}«»", ")(][}{»«")
_BACKWARDS = re.compile(r"\b[ةى]\w\w")  # no word begins so
_STRAY = re.compile(r"(?<=[ \n])([،؛.])(\d[\d/.:\-]{0,20})(?=[ \n]|$)")  # a mark that stood behind a number, read from the wrong side
_BRACKET = re.compile(r"[()\[\]{}«»]")
_ENDS = re.compile(r"[.!?؟:؛][\"'”»)\]]*$")
_DIGITS = re.compile("^[\\d٠-٩ \\-–/.]{1,12}$")


def read_docx(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    """The paragraphs of a Word document, deleted text left out. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            body = _member(archive, "word/document.xml")
            core = _member(archive, "docProps/core.xml") if "docProps/core.xml" in archive.namelist() else b""
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, EOFError, ValueError, RuntimeError) as error:
        raise Unreadable(f"is a Word document that cannot be opened ({error})") from error
    lines: list[str] = []
    line: list[str] = []
    try:
        for _, element in etree.iterparse(io.BytesIO(body), events=("end",), resolve_entities=False, no_network=True, load_dtd=False):
            if element.tag == f"{_W}t":
                line.append(element.text or "")
            elif element.tag == f"{_W}tab":
                line.append("\t")
            elif element.tag in (f"{_W}br", f"{_W}cr"):
                line.append("\n")
            elif element.tag == f"{_W}p":
                lines.append("".join(line))
                line = []
                element.clear()
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"is a Word document whose text is broken ({error})") from error
    text = canonical("\n".join(lines)).strip()
    if not text:
        raise Unreadable("is a Word document without any text")
    yield Part(text, "utf-8", page=Facts(title=_title(core)))


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.file_size > _MAX_XML or (info.file_size > 2**20 and info.file_size > unpack.RATIO * max(1, info.compress_size)):
        raise Unreadable("is a Word document that unpacks to more than a report holds")
    with archive.open(info) as source:
        found = source.read(_MAX_XML + 1)
    if b"<!DOCTYPE" in found[:2000] or b"<!ENTITY" in found:
        raise Unreadable("is a Word document that declares entities, which none needs and bombs do")
    return found


def _title(core: bytes) -> str | None:
    if not core:
        return None
    try:
        found = etree.fromstring(core, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)).find(f"{_DC}title")
    except etree.XMLSyntaxError:
        return None
    return (" ".join((found.text or "").split()) or None) if found is not None else None


def read_pdf(raw: bytes, headers: Mapping[str, str]) -> Iterator[Part]:
    """The text layer of a PDF, in reading order, letters in their plain forms. Raises Unreadable where there is none (a scan)."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable("is a PDF locked with a password" if locked else f"is a PDF that cannot be opened ({error})") from error
    pages = []
    flags = ("truncated",) if len(document) > MAX_PAGES else ()
    for n in range(min(len(document), MAX_PAGES)):
        page = document[n]
        found = page.get_textpage()
        pages.append(letters.read(found))
        found.close()
        page.close()
    title = document.get_metadata_dict(skip_empty=True).get("Title")
    document.close()
    text = flow(canonical("\n\n".join(pages)))
    if not text.strip():
        raise Unreadable("is a PDF without a text layer (a scan); read it with an OCR program and give the text")
    if len(_BACKWARDS.findall(text)) > 2:
        flags = (*flags, "broken_text_layer")  # the producer wrote words back to front: a person must look
    yield Part(text, "utf-8", page=Facts(title=" ".join(canonical(title).split()) or None) if title else Facts(), flags=flags)


def flow(text: str) -> str:
    """Printed lines joined to paragraphs: a line goes on where it is nearly as long as the longest and ends no sentence."""
    plain = _FORMS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text).replace("\u200f", "").replace("\u200e", "").replace("\ufffe", "")
    plain = _STRAY.sub(r"\2\1", plain)
    lines = [_unmirrored(" ".join(line.split())) for line in plain.split("\n")]
    lengths = sorted(len(x) for x in lines if x)
    full = 0.75 * lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0
    out: list[str] = []
    going = False
    for line in lines:
        if not line or _DIGITS.match(line):
            going = going and bool(_DIGITS.match(line or "-"))
            continue
        if going and out:
            out[-1] += " " + line
        else:
            out.append(line)
        going = len(line) >= full and not _ENDS.search(line)
    return "\n\n".join(out)


def _unmirrored(line: str) -> str:
    """Brackets and quotation marks the right way round: some files keep the mirrored glyph of a right-to-left line."""
    found = _BRACKET.search(line)
    closes = found and found[0] in ")]}»" and any("\u0600" <= c <= "\u06ff" for c in line)
    return line.translate(_PAIRS) if closes and _BRACKET.search(line, found.end() if found else 0) else line
