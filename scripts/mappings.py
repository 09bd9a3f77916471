"""Writes docs/exports-mappings.md out of the code and data that map: columns, crosswalks, ladders, rules. ``--check`` only tells whether it is up to date."""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Iterable, Iterator, Sequence

from marsad.export import FORMATS, acled, airwars, claimreview, ftm, kml, plover, prov, tables, ucdp, uwazi
from marsad.export.state import Column, Rule
from marsad.resources import exporting

PAGE = pathlib.Path(__file__).parent.parent / "docs" / "exports-mappings.md"


def page() -> str:
    """The page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What each export says, column by column"
    yield ""
    yield "Made by `python scripts/mappings.py` from the code and data that map (`src/marsad/export`, `src/marsad/data/exports`); a test compares the two."
    yield "What a standard cannot hold is left out by a rule of this page; the command says how many incidents each rule left out."
    yield from _section("The table of incidents: `csv`, `xlsx`, `hxl`, `geoparquet`, `datapackage`")
    yield from _table(("column", "Arabic", "type", "HXL", "how it is filled"), ((c.name, c.ar, c.kind, f"`{c.hxl}`", c.says) for c in tables.INCIDENTS))
    for name, module in (("acled", acled), ("ucdp", ucdp), ("airwars", airwars)):
        yield from _section(f"`{name}`: {FORMATS[name].what}")
        yield from _columns(module.COLUMNS)
        yield from _rules(module.RULES)
        yield from _dropped(module.DROPPED)
        yield from _crosswalk(name)
    yield from _section(f"`plover`: {FORMATS['plover'].what}")
    yield from _table(("field", "how it is filled"), plover.FIELDS)
    yield from _rules(plover.RULES)
    yield from _dropped(plover.DROPPED)
    yield from _crosswalk("plover")
    for name, fields, rules, dropped in (("ftm", ftm.FIELDS, ftm.RULES, ftm.DROPPED), ("claimreview", claimreview.FIELDS, claimreview.RULES, claimreview.DROPPED),
                                         ("prov", prov.FIELDS, (), prov.DROPPED)):  # fmt: skip
        yield from _section(f"`{name}`: {FORMATS[name].what}")
        yield from _table(("field", "how it is filled"), fields)
        yield from _rules(rules)
        yield from _dropped(dropped)
    yield from _section(f"`uwazi`: {FORMATS['uwazi'].what}")
    yield "The template must have these properties before the import; `title__ar` and `Account__ar` are the Arabic language of the collection."
    yield ""
    yield from _columns(uwazi.COLUMNS)
    yield from _dropped(uwazi.DROPPED)
    yield from _section("`kml`")
    yield from _rules(kml.RULES)
    yield from _section("Ladders")
    found = exporting.ladders()
    yield from _table(("level of place", "ACLED geo_precision", "UCDP where_prec", "PLOVER resolution", "Airwars accuracy"),
                      ((p.level, p.acled, p.ucdp, p.plover, p.airwars) for p in found.places))  # fmt: skip
    yield from _table(("interval up to", "days", "ACLED time_precision", "UCDP date_prec"), ((t.level, str(t.days), t.acled, t.ucdp) for t in found.times))
    yield from _table(("grade", "Airwars grading", "strike status", "ClaimReview rating"), ((g.grade, g.airwars, g.strike_status, g.rating) for g in found.grades))


def _section(title: str) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(c.replace("|", "\\|") or "–" for c in row) + " |"
    yield ""


def _columns(columns: Sequence[Column]) -> Iterator[str]:
    yield from _table(("#", "column", "how it is filled"), ((str(n), f"`{c.name}`", c.says) for n, c in enumerate(columns, 1)))


def _rules(rules: Sequence[Rule]) -> Iterator[str]:
    if rules:
        yield "Left out:"
        yield ""
        yield from _table(("rule", "what"), ((f"`{r.id}`", r.what) for r in rules))


def _dropped(dropped: Sequence[tuple[str, str]]) -> Iterator[str]:
    if dropped:
        yield "Not carried over:"
        yield ""
        yield from _table(("what", "why"), dropped)


def _crosswalk(name: str) -> Iterator[str]:
    found = exporting.crosswalk(name)
    yield f"Crosswalk to {found.standard} (`data/exports/{name}.yml`); the first row that fits decides:"
    yield ""
    yield from _table(("where", *found.fields), ((row.when.told(), *(row.to or [f"left out: {row.left_out}", *[""] * (len(found.fields) - 1)])) for row in found.rows))


def main() -> None:
    """Writes the page, or checks it."""
    if "--check" in sys.argv[1:]:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else f"{PAGE}: not what the code maps; run python scripts/mappings.py")
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
