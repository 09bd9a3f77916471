"""What a page weighs, as it goes over the line: at most 200 kB without the map and 1.2 MB with it."""

from __future__ import annotations

import pathlib

import pytest
from starlette.testclient import TestClient

from marsad.web.deps import STATIC, assets

DIST = STATIC / "dist"
pytestmark = pytest.mark.skipif(not assets(), reason="the assets have not been built: python scripts/frontend.py")


def weight(client: TestClient, *addresses: str) -> int:
    total = 0
    for address in addresses:
        with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
            assert answer.status_code == 200, address
            total += sum(len(piece) for piece in answer.iter_raw())
    return total


def fonts(*, rest: bool = False) -> list[str]:
    """The faces that Arabic and English pages fetch; ``rest``: those with letters of other scripts and times too."""
    css = next(DIST.glob("main-*.css")).read_text(encoding="utf-8")
    faces = [face.split("}")[0] for face in css.split("@font-face")[1:]]
    common = [f for f in faces if rest or "U+0620-065F" in f.upper() or "U+00" in f.upper()[f.upper().index("UNICODE-RANGE") :][:24]]
    return ["/static/dist/" + pathlib.PurePosixPath(f.split("url(")[1].split(")")[0].strip("'\"")).name for f in common]


def plain(client: TestClient, page: str) -> int:
    known = assets()
    return weight(client, page, known["main.js"], known["main.css"], *fonts())


@pytest.mark.parametrize("address", ["/documents", "/sources", "/windows", "/review", "/search?q=هجوم"])
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_page_without_a_map(client: TestClient, address: str, lang: str) -> None:
    assert plain(client, f"{address}{'&' if '?' in address else '?'}lang={lang}") <= 200_000


def test_a_page_with_a_map(client: TestClient) -> None:
    known = assets()
    chunks = [f"/static/dist/{p.name}" for p in DIST.glob("chunk-*.js")]
    assert plain(client, "/") + weight(client, "/map.geojson", "/labels.geojson", known["map.css"], known["basemap.json"], known["maplibre-gl-worker.mjs"], *chunks) <= 1_200_000
    assert 4 <= len(fonts()) < len(fonts(rest=True))
