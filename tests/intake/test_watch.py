"""Watching: a feed, its pages, a folder; remembered over a restart; failing sources named."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from typing import ClassVar

import pytest

from marsad import intake
from marsad.ledger import Ledger
from marsad.read.fetch import Fetched, Fetcher, Refused
from marsad.resources import DataError, watched

REPORT = "قُتل جنديان بانفجار لغم في سيارتهم على طريق الحقل النفطي شرقي الميادين، أمس الاثنين، وفق مصدر محلي، وأصيب ثالث بجروح."
SITE = {
    "https://n.example.org/rss": f"<rss version='2.0'><channel><title>نشرة</title>{''.join(f'<item><title>خبر {n}</title><link>https://n.example.org/{n}</link></item>' for n in (1, 2, 3))}</channel></rss>",
    "https://n.example.org/1": f"<!doctype html><html><head><title>خبر أول</title></head><body><article><p>{REPORT}</p></article></body></html>",
    "https://n.example.org/2": f"<!doctype html><html><head><title>خبر ثان</title></head><body><article><p>اشتباك ليلي قرب السخنة دام ساعتين. {REPORT[::-1][:10]} بحسب شهود من سكان المدينة والريف القريب.</p></article></body></html>",
}  # fmt: skip


class Memory(Fetcher):
    """A fetcher of the site above."""

    asked: ClassVar[list[str]] = []

    def fetch(self, url: str, validators: Mapping[str, str] | None = None) -> Fetched:
        Memory.asked.append(url)
        if validators and validators.get("etag") == '"1"':
            return Fetched(url, 304, {}, b"", {})
        if url not in SITE:
            raise Refused("takes more than 30 s")
        return Fetched(url, 200, {"etag": '"1"', "content-type": "text/html"}, SITE[url].encode(), {"address": "93.184.216.34"})


def test_a_feed_s_pages_are_fetched_once_and_remembered(tmp_path: pathlib.Path) -> None:
    Memory.asked = []
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.txt").write_text("بيان: " + REPORT, encoding="utf-8")
    sources = tmp_path / "sources.yml"
    sources.write_text(f"sources:\n  - id: feed\n    kind: feed\n    address: https://n.example.org/rss\n    pages: \"yes\"\n    every: 1s\n    outlet: نشرة\n  - id: folder\n    kind: folder\n    address: {folder}\n    every: 1d\n", encoding="utf-8")
    said: list[str] = []
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:
        first = intake.watch(sources, ledger, tmp_path / "store", once=True, say=said.append, fetcher=lambda s: Memory())
        assert (first.stored, len(first.rejected)) == (3, 1) and "30 s" in first.rejected[0].reason
        assert [d.outlet for d in ledger.documents()] == ["نشرة", "نشرة", None]
        made = ledger.capture(ledger.documents()[0].capture or "")
        assert made and made.headers["fetch-address"] == "93.184.216.34" and made.url == "https://n.example.org/1"
    Memory.asked = []
    import time

    time.sleep(1.2)
    with Ledger(f"sqlite:///{tmp_path / 'l.db'}") as ledger:  # after a restart
        second = intake.watch(sources, ledger, tmp_path / "store", once=True, say=said.append, fetcher=lambda s: Memory())
    assert Memory.asked == ["https://n.example.org/rss"] and second.inputs == 0  # 304, and the folder is not due
    assert said[0].startswith("feed: 2 stored") and "next" in said[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources: []\n", "sources"), ("sources:\n  - id: a\n    kind: page\n    adress: x\n", "adress"), ("sources:\n  - id: a\n    kind: page\n    address: x\n    every: often\n", "often"),
        ("sources:\n  - id: a\n    kind: page\n    address: x\n    robots: ignore\n", "say why"), ("sources:\n  - id: a\n    kind: page\n    address: x\n  - id: a\n    kind: page\n    address: y\n", "two sources"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named(tmp_path: pathlib.Path, text: str, said: str) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"sources\.yml"):
        try:
            watched.load(path)
        except DataError as error:
            assert said in str(error)
            raise
