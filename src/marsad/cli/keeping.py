"""Commands that keep a ledger: read again, back up and restore, tell what changed since a moment."""

from __future__ import annotations

import datetime as dt
import pathlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marsad.cli import screen
from marsad.cli.commands import _Database, _settings, app
from marsad.cli.screen import Failed

if TYPE_CHECKING:
    from marsad.ledger import Change, Revision

_Json = Annotated[bool, typer.Option("--json", help="JSON Lines instead of text.")]


@app.command()
def reread(
    only_show: Annotated[bool, typer.Option("--only-show", help="Write nothing; print what would change.")] = False,
    as_json: _Json = False,
    db: _Database = None,
) -> None:
    """Read the ledger's reports again with today's lexicon and print what changes; what people decided stays."""
    from marsad import pipeline

    documents = new = gone = changed = 0
    with pipeline.open_ledger(db or _settings().database, create=False) as ledger, screen.progress("reading again") as advance:
        for found in pipeline.reread(ledger, only_show=only_show, progress=advance):
            documents, new, gone, changed = documents + 1, new + len(found.new), gone + len(found.gone), changed + len(found.changed)
            typer.echo(screen.line(found.to_json()).decode() if as_json else _revision(found), nl=not as_json)
    said = f"{documents} reports read otherwise: {new} new claims, {gone} gone, {changed} revised"
    after = "; nothing was written" if only_show else "; «marsad link» takes them up" if documents else ""
    typer.echo(said + after, err=True)


def _revision(found: Revision) -> str:
    words = dict(found.words)
    out = [f"{found.document}  {found.file}"]
    for mark, claims in (("+", found.new), ("-", found.gone)):
        out += [f"  {mark} {claim}  «{words.get(claim, '')}»" for claim in claims]
    for claim, _ in found.changed:
        out.append(f"  ~ {claim}  «{words.get(claim, '')}»")
        out += [f"      {p.role}: {_values(p.before)} → {_values(p.after)}" for p in found.parts if p.claim == claim]
    return "\n".join(out)


def _values(values: tuple[object, ...]) -> str:
    import orjson

    return " ".join(v if isinstance(v, str) else orjson.dumps(v).decode() for v in values) or "—"


@app.command()
def backup(
    file: Annotated[pathlib.Path, typer.Argument(metavar="FILE", help="A new file.", show_default=False)],
    db: _Database = None,
) -> None:
    """Write the ledger to one file while it is in use; the file is a ledger itself. The store of raw bytes is a folder to copy beside it."""
    from marsad import pipeline

    with pipeline.open_ledger(db or _settings().database, create=False) as ledger:
        ledger.backup(file)
        head = ledger.audit_head()
    typer.echo(f"{file}: {file.stat().st_size} bytes; the audit log ends with {head}")


@app.command()
def restore(
    file: Annotated[pathlib.Path, typer.Argument(metavar="FILE", help="What «marsad backup» wrote.", show_default=False)],
    db: _Database = None,
) -> None:
    """Fill a new, empty ledger from a backup."""
    from marsad import ledger as ledgers
    from marsad import pipeline

    url = db or _settings().database
    ledgers.restore(file, url)
    with pipeline.open_ledger(url, create=False) as ledger:
        counts, faults = ledger.counts(), ledger.verify()
    if faults:
        raise Failed(f"{file}: restored, but the audit log does not agree: {faults[0]}.")
    typer.echo(f"{counts['documents']} documents, {counts['claims']} claims, {counts['incidents']} incidents restored into {ledger.name}")


@app.command()
def changes(
    document: Annotated[str | None, typer.Argument(metavar="[DOCUMENT]", help="A document's id; without it, all.", show_default=False)] = None,
    since: Annotated[
        str | None, typer.Option(metavar="MOMENT", help="What became of incidents after it: 2026-11-22 or 2026-11-22T06:10:00Z.")
    ] = None,
    as_json: _Json = False,
    db: _Database = None,
) -> None:
    """Print which reports were printed anew at the same address, and the sentences that vanished and appeared; or, since a moment,
    what became of incidents and why."""
    from marsad import pipeline

    moment = screen.moment(since, "--since")
    if moment is not None and document is not None:
        raise typer.BadParameter("tells of all incidents; leave the document out", param_hint="--since")
    with pipeline.open_ledger(db or _settings().database, create=False) as ledger:
        if moment is not None:
            for change in ledger.changes(moment):
                typer.echo(screen.line(change.to_json()).decode() if as_json else _change(change), nl=not as_json)
            return
        for one in ledger.versions(document):
            if as_json:
                said = {"document": one.document, "previous": one.previous, "at": one.at.isoformat(), "vanished": one.vanished, "appeared": one.appeared}
                typer.echo(screen.line(said).decode(), nl=False)
            else:
                lines = [f"{one.at:%Y-%m-%d %H:%M} {one.previous} → {one.document}", *(f"  - {s}" for s in one.vanished), *(f"  + {s}" for s in one.appeared)]
                typer.echo("\n".join(lines))


def _tolls(told: Sequence[Mapping[str, Any]] | None) -> str:
    """The figures without their reasons: «killed 5–8 (best 8), wounded of civilians 3»."""
    shown = [f"{t['measure']}{' of ' + t['group'] if t['group'] else ''} {screen.span(t['low'], t['best'], t['high'])}" for t in told or ()]
    return ", ".join(shown) or "—"


def _change(change: Change) -> str:
    at = change.at.astimezone(dt.UTC)
    lead = f" → {change.into}" if change.into else f" ← {change.other}" if change.other else ""
    out = [f"{at:%Y-%m-%dT%H:%M:%SZ}  {change.what:<9} {change.incident}{lead}"]
    before, after = change.before or {}, change.after or {}
    for field in change.fields:
        said = _tolls if field == "tolls" else lambda value: _values((value,))
        out.append(f"    {field}: {said(before.get(field))} → {said(after.get(field))}")
    out += [f"    because {reason}" for reason in screen.causes(change.cause)]
    return "\n".join(out)
