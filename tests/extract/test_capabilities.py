"""The capabilities of reading that nobody else has (1, 2, 4, 6, 8, 11, 12, 13, 19, 20), each on two texts of ours and on a seed.

The seeds are development material beside the repository; where they are absent, their tests are skipped.
"""

from __future__ import annotations

import datetime as dt
import json
import pathlib

import pytest

from marsad.extract import reader
from marsad.model import Claim, Toll
from marsad.read.document import annotated_document

SEEDS = pathlib.Path(__file__).parents[3] / "shared" / "gold" / "seeds"
DAY = "2021-02-24"  # a Wednesday


def read(text: str, published: str | None = DAY) -> list[Claim]:
    return reader.claims(annotated_document("own", {"text": text, "published": published}))


def seed(name: str) -> list[Claim]:
    path = SEEDS / f"{name}.json"
    if not path.exists():
        pytest.skip("../shared is not here")
    return reader.claims(annotated_document(name, json.loads(path.read_text(encoding="utf-8"))["doc"]))


def with_toll(claims: list[Claim], measure: str, low: int) -> Claim:
    found = [c for c in claims if any(t.measure == measure and t.low == low for t in c.tolls)]
    assert len(found) >= 1, [(c.type, [(t.measure, t.low, t.high) for t in c.tolls], c.evidence[0].text[:60]) for c in claims]
    return found[0]


def toll(claim: Claim, measure: str, low: int) -> Toll:
    return next(t for t in claim.tolls if t.measure == measure and t.low == low)


def sources(claim: Claim) -> list[str]:
    return [s.source for s in claim.sources]


def evidence(claim: Claim) -> str:
    return " … ".join(q.text for q in claim.evidence)


# 1 · the chain outlet ← intermediary ← origin, per figure


def test_capability_01_chain_through_an_agency() -> None:
    (c,) = read("ذكرت وكالة رويترز نقلاً عن مصدر طبي أن سبعة مدنيين قتلوا في قصف مدفعي على مدينة تعز أمس.")
    assert len(sources(c)) == 2 and sources(c)[0] == "reuters" and "medical" in sources(c)[1]


def test_capability_01_chain_through_a_statement() -> None:
    (c,) = read("نقلت قناة العربية عن بيان لوزارة الداخلية العراقية أن أربعة جنود قتلوا بهجوم مسلح في كركوك الثلاثاء.")
    assert len(sources(c)) == 2 and sources(c)[0] == "al_arabiya" and "وزارة الداخلية العراقية" in c.sources[1].text


def test_capability_01_seed() -> None:
    c = with_toll(seed("004"), "killed", 43)
    assert "russian_mod" in sources(c)
    assert "sohr" in sources(with_toll(seed("004"), "killed", 35))


# 2 · scope of attribution across sentences


def test_capability_02_the_sources_go_on_speaking() -> None:
    claims = read("قالت مصادر محلية إن مسلحين هاجموا نقطة للجيش قرب الرطبة أمس.\nوأضافت المصادر أن ثلاثة جنود قتلوا في الهجوم.")
    assert claims and all(any("local" in s for s in sources(c)) for c in claims)


def test_capability_02_a_new_speaker_ends_it() -> None:
    claims = read(
        "أعلنت الشرطة الباكستانية مقتل خمسة مسلحين في مداهمة بمدينة كويتا أمس.\n"
        "من جهة أخرى قال شهود عيان إن عبوة ناسفة انفجرت في سوق بمدينة بيشاور وأصابت ستة أشخاص."
    )
    blast = with_toll(claims, "wounded", 6)
    assert "eyewitnesses" in sources(blast) and len(sources(blast)) == 1


def test_capability_02_seed() -> None:
    attack = [c for c in seed("000") if c.type == "attack" and any(t.measure == "wounded" and t.low == 4 for t in c.tolls)]
    assert attack and any("topwar" in s for s in sources(attack[0]))


# 4 · parts and wholes


def test_capability_04_among_them() -> None:
    c = with_toll(read("قتل 12 شخصاً بينهم أربعة أطفال وثلاث نساء في غارة على بلدة سرمدا أمس."), "killed", 12)
    whole = c.tolls.index(toll(c, "killed", 12))
    assert toll(c, "killed", 4).part_of == whole and toll(c, "killed", 3).part_of == whole and toll(c, "killed", 12).part_of is None


def test_capability_04_an_addition_is_no_part() -> None:
    c = with_toll(read("أسفر الهجوم على القاعدة أمس عن مقتل ثمانية جنود ماليين بالإضافة إلى خمسة مدنيين."), "killed", 8)
    assert toll(c, "killed", 5).part_of is None


def test_capability_04_seed() -> None:
    c = with_toll(seed("004"), "killed", 35)
    assert toll(c, "killed", 9).part_of == c.tolls.index(toll(c, "killed", 35))


# 6 · died of wounds


def test_capability_06_one_of_the_wounded_died() -> None:
    c = with_toll(read("أصيب أربعة جنود بانفجار لغم قرب شبوة أمس، توفي أحدهم متأثراً بجروحه في المستشفى."), "wounded", 4)
    died = next(t for t in c.tolls if t.measure == "killed")
    assert died.low == 1 and died.part_of == c.tolls.index(toll(c, "wounded", 4))


def test_capability_06_two_died_later() -> None:
    c = with_toll(read("قتل شرطي على الفور وأصيب ستة آخرون في تفجير استهدف دوريتهم في العريش أمس، وفارق اثنان منهم الحياة لاحقاً."), "wounded", 6)
    assert toll(c, "killed", 2).part_of == c.tolls.index(toll(c, "wounded", 6)) and toll(c, "killed", 1).part_of is None


def test_capability_06_seed() -> None:
    c = with_toll(seed("004"), "wounded", 5)
    wounded = c.tolls.index(toll(c, "wounded", 5))
    assert [t.part_of for t in c.tolls if t.measure == "killed" and t.low == 2].count(wounded) == 1


# 8 · incident, period and cumulative tolls apart


def test_capability_08_a_count_over_a_window_is_a_tally() -> None:
    c = with_toll(read("وثقت الشبكة السورية لحقوق الإنسان مقتل 96 مدنياً في سوريا خلال شهر كانون الثاني الماضي."), "killed", 96)
    assert c.kind == "tally" and c.time and c.time.start_day == dt.date(2021, 1, 1) and c.time.end_day == dt.date(2021, 1, 31)


def test_capability_08_since_the_war_began() -> None:
    claims = read("قتل جنديان في كمين قرب مأرب أمس.\nوقتل أكثر من ثلاثة آلاف جندي في المحافظة منذ بداية الحرب، بحسب مصدر عسكري.")
    assert with_toll(claims, "killed", 2).kind == "incident" and with_toll(claims, "killed", 3000).kind == "tally"


def test_capability_08_seed() -> None:
    assert with_toll(seed("004"), "killed", 92).kind == "tally" and with_toll(seed("002"), "killed", 49).kind == "tally"


# 11 · Arabic quantities, bounds, the raw word kept


def test_capability_11_a_joint_figure() -> None:
    c = read("سقط عشرة أشخاص بين قتيل وجريح بانفجار سيارة مفخخة في مدينة الباب أمس.")[0]
    assert {(t.measure, t.low, t.high) for t in c.tolls} == {("killed", 1, 9), ("wounded", 1, 9)}


def test_capability_11_bounds_duals_and_vague_words() -> None:
    c = read("قتل جنديان وأصيب ما لا يقل عن خمسة عشر آخرين وفقد العشرات في هجوم على معسكر شرق مقديشو أمس.")[0]
    assert {(t.measure, t.low, t.high) for t in c.tolls} == {("killed", 2, 2), ("wounded", 15, None), ("missing", 20, None)}
    assert any(t.raw and "عشرات" in t.raw for t in c.tolls)


def test_capability_11_seed() -> None:
    c = with_toll(seed("000"), "wounded", 4)
    assert toll(c, "killed", 1).exact


# 12 · materiel


def test_capability_12_destroyed_and_damaged() -> None:
    c = read("استهدفت طائرة مسيرة رتلاً عسكرياً قرب سرت أمس، ما أدى إلى تدمير ثلاث آليات وإعطاب دبابتين.")[0]
    assert {(m.item, m.outcome, m.low, m.high) for m in c.materiel} == {("vehicle", "destroyed", 3, 3), ("tank", "damaged", 2, 2)}


def test_capability_12_seized_in_an_attack() -> None:
    c = read("هاجم مسلحون نقطة للشرطة في ديالى أمس واستولوا على سيارتين وقتلوا شرطياً.")[0]
    assert [(m.item, m.outcome, m.low) for m in c.materiel] == [("vehicle", "captured", 2)]


def test_capability_12_seed() -> None:
    materiel = {(m.item, m.outcome, m.low) for c in seed("002") for m in c.materiel}
    assert ("vehicle", "damaged", 6) in materiel and any(o == "destroyed" and n == 2 for _, o, n in materiel)


# 13 · a toll belongs to the event of its clause, never to the nearest


def test_capability_13_an_older_toll_stays_with_the_older_event() -> None:
    claims = read(
        "هاجم مسلحون حاجزاً للجيش غرب الأنبار فجر اليوم الأربعاء، من دون معلومات عن الخسائر.\n"
        "وكان هجوم مماثل في المنطقة قبل أسبوعين قد أسفر عن مقتل ستة جنود."
    )
    older = with_toll(claims, "killed", 6)
    assert older.background and older.time and older.time.end_day and older.time.end_day < dt.date(2021, 2, 20)
    assert not [t for c in claims if not c.background for t in c.tolls if t.low == 6]


def test_capability_13_a_headline_has_no_number_of_its_own() -> None:
    claims = read("قتلى في انفجار بمدينة عفرين\nانفجرت عبوة ناسفة في مدينة عفرين أمس، ما أدى إلى مقتل أربعة مدنيين.")
    assert len(claims) == 1 and [(t.measure, t.low, t.high) for t in claims[0].tolls] == [("killed", 4, 4)]


def test_capability_13_seed() -> None:
    dawn = [c for c in seed("003") if "فجر الجمعة" in evidence(c)]
    assert dawn and not [t for c in dawn for t in c.tolls if t.low in (3, 5)]
    assert with_toll(seed("003"), "killed", 3).background


# 19 · realis: planned, failed, habitual, opinion


def test_capability_19_planned_and_failed() -> None:
    claims = read("تستعد قوات الحكومة اليمنية لشن هجوم على مدينة البيضاء.\nوفشلت محاولة للحوثيين لاقتحام مدينة مأرب أمس.")
    assert {c.status for c in claims} == {"planned", "failed"}


def test_capability_19_opinion_and_conditions_are_no_news() -> None:
    assert not read("ويرى محللون أن التنظيم قد يهاجم حقول النفط إذا انسحبت القوات الأميركية.\nواعتبر الخبير أن القصف الجوي لن يحسم المعركة.")


def test_capability_19_seed() -> None:
    claims = seed("002")
    assert any(c.status == "planned" for c in claims)
    assert not [c for c in claims if "لعبة متبادلة" in evidence(c)]
    assert any(c.status == "failed" for c in seed("000"))


# 20 · furniture


def test_capability_20_a_headline_of_another_story() -> None:
    claims = read("قتل شرطيان في هجوم مسلح شرق كركوك أمس.\n\nاقرأ أيضاً.. مقتل عشرين شخصاً بتفجيرين في بغداد\n\nوطوقت قوات الأمن المكان.")
    assert not [t for c in claims for t in c.tolls if t.low == 20]


def test_capability_20_share_bars_and_captions() -> None:
    claims = read("icon\nشارك\n+A\nحجم الخط\n-A\nقصف مدفعي على حي سكني (رويترز)\n\nأصيب ثلاثة مدنيين بقصف مدفعي على مدينة تعز أمس الثلاثاء.\n\nذات صلة\nمقتل جندي في عدن\n")
    assert len(claims) == 1 and [(t.measure, t.low) for t in claims[0].tolls] == [("wounded", 3)]


def test_capability_20_seed() -> None:
    assert not [c for c in seed("001") if "يشن هجومين" in evidence(c) or "مقاتلات روسية تستهدف" in evidence(c)]
