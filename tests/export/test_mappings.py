"""The tables of docs/exports-mappings.md are those of the code that maps, and docs/exports.md names every format and rule."""

from __future__ import annotations

import importlib.util
import pathlib

from marsad.export import ALIASES, FORMATS, acled, airwars, claimreview, ftm, kml, plover, ucdp
from marsad.model import EVENT_TYPES
from marsad.resources import exporting

ROOT = pathlib.Path(__file__).parent.parent.parent


def test_the_page_is_what_the_code_maps() -> None:
    spec = importlib.util.spec_from_file_location("mappings", ROOT / "scripts" / "mappings.py")
    assert spec and spec.loader
    mappings = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mappings)
    assert mappings.PAGE.read_text(encoding="utf-8") == mappings.page(), "run python scripts/mappings.py"
    for module in (acled, airwars, claimreview, ftm, kml, plover, ucdp):
        for rule in module.RULES:
            assert f"`{rule.id}`" in mappings.page()


def test_every_format_has_its_line_in_the_documentation() -> None:
    text = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    for name in (*FORMATS, *ALIASES):
        assert f"`{name}`" in text, name
    assert set(ALIASES.values()) <= set(FORMATS)


def test_every_type_is_mapped_or_left_out_with_a_reason() -> None:
    for standard in ("acled", "plover"):
        rows = exporting.crosswalk(standard).rows
        for kind in EVENT_TYPES:
            assert any(kind in row.when.type for row in rows), (standard, kind)
    for standard in exporting.STANDARDS:
        for row in exporting.crosswalk(standard).rows:
            assert bool(row.to) != bool(row.left_out)
