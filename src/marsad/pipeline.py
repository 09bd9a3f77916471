"""The straight line, readable in one screen: bytes → document → claims → ledger → incidents → out.

A reading needs no database and a link no reader, so each room is imported where it is used.
"""

from __future__ import annotations

import datetime as dt
import pathlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from marsad.intake import Account
from marsad.model import Claim, Document, Mention, Rejection
from marsad.read import Given, read_all
from marsad.read.walk import walk

if TYPE_CHECKING:
    from marsad.extract.dating import Dating
    from marsad.extract.evaluate import Score
    from marsad.ledger import Ledger, Revision
    from marsad.linking import Linked

Reader = Callable[[Document], list[Claim]]


def reader() -> Reader:
    """The rules' reader."""
    from marsad.extract import reader as rules

    found: Reader = rules.claims
    return found


def read_claims(document: Document, read: Reader) -> list[Claim]:
    """The claims of a document; other languages are kept and not read."""
    return read(document) if "not_arabic" not in document.flags else []


def date(document: Document) -> Dating:
    """When the report was printed, with the words that prove it."""
    from marsad.arabic.tokens import tokenise
    from marsad.extract import dating, quantities, times
    from marsad.extract.seen import Context

    words = tokenise(document.text, document.cuts)
    context = Context(published=document.published, bounds=document.published_bounds, outlet=document.outlet_id or document.outlet)
    return dating.date_report(words, times.find(words, quantities.find(words), context), context)


def extract_paths(
    paths: Iterable[str], given: Given, *, read: Reader | None = None, stdin: BinaryIO | None = None
) -> Iterator[tuple[Document, list[Claim]] | Rejection]:
    """Each document with its claims, or why there is none; no database."""
    read = read or reader()
    for item in read_all(paths, given, stdin=stdin):
        yield item if isinstance(item, Rejection) else (item.document, read_claims(item.document, read))


def ingest(
    paths: Iterable[str],
    given: Given,
    ledger: Ledger,
    store: pathlib.Path,
    *,
    read: Reader | None = None,
    stdin: BinaryIO | None = None,
    progress: Callable[[int], object] = lambda _: None,
    jobs: int | None = None,
    apart: bool = False,
) -> Account:
    """Reads into the ledger, in parallel and in order: raw bytes kept first, then each document whole. ``progress`` gets the inputs so far.

    ``read``: another reader of claims, run here instead of in the reading processes; ``apart``: nothing is read in this process.
    """
    from marsad import intake

    return intake.ingest(walk(paths, given, stdin=stdin), given, ledger, store, read=read, progress=progress, jobs=jobs, apart=apart)


def watch(
    sources: pathlib.Path, ledger: Ledger, store: pathlib.Path, *, once: bool = False, say: Callable[[str], object] = lambda _: None
) -> Account:
    """Polls the sources that the file lists, each when it is due, and reads what is new; ``once`` stops after the first round."""
    from marsad import intake

    return intake.watch(sources, ledger, store, once=once, say=say)


def link(ledger: Ledger, policy: str = "default", scorer: str = "weights", *, anew: bool = False) -> Linked:
    """Groups the ledger's claims into incidents, reconciles them, and saves that: what is new, or everything. Accepted corrections count as read.

    Raises ValueError on an unknown policy or scorer (``weights``: the table; ``splink``: m and u as Splink estimated them).
    """
    from marsad import linking

    return linking.link(ledger, policy, scorer, anew=anew)


def reread(
    ledger: Ledger, *, read: Reader | None = None, only_show: bool = False, progress: Callable[[int, int], object] = lambda done, total: None
) -> Iterator[Revision]:
    """Reads the ledger's documents with today's lexicon; yields what that changes. A copy keeps telling the claims of what it copies."""
    from marsad.intake.copies import copy_of
    from marsad.read.likeness import carried

    plain = read or reader()

    def claims(document: Document, seen: frozenset[str] = frozenset()) -> list[Claim]:
        mine = read_claims(document, plain)
        origin = copy_of(document.flags)
        original = ledger.document(origin) if origin and origin not in seen else None
        return carried(mine, claims(original, seen | {document.id})) if original else mine

    return ledger.reread(claims, only_show=only_show, progress=progress)


def export(format: str, ledger: Ledger, as_of: dt.datetime | None = None) -> Iterator[bytes]:
    """The ledger in one of ``export.FORMATS``, piece by piece. ``as_of``: as it stood at that moment."""
    from marsad import delivery

    return delivery.export(format, ledger, delivery.Ask(as_of=as_of))


def claims_as(format: str, read: Iterable[tuple[Document, list[Claim]]]) -> Iterator[bytes]:
    """Claims of documents in one of ``export.CLAIM_FORMATS``."""
    from marsad.export import CLAIM_FORMATS, State

    pairs = list(read)
    return CLAIM_FORMATS[format](State((), {c.id: c for _, claims in pairs for c in claims}, {d.id: d for d, _ in pairs}))


def verify(ledger: Ledger, store: pathlib.Path) -> Iterator[Rejection]:
    """What is not as the ledger says: an edited row, bytes gone or changed, a text that they do not give, a span that is not its words.

    The bytes are read again as they first were: in a confined process.
    """
    from marsad.read.capture import Damaged, fetch
    from marsad.read.isolate import Pool
    from marsad.read.work import TARGET, texts

    yield from (Rejection(ledger.name, fault) for fault in ledger.verify())  # the audit log and the rows that it vouches for
    last: tuple[str, dict[str | None, str] | str] = ("", {})
    with Pool(TARGET) as pool:
        for document in ledger.documents():
            capture = ledger.capture(document.capture) if document.capture else None
            try:
                if capture is None:
                    yield Rejection(document.id, "its capture is missing from the ledger")
                else:
                    if last[0] != capture.sha256:
                        last = (capture.sha256, texts(pool, fetch(capture.sha256, store), capture))
                    if isinstance(last[1], str):
                        yield Rejection(document.id, f"its bytes give no text any more: it {last[1]}")
                    elif last[1].get(document.part) != document.text:
                        yield Rejection(document.id, "its text is not what its bytes give")
            except Damaged as error:
                yield Rejection(document.id, str(error))
            for claim, words, start, end in ledger.spans(document.id):
                if document.text[start:end] != words:
                    yield Rejection(f"{document.id}, {claim}", f"«{words}» does not stand at {start}–{end} of its text")


def open_ledger(url: str, *, create: bool = True) -> Ledger:
    """The ledger at the address, writing under the name of the lexicon in force."""
    from marsad.ledger import Ledger
    from marsad.resources import data_hash

    return Ledger(url, create=create, data_hash=data_hash())


def explain(raw: bytes, published: dt.date | None = None) -> list[Mention]:
    """Every mention in a text, whatever its language: what a person types is short. Raises Unreadable."""
    from marsad.extract.explain import explain as mentions
    from marsad.read.document import bare

    return list(mentions(bare(raw, published)))


def explain_lines(lines: Iterable[bytes]) -> Iterator[dict[str, Any] | Rejection]:
    """Answers JSON lines {"id", "text", "published"} with {"id", "mentions"}, in order; a broken line with what is wrong with it."""
    from marsad.read.decode import Unreadable
    from marsad.read.document import day
    from marsad.read.parse import parse_record as parse_line

    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = parse_line(line)
            text = record.get("text")
            if not isinstance(text, str):
                raise Unreadable('the record has no "text"')
            found = explain(text.encode("utf-8", "replace"), day(record.get("published"))) if text.strip() else []
        except Unreadable as error:
            yield Rejection(f"standard input, line {n}", str(error))
        else:
            yield {"id": record.get("id"), "mentions": [m.to_json() for m in found]}


def evaluate(gold: pathlib.Path, claims: pathlib.Path | None = None, *, read: Reader | None = None) -> Score:
    """Scores the reading of the annotated documents (or the claims in a file) against their annotation.

    Raises ValueError naming the file where the folder holds none, or one that is no annotation.
    """
    from marsad.extract import evaluate as scoring

    annotated = scoring.load(gold)
    if claims is not None:
        return scoring.evaluate(annotated, scoring.load_claims(claims))
    from marsad.read.document import annotated_document

    read = read or reader()
    found = [c.to_json() for stem, one in annotated for c in read_claims(annotated_document(stem, one["doc"]), read)]
    return scoring.evaluate(annotated, found)


def date_paths(paths: Iterable[str], given: Given) -> Iterator[tuple[Document, Dating] | Rejection]:
    """Each document with what proves its day, or why there is none."""
    for item in read_all(paths, given):
        yield item if isinstance(item, Rejection) else (item.document, date(item.document))


def sample_reports() -> list[str]:
    """The bundled sample reports, as paths."""
    from marsad.resources import files

    return [str(path) for path in files("sample/reports.jsonl")]
