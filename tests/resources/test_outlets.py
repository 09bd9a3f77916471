"""Rules of furniture: the files are sound, and every rule cuts its examples and keeps what it must keep."""

from __future__ import annotations

import pathlib

import pytest

from marsad import resources
from marsad.read.boilerplate import furniture
from marsad.resources import outlets

HEADLINE = "هجوم على نقطة تفتيش يوقع قتيلين"
BODY = (
    "قال مصدر في الشرطة إن مسلحين هاجموا نقطة تفتيش على الطريق الدولي جنوب المدينة مساء أمس، ما أدى إلى مقتل اثنين من عناصرها.",
    "وأضاف المصدر أن المهاجمين انسحبوا نحو المزارع القريبة بعد اشتباك دام نصف ساعة، وأن تعزيزات وصلت إلى المكان.",
)
RULES = [(one.outlet, rule) for one in outlets.entries() for rule in one.rules]


def cut_by(outlet: str, line: str, zone: str) -> set[str]:
    lines = [HEADLINE, line, *BODY] if zone == "top" else [HEADLINE, *BODY, line]
    text = "\n".join(lines)
    cuts, _ = furniture(text, None if outlet == outlets.GENERAL else f"https://www.{outlet}/x")
    return {c.rule for c in cuts if text[c.start : c.end] == line}


@pytest.mark.parametrize(("outlet", "rule"), RULES, ids=lambda v: v if isinstance(v, str) else v.id)
def test_examples_are_cut_by_their_rule_and_keep_is_kept(outlet: str, rule: outlets.Rule) -> None:
    for line in rule.examples:
        assert cut_by(outlet, line, rule.zone) == {rule.id}, line
    for line in rule.keep:
        assert not cut_by(outlet, line, rule.zone), line


def test_ids_are_unique_within_a_file() -> None:
    for one in outlets.entries():
        ids = [r.id for r in one.rules]
        assert len(ids) == len(set(ids)), one.outlet


def test_rules_of_an_outlet_do_not_reach_others() -> None:
    assert outlets.domain_of("https://www.sana.sy/a") == "sana.sy"
    assert outlets.domain_of("https://notsana.sy/a") is None and outlets.domain_of(None) is None


@pytest.mark.parametrize(
    ("content", "named"),
    [("outlet: x\nrules:\n  - id: a\n    strats:\n      - b\n    examples:\n      - b\n", "strats"), ("outlet: y\nrules: []\n", "file's name")],
)
def test_a_broken_file_is_named(content: str, named: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "x.yml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(resources, "DATA", tmp_path)
    with pytest.raises(resources.DataError, match=rf"x\.yml.*{named}") as error:
        outlets.entries()
    assert "\n" not in str(error.value)
