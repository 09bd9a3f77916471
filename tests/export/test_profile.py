"""Do no harm: 300 planted canaries (names, phones, handles, addresses, exact protected places) and none in any public export."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import math
import zipfile

import pytest

from marsad.export import FORMATS, State
from marsad.export.profile import PROFILES, apply, cell, public_source, tells_of_protected
from marsad.model import (
    Actor,
    Check,
    Claim,
    Document,
    Incident,
    Link,
    Materiel,
    Origin,
    Place,
    Quote,
    ReconciledToll,
    Source,
    Toll,
    When,
    Words,
)
from marsad.settings import Sensitivity

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
RULES = Sensitivity()
FIRST = ("عبد الباسط", "أم خالد", "يوسف", "ليلى", "حمزة", "سلوى", "Abu Nasser", "Rima", "Jamil", "Hind")
LAST = ("القنطري", "الشمردلي", "بزنكو", "العرعوري", "الدغلاوي", "Qanatri", "Zubayrun")
PROTECTED = ("مشفى الشفق", "مدرسة الزيزفون", "مخيم النوارس", "مستودع مساعدات", "مركز الدفاع المدني", "مستوصف القصبة")


class Planted:
    """Canaries as they are handed out: each a string, or a coordinate, that must not get out."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.points: list[tuple[float, float]] = []

    def name(self) -> str:
        n = len(self.words)
        self.words.append(f"{FIRST[n % len(FIRST)]} {LAST[n % len(LAST)]}{n}")
        return self.words[-1]

    def phone(self) -> str:
        self.words.append(f"09{44_000_000 + len(self.words) * 7919 % 9_000_000}")
        return self.words[-1]

    def handle(self) -> str:
        self.words.append(f"kanari_{len(self.words)}_x")
        return self.words[-1]

    def point(self, n: int) -> tuple[float, float]:
        self.points.append((round(34.12345 + n * 0.0317, 5), round(38.54321 + n * 0.0271, 5)))
        return self.points[-1]


def ledger() -> tuple[State, Planted]:
    """Sixteen incidents of a hospital, a school, …, with canaries in every text field of claims, documents, incidents and reviewers."""
    out, claims, documents, incidents = Planted(), {}, {}, []
    day = dt.date(2021, 3, 5)
    for n in range(16):
        lat, lon = out.point(n)
        site = f"{PROTECTED[n % len(PROTECTED)]} {out.name()}"
        place = Place(site, 10, 20, name=out.name(), country="SY", admin1="Deir ez-Zor", admin2=out.name(), lat=lat, lon=lon, radius_km=0.4, precision="site",
                      footprint={"type": "Point", "coordinates": [lon, lat]}, candidates=(out.handle(),))  # fmt: skip
        when = When(day, day, "2021-03-05", "day", out.name(), 0, 5)
        victim = Actor(f"المسعف {out.name()} هاتف {out.phone()}", 0, 9, "civilians")
        claim = Claim(
            f"c_{n:016x}", f"d_{n:016x}", f"{out.handle()}.txt", "shelling", time=when, place=place, perpetrators=(Actor(out.name(), 0, 3, "syrian_army"),),
            targets=(victim, Actor(out.name(), 0, 3, f"x_{out.handle()}")), tolls=(Toll("killed", 3, 3, True, victim, text=out.name(), raw=out.name()),),
            materiel=(Materiel(out.name(), 0, 3, "building", "destroyed", 1, 1, owner=f"x_{out.handle()}"),),
            sources=(Source(out.name(), 0, 3, out.handle()), Source(out.phone(), 0, 3, "sohr")), evidence=(Quote(f"قتل {out.name()} ({out.phone()})", 0, 9),),
            same_as=out.handle(), extractor="cascade 0",
        )  # fmt: skip
        handle = out.handle()
        documents[claim.document] = Document(
            claim.document, f"نص {out.name()}", out.handle(), published=day + dt.timedelta(days=1), outlet=out.name(), outlet_id=handle if n % 2 else None,
            title=out.name(), url=f"https://t.me/{out.handle()}/7", source=out.handle(), part=out.handle(), forwarded_from=(out.name(),), capture="ab" * 32,
        )  # fmt: skip
        claims[claim.id] = claim
        why = Words(f"Killed: {out.name()} says 3, in {handle}.", f"قتلى: {out.name()} {handle}")
        reason = Words(f"decided by {out.name()}", out.name())
        incidents.append(Incident(
            f"i_{n:016x}", "shelling", "fair", (claim.id,), time=when, place=place, perpetrators=("syrian_army",), targets=("civilians", f"x_{out.handle()}"),
            tolls=(ReconciledToll("killed", None, 3, 3, 4, why, True), ReconciledToll("killed", f"x_{out.handle()}", 1, 1, 1, why)), disputed=("toll",),
            origins=(Origin("sohr", "third_party", (claim.id,)), Origin(f"{out.handle()}/{out.handle()}", "third_party", (claim.id,))), independent_origins=2,
            checks=(Check("parts", True, why),), links=(Link(claim.id, claim.id, 1.0, "same", (("judgement", 99.0, reason),), by=out.name()),),
            history=({"at": "2021-03-06T00:00:00Z", "what": "changed", "cause": {"reviewed": [{"who": out.name()}]}},),
        ))  # fmt: skip
    return State(incidents, claims, documents), out


def text_of(name: str, data: bytes) -> str:
    """Everything that can be read in a file: the members of archives, the columns of Parquet."""
    if name in ("xlsx", "datapackage"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        return "\n".join(archive.read(n).decode("utf-8") for n in archive.namelist()) + str(archive.namelist())
    if name == "geoparquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        table = parquet.read_table(io.BytesIO(data))
        return str(table.drop_columns(["geometry"]).to_pylist()) + str(table.schema.metadata)
    text = data.decode("utf-8")
    return text + ("\n" + str(json.loads(text)) if name in ("geojson", "prov", "claimreview") else "")


def test_there_are_300_canaries() -> None:
    _, out = ledger()
    assert len(out.words) + len(out.points) >= 300 and len(set(out.words)) == len(out.words)


@pytest.mark.parametrize("name", FORMATS)
def test_no_canary_is_in_a_public_export(name: str) -> None:
    state, out = ledger()
    said = text_of(name, b"".join(FORMATS[name].write(apply(state, "public", NOW, RULES))))
    assert not [w for w in out.words if w in said or w.replace("_", " ") in said or w.replace("_", "-") in said]
    for lat, lon in out.points:
        for digits in (3, 4, 5):
            assert f"{lat:.{digits}f}" not in said or f"{lon:.{digits}f}" not in said, "one of the two can be a line of the grid"
    assert not any(word in said for word in PROTECTED)
    if name not in ("claimreview", "airwars", "datapackage", "ftm", "xlsx", "prov", "claims", "uwazi"):
        assert "0000000000000003" in said or len(said) > 500, "the incidents themselves are there"


def test_the_full_profile_has_them_so_that_the_test_can_fail() -> None:
    state, out = ledger()
    said = text_of("claims", b"".join(FORMATS["claims"].write(state))) + text_of("jsonl", b"".join(FORMATS["jsonl"].write(state)))
    assert sum(w in said for w in out.words) > 200


def test_protected_places_are_cells_and_the_cell_never_moves() -> None:
    state, out = ledger()
    shown = list(apply(state, "public", NOW, RULES).incidents)
    assert len(shown) == 16
    for (lat, lon), i in zip(out.points, shown, strict=True):
        assert i.place is not None and i.place.radius_km is not None and i.place.radius_km >= 10 and i.place.name == "Deir ez-Zor"
        assert (i.place.lat, i.place.lon) == cell(lat, lon, 10)[:2] == cell(lat + 1e-6, lon, 10)[:2]
        ring = i.place.footprint["coordinates"][0] if i.place.footprint else []
        south, north = min(y for _, y in ring), max(y for _, y in ring)
        assert south - 1e-4 <= lat <= north + 1e-4 and math.isclose((north - south) * 111.2, 10, rel_tol=0.01)
    assert list(apply(ledger()[0], "public", NOW + dt.timedelta(days=400), RULES).incidents) == shown


@pytest.mark.parametrize(("hours", "held"), [(0, True), (71, True), (73, False)])
def test_protected_places_wait(hours: int, held: bool) -> None:
    over = dt.datetime(2021, 3, 7, tzinfo=dt.UTC)  # the day after the first report
    state, _ = ledger()
    shown = apply(state, "public", over + dt.timedelta(hours=hours), RULES)
    assert len(list(shown.incidents)) == (0 if held else 16) and len(shown.claims) == (0 if held else 16)
    assert state.left_out["public_hold"] == (16 if held else 0)


def test_an_undated_protected_place_waits_until_it_is_dated() -> None:
    state, _ = ledger()
    claims = {k: c.replace(time=None) for k, c in state.claims.items()}
    documents = {k: dataclasses.replace(d, published=None) for k, d in state.documents.items()}
    undated = [dataclasses.replace(i, time=None) for i in state.incidents]
    assert not list(apply(State(undated, claims, documents), "public", NOW, RULES).incidents)


def test_what_is_not_protected_is_shown_at_once_and_where_it_is() -> None:
    day = dt.date(2026, 11, 21)
    place = Place("الميادين", 0, 8, name="Mayadin", country="SY", admin1="Deir ez-Zor", lat=35.02, lon=40.45, radius_km=3.0, precision="town")
    claim = Claim("c_1", "d_1", "1.txt", "clash", time=When(day, day, "2026-11-21", "day"), place=place, evidence=(Quote("اشتباك في الميادين", 0, 18),))
    incident = Incident("i_1", "clash", "weak", ("c_1",), time=claim.time, place=place)
    (shown,) = apply(State([incident], {"c_1": claim}), "public", NOW, RULES).incidents
    assert shown.place and (shown.place.name, shown.place.lat, shown.place.text) == ("Mayadin", 35.02, "")


@pytest.mark.parametrize(("text", "protected"), [
    ("قصف الطيران مشفى المدينة", True), ("استهداف للمستشفيات", True), ("غارة على مدرسة للأطفال", True), ("سقوط قذائف على مخيمات النازحين", True),
    ("مقتل عنصر من الدفاع المدني", True), ("قافلة مساعدات أممية", True), ("قصف المسجد الكبير", True), ("كمين لرتل عسكري شرقي حماة", False), ("اشتباكات قرب الحقل", False),
])  # fmt: skip
def test_what_tells_of_a_protected_place(text: str, protected: bool) -> None:
    assert tells_of_protected([Claim("c", "d", "f", "attack", evidence=(Quote(text, 0, len(text)),))], None) is protected


def test_levels_of_the_settings_bind() -> None:
    state, _ = ledger()
    rules = Sensitivity(levels={"c_" + "0" * 16: "confidential", "d_" + "0" * 15 + "1": "restricted", "i_" + "0" * 15 + "2": "confidential"})
    shown = {p: {i.id[-1] for i in apply(ledger()[0], p, NOW, rules).incidents} for p in PROFILES}
    assert len(shown["full"]) == 16 and {"0", "2"} & shown["restricted"] == set() and "1" in shown["restricted"] and {"0", "1", "2"} & shown["public"] == set()
    assert len(list(apply(state, "full", NOW, rules).incidents)) == 16


def test_restricted_keeps_words_and_drops_people_who_decided() -> None:
    state, _ = ledger()
    shown = apply(state, "restricted", NOW, RULES)
    assert [c.evidence for c in shown.claims.values()] == [c.evidence for c in state.claims.values()]
    assert all(i.history == () and i.links == () for i in shown.incidents)


def test_unnamed_sources_keep_their_kind() -> None:
    assert public_source("sana/local_sources") == "sana/local_sources" and public_source("sohr") == "sohr"
    assert public_source("abu_nasser_kanari") == "unlisted_source"


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="no profile"):
        apply(State(()), "secret", NOW, RULES)
