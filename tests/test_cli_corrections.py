"""Corrections through the command line: a toll revised by a later report, a report taken back, a pair of incidents that a person merges. The history
of an incident shows each state with its date and cause, and «marsad changes --since» lists what changed for who has taken the incidents over."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from marsad.ledger import Ledger
from test_cli import Run, run  # noqa: F401  # a fixture

ATTACK = "قتل خمسة جنود في هجوم شنه مسلحون من تنظيم داعش أمس الاثنين على حاجز للجيش العراقي قرب مدينة الرطبة، وفق وزارة الدفاع العراقية."
RISEN = "ارتفعت حصيلة الهجوم الذي شنه تنظيم داعش الاثنين على حاجز للجيش العراقي قرب مدينة الرطبة إلى ثمانية قتلى، بحسب وزارة الدفاع العراقية."
STRIKE = "قالت صحيفة محلية إن طائرة مسيرة قصفت الاثنين سيارة في مدينة تكريت وقتلت ثلاثة مدنيين. وقال شهود إن دخانا شوهد في سماء المدينة، وأغلقت المحال أبوابها حتى المساء."
SORRY = "تعتذر الصحيفة لقرائها عن خبر نشرته في هذا العنوان وتبين أنه غير صحيح. وقال شهود إن دخانا شوهد في سماء المدينة، وأغلقت المحال أبوابها حتى المساء."
SHOTS = "أصيب شرطيان بجروح بإطلاق نار في بلدة القائم غرب محافظة الأنبار مساء السبت 20 شباط 2021، بحسب مصدر أمني."
HURT = "أصيب ثلاثة من عناصر الشرطة برصاص مسلحين من تنظيم داعش في محافظة الأنبار يوم الاثنين 15 شباط 2021، وفق مصدر طبي."


class Desk:
    """A ledger that is filled by the command line; ``since`` lists what changed after the moment at which it was last looked at."""

    def __init__(self, call: Run, folder: pathlib.Path) -> None:
        self.run, self.folder, self.moment = call, folder, "2020-01-01"

    def takes_in(self, name: str, text: str, published: str = "2021-02-23") -> None:
        row = {"id": name, "text": text, "published": published, "url": f"https://{name}.example.org/1", "outlet": f"صحيفة {name}"}
        path = self.folder / f"{name}{len(list(self.folder.glob('*.jsonl')))}.jsonl"
        path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
        done = self.run("ingest", path.name)
        assert done.code == 0, done
        assert self.run("link").code == 0

    def since(self) -> list[dict[str, Any]]:
        told = [json.loads(line) for line in self.run("changes", "--since", self.moment, "--json").out.splitlines()]
        self.moment = told[-1]["at"] if told else self.moment
        return told

    def incident(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("show", name, "--json").out)
        return found


@pytest.fixture
def desk(run: Run, tmp_path: pathlib.Path) -> Desk:  # noqa: F811
    return Desk(run, tmp_path)


def killed(tolls: list[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(t["low"], t["high"]) for t in tolls if t["measure"] == "killed" and t["group"] is None]


def test_a_later_report_revises_the_toll(desk: Desk) -> None:
    desk.takes_in("a", ATTACK)
    (made,) = desk.since()
    assert made["what"] == "created"
    desk.takes_in("b", RISEN, "2021-02-24")
    (changed,) = desk.since()
    assert (changed["what"], changed["incident"]) == ("changed", made["incident"])
    assert (killed(changed["before"]["tolls"]), killed(changed["after"]["tolls"])) == ([(5, 5)], [(8, 8)])
    (new,) = changed["cause"]["new"]
    (step,) = desk.incident(made["incident"])["history"]
    assert step["at"] == changed["at"][:19] + "Z" or step["at"] == changed["at"]
    assert step["cause"] == {"new": [new]} and "tolls" in step["fields"]
    said = desk.run("changes", "--since", "2020-01-01").out
    assert "tolls: killed 5, killed of iraqi_government 5 → killed 8" in said and f"because it took in {new}" in said
    assert f"because it took in {new}" in desk.run("show", made["incident"]).out


def test_a_report_that_its_outlet_takes_back(desk: Desk) -> None:
    desk.takes_in("c", STRIKE)
    (made,) = desk.since()
    assert killed(desk.incident(made["incident"])["tolls"]) == [(3, 3)]
    desk.takes_in("c", SORRY, "2021-02-24")
    (changed,) = desk.since()
    assert (changed["before"]["grade"], changed["after"]["grade"]) == ("weak", "discounted")
    assert changed["after"]["tolls"] == []
    (why,) = changed["cause"]["reviewed"]
    assert (why["who"], why["what"]) == ("صحيفة c", "took back")
    assert f"because صحيفة c took back {why['claim']}" in desk.run("show", made["incident"]).out
    assert killed(json.loads(desk.run("show", made["incident"], "--json", "--as-of", made["at"]).out)["tolls"]) == [(3, 3)]
    assert desk.run("link").code == 0 and desk.since() == []  # said once


def test_a_pair_that_a_person_merges_and_takes_apart_again(desk: Desk) -> None:
    desk.takes_in("d", SHOTS, "2021-02-22")
    desk.takes_in("e", HURT, "2021-02-22")
    made = desk.since()
    assert [m["what"] for m in made] == ["created", "created"]
    with Ledger(f"sqlite:///{desk.folder / 'marsad.db'}", create=False) as ledger:
        left, right = sorted(c.id for c in ledger.claims())
        ledger.decide(left, right, "same", who="سلمى", reason="الحادثة نفسها")
    assert desk.run("link").code == 0
    told = {t["what"]: t for t in desk.since()}
    assert told["merged"]["into"] == told["absorbed"]["incident"] and told["absorbed"]["other"] == told["merged"]["incident"]
    kept, gone = told["absorbed"]["incident"], told["merged"]["incident"]
    decided = {"left": left, "right": right, "verdict": "same", "who": "سلمى"}
    assert any(decided in t["cause"].get("decided", ()) for t in told.values() if t["cause"])
    assert desk.incident(gone)["id"] == kept  # an id that was handed out leads on
    assert f"because سلمى said same of {left} and {right}" in desk.run("show", kept).out
    with Ledger(f"sqlite:///{desk.folder / 'marsad.db'}", create=False) as ledger:
        ledger.withdraw_judgement(left, right)
    assert desk.run("link").code == 0
    told = {t["what"]: t for t in desk.since()}
    assert {"split"} <= told.keys() and desk.incident(gone)["id"] == gone
