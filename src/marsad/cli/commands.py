"""The commands: thin, each calls one function. Heavy modules are imported where they are used, so that ``--help`` is quick."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import pathlib
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marsad import __version__
from marsad.cli import screen
from marsad.cli.screen import Failed
from marsad.model import Claim, Document, Rejection
from marsad.settings import Settings
from marsad.settings import load as load_settings

if TYPE_CHECKING:
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
_Columns = Annotated[str, typer.Option(metavar="MAP", help="Columns of a table: text=NAME,published=NAME,outlet=NAME,title=NAME,url=NAME,id=NAME.")]
_Database = Annotated[
    str | None, typer.Option("--db", metavar="URL", help="Ledger: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.", show_default=False)
]

_AsOf = Annotated[str | None, typer.Option(metavar="MOMENT", help="As the ledger stood then: 2026-11-22 (its end) or 2026-11-22T06:10:00Z.")]


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
    documents: Annotated[pathlib.Path | None, typer.Option(metavar="FILE", help="Write the documents here, in whose text the spans count.")] = None,
) -> None:
    """Read reports and write their claims; touches no database."""
    from marsad import pipeline

    if format not in ("jsonl", "csv", "geojson"):
        raise typer.BadParameter(f"{format} is none of jsonl, csv, geojson", param_hint="--format")
    given = _given(published, outlet, metadata)
    faults: list[Rejection] = []
    read: list[tuple[Document, list[Claim]]] = []
    with ExitStack() as stack:
        out = stack.enter_context(screen.writer(output))
        papers = stack.enter_context(screen.writer(documents)) if documents else None
        advance = stack.enter_context(screen.progress("reading reports"))
        for n, found in enumerate(pipeline.extract_paths(paths, given), 1):
            advance(n)
            if isinstance(found, Rejection):
                faults.append(found)
                continue
            if papers:
                papers.write(screen.line(found[0].to_json()))
            if format == "jsonl":
                out.writelines(screen.line(c.to_json()) for c in found[1])
            else:
                read.append(found)
        if format != "jsonl":
            out.writelines(pipeline.claims_as(format, read))
    screen.report(faults)


@app.command()
def explain(
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="The text; without it, standard input.", show_default=False)] = None,
    published: _Published = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Answer JSON lines {"id","text","published"} from standard input with {"id","mentions"}.')
    ] = False,
) -> None:
    """Print every mention that the reader sees, with its span, normal form and rule."""
    from marsad import pipeline

    if jsonl:
        with screen.writer(None) as out:
            faults = []
            for answer in pipeline.explain_lines(sys.stdin.buffer):
                if isinstance(answer, Rejection):
                    faults.append(answer)
                else:
                    out.write(screen.line(answer))
                    out.flush()
        screen.report(faults)
        return
    raw = text.encode() if text is not None else sys.stdin.buffer.read()
    for mention in pipeline.explain(raw, _day(published)):
        data = mention.to_json()
        kind, words, (start, end), rule = (data.pop(k) for k in ("kind", "text", "span", "rule"))
        normal = " ".join(f"{k}={_short(v)}" for k, v in data.items() if v is not None)
        typer.echo(f"{start:>5}–{end:<5} {kind:<10} «{words}»  {normal}  [{rule}]")


@app.command()
def ingest(
    paths: _Paths,
    published: _Published = None,
    outlet: _Outlet = None,
    metadata: _Metadata = None,
    columns: _Columns = "",
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="Reading processes; one a core by default.")] = None,
    db: _Database = None,
) -> None:
    """Read reports into the ledger; running it again goes on where it was stopped and changes nothing else."""
    from marsad import pipeline

    given = _given(published, outlet, metadata, columns)
    settings = _settings()
    with pipeline.open_ledger(db or settings.database) as ledger, screen.progress("reading reports") as advance:
        account = pipeline.ingest(paths, given, ledger, settings.store, progress=advance, jobs=jobs)
    typer.echo(screen.account(account))
    screen.report([*account.rejected, *account.quarantined])


@app.command()
def watch(
    sources: Annotated[pathlib.Path, typer.Argument(metavar="SOURCES", help="A file that lists what to watch (YAML).", show_default=False)],
    once: Annotated[bool, typer.Option("--once", help="Poll what is due and stop.")] = False,
    db: _Database = None,
) -> None:
    """Poll feeds, pages, sitemaps and folders on their schedules, and read what is new. The only command that goes out to the network."""
    from marsad import pipeline

    settings = _settings()
    with pipeline.open_ledger(db or settings.database) as ledger:
        account = pipeline.watch(sources, ledger, settings.store, once=once, say=lambda line: typer.echo(line, err=True))
    typer.echo(screen.account(account))
    screen.report([*account.rejected, *account.quarantined])


@app.command()
def link(
    policy: Annotated[str, typer.Option(metavar="NAME", help="How figures are chosen: default, ucdp, acled or range.")] = "default",
    scorer: Annotated[str, typer.Option(metavar="NAME", help="How pairs of claims are weighed: weights or splink.")] = "weights",
    anew: Annotated[bool, typer.Option("--anew", help="Link everything again, not only what is new.")] = False,
    db: _Database = None,
) -> None:
    """Group the ledger's claims into incidents and reconcile them."""
    from marsad import pipeline

    with pipeline.open_ledger(db or _settings().database, create=False) as ledger:
        try:
            pipeline.link(ledger, policy, scorer, anew=anew)
        except ValueError as error:
            raise Failed(f"{error}.") from error
        counts = ledger.counts()
    typer.echo(f"{counts['incidents']} incidents, {counts['links']} links, {counts['suggestions']} suggestions that wait for a person")


@app.command()
def show(
    incident: Annotated[str | None, typer.Argument(metavar="[INCIDENT]", help="An incident's id; without it, all of them.", show_default=False)] = None,
    as_of: _AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of text.")] = False,
    db: _Database = None,
) -> None:
    """Print incidents as a table, or one incident's dossier."""
    from marsad import pipeline

    moment = screen.moment(as_of, "--as-of")
    with pipeline.open_ledger(db or _settings().database, create=False) as ledger:
        found = ledger.incidents(as_of=moment) if incident is None or moment else []
        if incident is None:
            if as_json:
                typer.echo("".join(screen.line(i.to_json()).decode() for i in found), nl=False)
            else:
                typer.echo(screen.incidents_table(found) if found else "no incidents yet; «marsad link» makes them from the ledger's claims")
            return
        one = next((i for i in found if i.id == incident), None) if moment else ledger.incident(incident)
        if one is None:
            then = f" at {as_of}" if as_of else ""
            raise Failed(f"{incident}: no such incident in {ledger.name}{then}; «marsad show» lists them.")
        told = set(one.claims)
        claims = [c for c in ledger.claims(as_of=moment) if c.id in told] if moment else ledger.claims(incident=one.id)
    typer.echo(screen.line(one.to_json()).decode() if as_json else screen.dossier(one, claims), nl=not as_json)


@app.command()
def verify(db: _Database = None) -> None:
    """Check that bytes, texts and spans are what the ledger says."""
    from marsad import pipeline

    settings = _settings()
    with pipeline.open_ledger(db or settings.database, create=False) as ledger, screen.progress("verifying") as advance:
        faults = []
        for fault in pipeline.verify(ledger, settings.store):
            faults.append(fault)
            advance(len(faults))
        counts = ledger.counts()
    screen.report(faults)
    typer.echo(f"{counts['documents']} documents and {counts['claims']} claims are what their bytes give")


@app.command()
def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8765,
    access: Annotated[
        str | None, typer.Option(metavar="MODE", help="token (one user, by the address printed), accounts, or open.", show_default=False)
    ] = None,
    db: _Database = None,
) -> None:
    """The web workbench and the JSON API."""
    from marsad.cli import workbench

    settings = _settings()
    mode = access or settings.access
    if mode not in ("token", "accounts", "open"):
        raise typer.BadParameter(f"{mode} is none of token, accounts, open", param_hint="--access")
    workbench.serve(db or settings.database, host, port, settings, mode=mode)  # type: ignore[arg-type]  # checked above


@app.command()
def evaluate(
    gold: Annotated[pathlib.Path, typer.Argument(metavar="GOLD_DIR", help="A folder of annotated reports.", show_default=False)],
    claims: Annotated[
        pathlib.Path | None, typer.Argument(metavar="[CLAIMS]", help="Score these claims (JSON Lines) instead of reading.", show_default=False)
    ] = None,
    errors: Annotated[int, typer.Option(metavar="N", min=0, help="Print the first N differences.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
) -> None:
    """Score extraction against annotated documents."""
    from marsad import pipeline

    try:
        score = pipeline.evaluate(gold, claims)
    except (OSError, ValueError) as error:
        raise Failed(f"{error}.") from error
    for difference in score.differences[:errors]:
        typer.echo(difference)
    typer.echo(screen.line(score.table).decode() if as_json else score.text(), nl=not as_json)


@app.command()
def demo(
    folder: Annotated[pathlib.Path, typer.Option(metavar="FOLDER", help="Where the ledger of the demonstration goes.")] = pathlib.Path("demo"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8765,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop when the incidents are printed.")] = False,
) -> None:
    """Do all of it on the bundled sample reports, and open the workbench."""
    from marsad import pipeline
    from marsad.cli import workbench

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"{folder}: cannot be made ({error.strerror}); name another with --folder.") from error
    url = f"sqlite:///{folder / 'marsad.db'}"
    with pipeline.open_ledger(url) as ledger:
        with screen.progress("reading the sample reports") as advance:
            account = pipeline.ingest(pipeline.sample_reports(), _given(None, None, None), ledger, folder / "store", progress=advance)
        typer.echo(screen.account(account))
        pipeline.link(ledger)
        typer.echo(screen.incidents_table(ledger.incidents()))
    screen.report([*account.rejected, *account.quarantined])
    if no_serve:
        return
    if sys.stdout.isatty():
        workbench.serve(url, "127.0.0.1", port, dataclasses.replace(_settings(), store=folder / "store"), mode="open", browse=True, any_port=True)
    else:
        workbench.leave_running(url, folder / "store", folder / "workbench.log", port)


@app.command()
def date(
    paths: _Paths,
    published: _Published = None,
    outlet: _Outlet = None,
    metadata: _Metadata = None,
    output: _Output = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines instead of text.")] = False,
) -> None:
    """Tell when each report was printed, as far as that is known or proven by its words."""
    from marsad import pipeline

    faults: list[Rejection] = []
    with screen.writer(output) as out:
        for found in pipeline.date_paths(paths, _given(published, outlet, metadata)):
            if isinstance(found, Rejection):
                faults.append(found)
            elif as_json:
                document, dating = found
                known = {"published": document.published, "by": document.published_from}
                out.write(screen.line({"file": document.file, "id": document.id, **known, **dating.to_json()}))
            else:
                out.write(screen.dating(*found).encode())
    screen.report(faults)


_Query = Annotated[str | None, typer.Argument(metavar="[QUERY]", help="A name or part of one, Arabic or English, or an id.", show_default=False)]


@app.command()
def actors(query: _Query = None) -> None:
    """Search the actors that the reader knows."""
    from marsad.cli import lookups

    typer.echo(screen.table(("id", "kind", "country", "English", "Arabic"), lookups.actors(query)))


@app.command()
def sources(query: _Query = None) -> None:
    """Search the sources that the reader knows."""
    from marsad.cli import lookups

    typer.echo(screen.table(("id", "kind", "country", "English", "Arabic"), lookups.sources(query)))


@app.command()
def places(query: _Query = None) -> None:
    """Search the places that the reader knows."""
    from marsad.cli import lookups

    typer.echo(screen.table(("id", "kind", "country", "admin1", "latitude", "longitude", "Arabic"), lookups.places(query)))


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _day(text: str | None) -> dt.date | None:
    from marsad.read.document import day

    if text is None:
        return None
    found = day(text)
    if found is None:
        raise typer.BadParameter(f"{text} is no date; write it as 2021-02-24", param_hint="--published")
    return found


def _given(published: str | None, outlet: str | None, metadata: pathlib.Path | None, columns: str = "") -> Given:
    from marsad.read import Given, read_metadata

    return Given(_day(published), outlet, read_metadata(metadata) if metadata else {}, columns)


def _settings() -> Settings:
    try:
        settings = load_settings()
    except ValueError as error:  # TOMLDecodeError is one
        raise Failed(f"{error}.") from error
    if settings.lexicon.is_dir():
        os.environ.setdefault("MARSAD_LEXICON", str(settings.lexicon.resolve()))  # for the reading processes too
    return settings
