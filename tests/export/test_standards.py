"""The standards' own rules: which type becomes which, deaths by side, what is left out and why."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from typing import Any

import pytest

from marsad.export import FORMATS, State, acled, airwars, kml, plover, ucdp
from marsad.export.state import Told, side
from marsad.model import Claim, Incident, Materiel, Place, ReconciledToll, When, Words

DAY = dt.date(2021, 3, 5)
WHEN = When(DAY, DAY, "2021-03-05", "day")
TOWN = Place("الميادين", 0, 8, name="Mayadin", country="SY", admin1="Deir ez-Zor", lat=35.02, lon=40.45, radius_km=3.0, precision="town")
NONE = Words("", "")


def toll(measure: str, group: str | None, low: int | None, best: int | None, high: int | None) -> ReconciledToll:
    return ReconciledToll(measure, group, low, best, high, NONE)


def incident(**changes: Any) -> Incident:
    base = Incident(
        "i_00000000000000a1", "attack", "fair", ("c_1",), time=WHEN, place=TOWN, perpetrators=("islamic_state",), targets=("syrian_government",),
        tolls=(toll("killed", None, 4, 9, 9),), independent_origins=2,
    )  # fmt: skip
    return dataclasses.replace(base, **changes)


def state(one: Incident, **claim: Any) -> State:
    return State([one], {"c_1": Claim("c_1", "d_1", "f", one.type, **claim)})


def row(name: str, one: Incident, **claim: Any) -> dict[str, str] | str:
    """The one row, or the rule that left it out."""
    given = state(one, **claim)
    found = list(csv.DictReader(io.StringIO(b"".join(FORMATS[name].write(given)).decode("utf-8-sig"), newline="")))
    return found[0] if found else next(iter(given.left_out))


@pytest.mark.parametrize(("changes", "claim", "wanted"), [
    ({}, {}, ("Battles", "Armed clash")),
    ({"targets": ("civilians",)}, {}, ("Violence against civilians", "Attack")),
    ({"means": 0}, {"means": ("ied",)}, ("Explosions/Remote violence", "Remote explosive/landmine/IED")),
    ({}, {"means": ("suicide",)}, ("Explosions/Remote violence", "Suicide bomb")),
    ({"type": "air_strike"}, {}, ("Explosions/Remote violence", "Air/drone strike")),
    ({"type": "shelling"}, {}, ("Explosions/Remote violence", "Shelling/artillery/missile attack")),
    ({"type": "shelling", "status": "failed"}, {}, ("Strategic developments", "Disrupted weapons use")),
    ({"type": "arrest", "perpetrators": ("syrian_government",), "targets": ("civilians",)}, {}, ("Strategic developments", "Arrests")),
    ({"type": "arrest"}, {}, ("Violence against civilians", "Abduction/forced disappearance")),
    ({"type": "territory"}, {}, ("Battles", "Non-state actor overtakes territory")),
    ({"type": "territory", "perpetrators": ("syrian_government",)}, {}, ("Battles", "Government regains territory")),
    ({"type": "seizure"}, {}, ("Strategic developments", "Looting/property destruction")),
    ({"type": "seizure"}, {"materiel": (Materiel("مخبأ", 0, 4, "weapon_cache", "captured", 1, 1),)}, ("Strategic developments", "Disrupted weapons use")),
    ({"type": "find"}, {}, ("Strategic developments", "Other")),
    ({"type": "find", "tolls": ()}, {}, ("Strategic developments", "Disrupted weapons use")),
    ({"type": "withdrawal"}, {}, ("Strategic developments", "Change to group/activity")),
    ({"type": "protest", "targets": ("protesters",)}, {}, ("Protests", "Excessive force against protesters")),
])  # fmt: skip
def test_acled_types(changes: dict[str, Any], claim: dict[str, Any], wanted: tuple[str, str]) -> None:
    found = row("acled", incident(**{k: v for k, v in changes.items() if k != "means"}), **claim)
    assert isinstance(found, dict), found
    assert (found["event_type"], found["sub_event_type"]) == wanted


def test_acled_row() -> None:
    found = row("acled", incident(perpetrators=("islamic_state",), targets=("syrian_government", "russia")))
    assert isinstance(found, dict)
    assert (found["inter1"], found["inter2"], found["interaction"]) == ("2", "1", "12")
    assert (found["fatalities"], found["time_precision"], found["geo_precision"], found["iso"], found["region"]) == ("9", "1", "1", "760", "Middle East")
    assert found["actor1"] == "Islamic State" and found["assoc_actor_2"] == "Russia" and found["civilian_targeting"] == ""
    foreign = row("acled", incident(perpetrators=("russia",), targets=("civilians",), type="air_strike"))
    assert isinstance(foreign, dict) and foreign["inter1"] == "8" and foreign["civilian_targeting"] == "Civilian targeting" and foreign["actor2"] == "Civilians (Syria)"
    unknown = row("acled", incident(perpetrators=()))
    assert isinstance(unknown, dict) and unknown["actor1"] == "Unidentified Armed Group (Syria)" and unknown["interaction"] == "13"
    month = When(dt.date(2021, 3, 1), dt.date(2021, 3, 31), "2021-03", "month")
    spread = row("acled", incident(time=month))
    assert isinstance(spread, dict) and (spread["time_precision"], spread["event_date"]) == ("3", "2021-03-16")
    silent = row("acled", incident(tolls=()))
    assert isinstance(silent, dict) and silent["fatalities"] == "0"
    both = row("acled", incident(tolls=(toll("killed", None, 4, 9, 9), toll("killed", "islamic_state", 2, 3, 3))))
    assert isinstance(both, dict) and both["fatalities"] == "12", "attackers' own dead are a toll of their own"


@pytest.mark.parametrize(("name", "changes", "rule"), [
    ("acled", {"kind": "window"}, "acled_window"), ("acled", {"status": "planned"}, "acled_not_told_as_happened"), ("acled", {"time": None}, "acled_time"),
    ("acled", {"type": "killing", "targets": ()}, "acled_no_type"), ("acled", {"place": None}, "acled_place"),
    ("acled", {"place": dataclasses.replace(TOWN, precision="country")}, "acled_place"), ("acled", {"perpetrators": (), "targets": ()}, "acled_no_actor"),
    ("ucdp", {"kind": "window"}, "ucdp_window"), ("ucdp", {"status": "failed"}, "ucdp_not_told_as_happened"), ("ucdp", {"tolls": ()}, "ucdp_no_death"),
    ("ucdp", {"tolls": (toll("killed", None, 0, 0, 0),)}, "ucdp_no_death"), ("ucdp", {"tolls": (toll("killed", None, 4, None, 9),)}, "ucdp_no_death"),
    ("ucdp", {"perpetrators": ()}, "ucdp_no_violence"), ("ucdp", {"type": "protest"}, "ucdp_no_violence"), ("ucdp", {"time": None}, "ucdp_time"), ("ucdp", {"place": None}, "ucdp_place"),
    ("airwars", {"kind": "window"}, "airwars_window"), ("airwars", {}, "airwars_no_explosive"), ("airwars", {"type": "air_strike"}, "airwars_no_civilians"),
    ("airwars", {"type": "air_strike", "targets": ("civilians",), "time": None}, "airwars_time"),
])  # fmt: skip
def test_what_is_left_out_is_counted_under_its_rule(name: str, changes: dict[str, Any], rule: str) -> None:
    assert row(name, incident(**changes)) == rule
    assert rule in {r.id for m in (acled, ucdp, airwars, plover, kml) for r in m.RULES}


def test_ucdp_deaths_by_side() -> None:
    tolls = (toll("killed", None, 30, 35, 40), toll("killed", "syrian_government", 26, 26, 26), toll("killed", "russia", 4, 9, 9), toll("killed", "islamic_state", 2, 2, None))
    found = row("ucdp", incident(targets=("syrian_government", "russia"), tolls=tolls))
    assert isinstance(found, dict)
    assert (found["type_of_violence"], found["side_a"], found["side_b"]) == ("1", "Syria", "Islamic State")
    assert [found[k] for k in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low")] == ["35", "2", "0", "0", "37", "42", "32"]
    assert (found["gwnoa"], found["gwnob"], found["country_id"], found["where_prec"], found["date_prec"]) == ("652", "", "652", "1", "1")
    assert found["priogrid_gid"] == str(250 * 720 + 440 + 1) and found["geom_wkt"] == "POINT (40.45 35.02)"


def test_ucdp_one_sided_and_unknown_rest() -> None:
    one_sided = row("ucdp", incident(targets=("civilians",)))
    assert isinstance(one_sided, dict) and one_sided["type_of_violence"] == "3" and (one_sided["deaths_civilians"], one_sided["side_b"]) == ("9", "Civilians")
    partly = row("ucdp", incident(tolls=(toll("killed", None, 10, 10, None), toll("killed", "syrian_government", 6, 6, 6))))
    assert isinstance(partly, dict) and [partly[k] for k in ("deaths_a", "deaths_unknown", "best", "high")] == ["6", "4", "10", "10"]
    rival = row("ucdp", incident(tolls=(toll("killed", None, 5, 5, 9), toll("killed", "syrian_government", 7, 7, 7))))
    assert isinstance(rival, dict) and [rival[k] for k in ("deaths_a", "deaths_unknown", "best", "high")] == ["0", "5", "5", "9"], "parts that exceed their total"
    groups = row("ucdp", incident(perpetrators=("islamic_state",), targets=("hts",) if side("hts") == "group" else ("sdf",)))
    assert isinstance(groups, dict) and groups["type_of_violence"] == "2"


def test_airwars_row() -> None:
    tolls = (toll("killed", "civilians", 3, 3, 5), toll("wounded", "civilians", 2, 2, None), toll("killed", "islamic_state", 1, 1, 1))
    found = row("airwars", incident(type="air_strike", perpetrators=("russia",), targets=("civilians", "islamic_state"), tolls=tolls, grade="contested"))
    assert isinstance(found, dict)
    assert [found[k] for k in found if "Min" in k or "Max" in k] == ["3", "5", "2", "", "1", "1"]
    assert (found["Grading"], found["Strike Status"], found["Belligerents List"], found["Geolocation Accuracy"]) == ("Contested", "Contested strike", "Russia", "Town")


def test_plover_events() -> None:
    given = state(incident(tolls=(toll("killed", None, 4, 9, 9), toll("wounded", None, 2, 2, None), toll("captured", None, 1, 1, 1))), means=("ied",))
    event = json.loads(b"".join(FORMATS["plover"].write(given)))
    assert (event["event"], event["mode"], event["quad_code"], event["event_scale"]) == (["ASSAULT"], ["explosives"], 4, -9.0)
    assert event["size"] == {"dead": 9, "injured": 2, "arrested": 1} and event["event_loc"]["resolution"] == 4 and event["event_loc"]["country_code"] == "SYR"
    assert [a["sector_code"] for a in event["actor"]] == ["REB"] and [a["country_name"] for a in event["recipient"]] == ["Syria"]
    clash = json.loads(b"".join(FORMATS["plover"].write(state(incident(type="clash")))))
    assert len(clash["actor"]) == 2 and clash["recipient"] == [], "of two-sided fighting all parties are actors"
    captured = json.loads(b"".join(FORMATS["plover"].write(state(incident(type="arrest", perpetrators=("syrian_government",), targets=("islamic_state",))))))
    assert (captured["event"], captured["mode"]) == (["ASSAULT"], ["abduct"]), "captured combatants are no arrest"
    nobody = json.loads(b"".join(FORMATS["plover"].write(state(incident(perpetrators=())))))
    assert nobody["actor"][0]["sector_code"] == "UNK"


@pytest.mark.parametrize(("actor", "kind"), [("syrian_government", "state"), ("fifth_corps", "state"), ("islamic_state", "group"), ("x_some_band", "group"), ("civilians", "civilians"),
                                             ("protesters", "protesters"), ("unknown", "unknown")])  # fmt: skip
def test_sides(actor: str, kind: str) -> None:
    assert side(actor) == kind


def test_told_never_adds_up_what_nobody_told() -> None:
    two = Told(incident(tolls=(toll("killed", "syrian_government", 1, 1, 1), toll("killed", "russia", 2, 2, 2))), State(()))
    assert two.total("killed") is None
    one = Told(incident(tolls=(toll("killed", "russia", 2, 2, 2),)), State(()))
    assert one.total("killed") is not None
