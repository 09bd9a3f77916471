"""Commands by which the ledger leaves the house: export, bundle, report."""

from __future__ import annotations

import datetime as dt
import pathlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from marsad.cli import screen
from marsad.cli.commands import _Database, _Output, _settings, app
from marsad.cli.screen import Failed

if TYPE_CHECKING:
    from marsad.delivery import Ask

_From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="Only what may have happened on this day or later.")]
_To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="… on this day or earlier.")]
_Place = Annotated[str, typer.Option(metavar="NAME", help="Only places whose name holds this, Arabic or English.")]
_Admin1 = Annotated[str, typer.Option(metavar="NAME", help="Only this governorate, by its English name.")]
_Country = Annotated[str, typer.Option(metavar="CODE", help="Only this country, as SY.")]
_Actor = Annotated[str, typer.Option(metavar="ID", help="Only where this actor or a unit of it did it or suffered it.")]
_Type = Annotated[str, typer.Option(metavar="TYPE", help="Only this event type.")]
_Grade = Annotated[str, typer.Option(metavar="GRADE", help="Only this grade: confirmed, fair, weak, contested, discounted.")]
_Review = Annotated[str, typer.Option(metavar="STATE", help="Only incidents whose claims are accepted, rejected or unreviewed.")]
_Policy = Annotated[str, typer.Option(metavar="NAME", help="How figures are chosen: default, ucdp, acled or range.")]
_AsOf = Annotated[str | None, typer.Option("--as-of", metavar="MOMENT", help="As the ledger stood then: 2026-11-22 or 2026-11-22T06:10:00Z.")]
_Profile = Annotated[str, typer.Option(metavar="NAME", help="Who may see it: full, restricted or public.")]


@app.command()
def export(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help="jsonl, claims, csv, xlsx, acled, ucdp, plover, airwars, geojson, geoparquet, kml, hxl, "
                                          "datapackage, ftm, uwazi, claimreview or prov.", show_default=False)],
    output: _Output = None, first: _From = None, last: _To = None, place: _Place = "", admin1: _Admin1 = "", country: _Country = "", actor: _Actor = "",
    type_: Annotated[str, typer.Option("--type", metavar="TYPE", help="Only this event type.")] = "", grade: _Grade = "", review: _Review = "",
    policy: _Policy = "", as_of: _AsOf = None, profile: _Profile = "full",
    right_to_left: Annotated[bool, typer.Option("--rtl", help="XLSX: sheets from right to left, with Arabic column names.")] = False,
    db: _Database = None,
) -> None:  # fmt: skip
    """Write the ledger out in a format of another tool."""
    from marsad import delivery, pipeline
    from marsad.export import FORMATS

    chosen = delivery.format_of(format)
    if chosen is None:
        raise typer.BadParameter(f"{format} is none of {', '.join(FORMATS)}", param_hint="FORMAT")
    if missing := chosen.needs():
        raise Failed(f"{missing}.")
    ask = _ask(first, last, place, admin1, country, actor, type_, grade, review, policy, as_of, profile, right_to_left)
    with pipeline.open_ledger(db or _settings().database, create=False) as ledger:
        state = delivery.state(ledger, ask, chosen)
        with screen.writer(output) as out:
            out.writelines(chosen.write(state))
    _say_left_out(state.left_out)


@app.command()
def bundle(
    output: Annotated[pathlib.Path, typer.Option("--output", "-o", metavar="PATH", help="A new folder, or a file that ends in .zip.", show_default=False)],
    formats: Annotated[str, typer.Option("--formats", metavar="LIST", help="Further formats of «marsad export», with commas between.")] = "",
    raw: Annotated[bool, typer.Option("--raw", help="The captured bytes go along (not under the profile public).")] = False,
    first: _From = None, last: _To = None, place: _Place = "", admin1: _Admin1 = "", country: _Country = "", actor: _Actor = "",
    type_: Annotated[str, typer.Option("--type", metavar="TYPE", help="Only this event type.")] = "", grade: _Grade = "", review: _Review = "",
    policy: _Policy = "", as_of: _AsOf = None, profile: _Profile = "public", db: _Database = None,
) -> None:  # fmt: skip
    """Write a bundle to hand over: export, evidence, hashes, method, audit head, and a verifier that needs only Python."""
    from marsad import delivery, pipeline
    from marsad.export import ALIASES, FORMATS
    from marsad.read.capture import Damaged

    more = [ALIASES.get(f.strip(), f.strip()) for f in formats.split(",") if f.strip()]
    for name in more:
        if name not in FORMATS:
            raise typer.BadParameter(f"{name} is none of {', '.join(FORMATS)}", param_hint="--formats")
        if missing := FORMATS[name].needs():
            raise Failed(f"{missing}.")
    if raw and profile == "public":
        raise typer.BadParameter("captured bytes are reports' words; ask for --profile restricted or full", param_hint="--raw")
    settings = _settings()
    ask = _ask(first, last, place, admin1, country, actor, type_, grade, review, policy, as_of, profile)
    with pipeline.open_ledger(db or settings.database, create=False) as ledger:
        try:
            seal, state = delivery.bundle(ledger, ask, output, store=settings.store if raw else None, formats=more)
        except (FileExistsError, Damaged) as error:
            raise Failed(f"{str(error).rstrip('.')}.") from error
        except OSError as error:
            raise Failed(f"{output}: cannot be written ({error.strerror}).") from error
    _say_left_out(state.left_out)
    typer.echo(f"{output}: manifest sha256 {seal}")


@app.command()
def report(
    output: Annotated[pathlib.Path, typer.Option("--output", "-o", metavar="FILE", help="One HTML file, or a PDF where the name ends in .pdf (by Chromium).",
                                                 show_default=False)],
    language: Annotated[str | None, typer.Option("--language", metavar="LANG", help="ar or en; that of the settings where it is not given.")] = None,
    first: _From = None, last: _To = None, place: _Place = "", admin1: _Admin1 = "", country: _Country = "", actor: _Actor = "",
    type_: Annotated[str, typer.Option("--type", metavar="TYPE", help="Only this event type.")] = "", grade: _Grade = "", review: _Review = "",
    policy: _Policy = "", as_of: _AsOf = None, profile: _Profile = "public", db: _Database = None,
) -> None:  # fmt: skip
    """Write a report that people read: summary, map, timeline, tolls, what is disputed, sources, method; Arabic or English, one file."""
    from marsad import delivery, pipeline
    from marsad.cli import printing

    settings = _settings()
    language = language or settings.language
    if language not in ("ar", "en"):
        raise typer.BadParameter(f"{language} is none of ar, en", param_hint="--language")
    ask = _ask(first, last, place, admin1, country, actor, type_, grade, review, policy, as_of, profile)
    with pipeline.open_ledger(db or settings.database, create=False) as ledger:
        page, state = delivery.report(ledger, ask, language)
    if output.suffix.lower() == ".pdf":
        printing.pdf(page, output)
    else:
        with screen.writer(output) as out:
            out.write(page)
    _say_left_out(state.left_out)


def _say_left_out(left_out: Mapping[str, int]) -> None:
    for rule, n in sorted(left_out.items()):
        typer.echo(f"left out: {n} by the rule {rule} (docs/exports.md)", err=True)


def _ask(
    first: str | None, last: str | None, place: str, admin1: str, country: str, actor: str, type_: str, grade: str, review: str, policy: str,
    as_of: str | None, profile: str, right_to_left: bool = False,
) -> Ask:  # fmt: skip
    from marsad.delivery import Ask
    from marsad.export.choosing import GRADES, POLICIES, REVIEWS, Filters
    from marsad.export.profile import PROFILES
    from marsad.model import EVENT_TYPES
    from marsad.resources import actors

    for value, allowed, option in ((type_, EVENT_TYPES, "--type"), (grade, GRADES, "--grade"), (review, REVIEWS, "--review"),
                                   (policy, POLICIES, "--policy"), (profile, PROFILES, "--profile")):  # fmt: skip
        if value and value not in allowed:
            raise typer.BadParameter(f"{value} is none of {', '.join(allowed)}", param_hint=option)
    if actor and actor not in actors.tree() and not actor.startswith("x_"):
        raise typer.BadParameter(f"{actor}: no such actor; «marsad actors» lists them", param_hint="--actor")
    filters = Filters(_day(first, "--from"), _day(last, "--to"), place, admin1, country, actor, type_, grade, review)
    return Ask(filters, policy, screen.moment(as_of, "--as-of"), profile, right_to_left, sensitivity=_settings().sensitivity)


def _day(text: str | None, option: str) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no date; write it as 2021-02-24", param_hint=option) from error
