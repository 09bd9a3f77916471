"""The command line: thin commands, each calls one function. Heavy modules are imported where they are used.

Exit codes: 0 success, 1 failure (of any input), 2 wrong usage. Errors are one plain sentence on stderr.
"""

from __future__ import annotations

import datetime as dt
import pathlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NoReturn

import typer

from marsad import __version__

if TYPE_CHECKING:
    from marsad.model import Claim, Document, Rejection
    from marsad.read import Given

app = typer.Typer(
    name="marsad",
    help="Arabic conflict reporting, read into a ledger that can be audited.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders or - for standard input.", show_default=False)]
_Published = Annotated[str | None, typer.Option(metavar="DATE", help="Day of publication, as 2021-02-24, where a report does not tell it.")]
_Outlet = Annotated[str | None, typer.Option(metavar="NAME", help="Who published, where a report does not tell it.")]
_Metadata = Annotated[
    pathlib.Path | None, typer.Option(metavar="FILE", help='JSON Lines, a line a report: {"file","published","outlet","title","url"}.')
]
_Output = Annotated[pathlib.Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of to standard output.")]
_Database = Annotated[
    str | None, typer.Option("--db", metavar="URL", help="Ledger: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.", show_default=False)
]


class Failed(Exception):
    """A command that cannot go on: one plain sentence for stderr, exit code 1."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"marsad {__version__}")
        raise typer.Exit


@app.callback()
def common(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Arabic conflict reporting, read into a ledger that can be audited."""


@app.command()
def extract(
    paths: _Paths,
    published: _Published = None,
    outlet: _Outlet = None,
    metadata: _Metadata = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="jsonl, csv or geojson.")] = "jsonl",
    output: _Output = None,
    documents: Annotated[
        pathlib.Path | None, typer.Option(metavar="FILE", help="Write the documents, whose text the spans count in, here.")
    ] = None,
) -> None:
    """Read reports and write their claims; touches no database."""
    from marsad import pipeline

    if format not in ("jsonl", "csv", "geojson"):
        raise typer.BadParameter(f"{format} is none of jsonl, csv, geojson", param_hint="--format")
    given = _given(published, outlet, metadata)
    faults: list[Rejection] = []

    def results() -> Iterator[tuple[Document, list[Claim]]]:
        with _progress("reading") as advance:
            for n, found in enumerate(pipeline.extract_paths(paths, given), 1):
                if isinstance(found, tuple):
                    yield found
                else:
                    faults.append(found)
                advance(n)

    with _writer(documents, binary_stdout=False) as papers:
        kept = _also_write(results(), papers)
        with _writer(output) as out:
            assert out is not None  # noqa: S101 - standard output where no file is named
            if format == "jsonl":
                for _, claims in kept:
                    for claim in claims:
                        out.write(_line(claim.to_json()))
            else:
                _write_table(format, [c for _, claims in kept for c in claims], out)
    _report(faults)


@app.command()
def explain(
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="The text; without it, standard input.", show_default=False)] = None,
    published: _Published = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Answer JSON lines {"id","text","published"} from standard input with {"id","mentions"}.')
    ] = False,
) -> None:
    """Print every mention that the reader sees, with its span, normal form and rule."""
    from marsad.extract.explain import explain as mentions_of

    if jsonl:
        _explain_lines(sys.stdin.buffer, mentions_of)
        return
    raw = text.encode() if text is not None else sys.stdin.buffer.read()
    document = _read_text(raw, _day(published))
    for mention in mentions_of(document):
        data = mention.to_json()
        fixed = {k: data.pop(k) for k in ("kind", "text", "span", "rule")}
        normal = " ".join(f"{k}={_short(v)}" for k, v in data.items() if v is not None)
        typer.echo(f"{fixed['span'][0]:>5}–{fixed['span'][1]:<5} {fixed['kind']:<10} «{fixed['text']}»  {normal}  [{fixed['rule']}]")


def _explain_lines(lines: Iterable[bytes], mentions_of: Any) -> None:
    from marsad.read.decode import Unreadable
    from marsad.read.document import day
    from marsad.read.inputs import parse_line

    faults = 0
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = parse_line(line)
            if not isinstance(record.get("text"), str):
                raise Unreadable('the record has no "text"')
        except Unreadable as error:
            typer.echo(f"marsad: standard input, line {n}: {error}", err=True)
            faults += 1
            continue
        document = _read_text(record["text"].encode("utf-8", "replace"), day(record.get("published")))
        answer = {"id": record.get("id"), "mentions": [m.to_json() for m in mentions_of(document)]}
        sys.stdout.buffer.write(_line(answer))
    sys.stdout.buffer.flush()
    if faults:
        raise typer.Exit(1)


def _read_text(raw: bytes, published: dt.date | None) -> Document:
    """A document of bare text, whatever its language: what a person types is short."""
    from marsad.ids import document_id
    from marsad.model import Document
    from marsad.read.decode import Unreadable, decode

    try:
        text = decode(raw).text
    except Unreadable as error:
        if not raw.strip():
            return Document(document_id("", ""), "", "-", published)
        raise Failed(f"standard input: {error}") from error
    return Document(document_id("", text), text, "-", published, "option" if published else None)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _day(text: str | None, option: str = "--published") -> dt.date | None:
    from marsad.read.document import day

    if text is None:
        return None
    found = day(text)
    if found is None:
        raise typer.BadParameter(f"{text} is no date; write it as 2021-02-24", param_hint=option)
    return found


def _given(published: str | None, outlet: str | None, metadata: pathlib.Path | None) -> Given:
    from marsad.read import Given, read_metadata
    from marsad.read.decode import Unreadable

    when = _day(published)
    if metadata is None:
        return Given(when, outlet)
    try:
        return Given(when, outlet, read_metadata(metadata))
    except Unreadable as error:
        raise Failed(str(error)) from error


def _line(value: Any) -> bytes:
    import orjson

    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def _also_write(found: Iterable[tuple[Document, list[Claim]]], papers: BinaryIO | None) -> Iterator[tuple[Document, list[Claim]]]:
    """Passes the results on, writing each document as it goes by."""
    for document, claims in found:
        if papers is not None:
            papers.write(_line(document.to_json()))
        yield document, claims


@contextmanager
def _writer(path: pathlib.Path | None, *, binary_stdout: bool = True) -> Iterator[BinaryIO | None]:
    """The named file, else standard output (or nothing). Raises Failed where the file cannot be written."""
    if path is None:
        yield sys.stdout.buffer if binary_stdout else None
        if binary_stdout:
            sys.stdout.buffer.flush()
        return
    try:
        file = path.open("wb")
    except OSError as error:
        raise Failed(f"{path}: cannot be written ({error.strerror})") from error
    with file:
        yield file


def _write_table(format: str, claims: list[Claim], out: BinaryIO) -> None:
    from marsad.export import claims_as

    out.write(claims_as(format, claims))


def _report(faults: Iterable[Rejection]) -> None:
    """Names every input that was not read; exit code 1 where there is one."""
    failed = False
    for fault in faults:
        typer.echo(f"marsad: {fault.origin}: {fault.reason}", err=True)
        failed = True
    if failed:
        raise typer.Exit(1)


@contextmanager
def _progress(what: str, total: int | None = None) -> Iterator[Any]:
    """A progress bar on stderr once the work takes a second, only on a terminal; yields a function that takes the number done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from marsad.terminal import progress

    with progress(what, total) as advance:
        yield advance


def _fail(sentence: str, code: int) -> NoReturn:
    sys.stderr.write(f"marsad: {sentence}\n")
    raise SystemExit(code)


_UsageError: Any = typer.BadParameter.__base__  # click's, which newer Typers carry inside


def main() -> None:
    """The entry point: runs a command, and turns every expected error into a sentence and an exit code."""
    debug = "--debug" in sys.argv[1:]
    if debug:  # wherever it was written
        sys.argv = [sys.argv[0], *(a for a in sys.argv[1:] if a != "--debug")]
    try:
        code = app(prog_name="marsad", standalone_mode=False)
    except _UsageError as error:
        where = error.ctx.command_path if error.ctx else "marsad"
        _fail(f"{error.format_message()} See «{where} --help».", 2)
    except (Failed, *_expected()) as error:
        if debug:
            raise
        _fail(str(error), 1)
    except typer.Abort:
        _fail("stopped", 1)
    except KeyboardInterrupt:
        _fail("stopped; what was written before stays", 130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away: nothing to say, and no second error at exit
        raise SystemExit(1) from None
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence instead of a traceback
        if debug:
            raise
        _fail(f"unexpected error: {type(error).__name__}: {error}. Run again with --debug and report it.", 1)
    raise SystemExit(code if isinstance(code, int) else 0)


def _expected() -> tuple[type[Exception], ...]:
    """Error types of modules that are loaded by now; none is imported for the asking."""
    found = []
    for module, name in (("marsad.ledger", "LedgerError"), ("marsad.resources", "DataError"), ("marsad.read.decode", "Unreadable")):
        if module in sys.modules:
            found.append(getattr(sys.modules[module], name))
    return tuple(found)


if __name__ == "__main__":
    main()
