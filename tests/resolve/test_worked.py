"""From text to account: a report that adds up a week, and an old death that two reports recall. The texts are ours, what they tell is invented."""

from __future__ import annotations

import datetime as dt

import pytest

from marsad.extract import reader
from marsad.model import Document, Incident
from marsad.resolve import Resolution, resolve

WEEK = """صعّد تنظيم القاعدة في جزيرة العرب هذا الأسبوع هجماته على مواقع الجيش اليمني وحلفائه في محافظة أبين.
ووثقت منظمة مواطنة منذ الاثنين مقتل 58 من الجيش اليمني وحلفائه، بينهم مقاتلون سودانيون، في هجمات متفرقة شنها التنظيم على مواقعهم.
ووقع أكبر هذه الهجمات الثلاثاء في محافظة أبين مخلفا 27 قتيلا من الجيش وداعميه بينهم سبعة مقاتلين سودانيين، بحسب حصيلة للمنظمة.
وقالت المنظمة إن مسلحين من التنظيم هاجموا الثلاثاء رتلا للجيش اليمني وقوات سودانية قرب مدينة مودية، ما أسفر عن مقتل 20 من الجيش اليمني بالإضافة إلى سبعة مقاتلين سودانيين.
وأعلنت وزارة الدفاع السودانية مقتل ثلاثة جنود سودانيين في هجوم قالت إنه وقع في محافظة أبين.
وبحسب الوزارة، فإن جنديين سودانيين قتلا على الفور إثر الهجوم بينما أصيب أربعة آخرون بجروح، توفي أحدهم لاحقا متأثرا بجروحه. وأضافت الوزارة أن المواجهات استمرت ساعتين وقتل خلالها 15 من العناصر المهاجمة.
وقتل 18 من الجيش اليمني في هجوم للتنظيم استهدف الاثنين حاجزا في مدينة لودر، وفق منظمة مواطنة.
وأحصت المنظمة مقتل تسعة من الجيش اليمني جراء هجمات استهدفت ليل الخميس الجمعة نقاطا عسكرية في محافظة أبين."""

SWEEP = """بدأت القوات العراقية حملة تمشيط في صحراء الأنبار، بحسب مصدر أمني.
وكان العميد الركن سالم الجبوري قد قتل بانفجار عبوة ناسفة قرب مدينة الرطبة في 18 من آب 2019."""
LOSSES = """واصلت القوات العراقية عملياتها في صحراء الأنبار، من دون نتائج تذكر.
يشار إلى أن الجيش العراقي سبق أن أطلق عملية عسكرية في المنطقة بعد مقتل ضابط عراقي برتبة عميد، في 18 آب 2019، بانفجار عبوة."""


def read(**reports: str) -> Resolution:
    documents = {n: Document(id="d_" + n, text=t, file=n + ".txt", published=dt.date(2019, 6, 14) if n == "week" else None) for n, t in reports.items()}
    claims = [c for d in documents.values() for c in reader.claims(d)]
    return resolve(claims, {d.id: d for d in documents.values()})


@pytest.fixture(scope="module")
def week() -> Resolution:
    return read(week=WEEK)


@pytest.fixture(scope="module")
def deadliest(week: Resolution) -> Incident:
    (found,) = [i for i in week.incidents if i.kind == "incident" and any(t.low == 27 for t in i.tolls)]
    return found


def test_parts_add_up_and_the_wounded_who_died_are_counted_once(deadliest: Incident) -> None:
    shown = [c.text.en for c in deadliest.checks if c.holds]
    assert "20 + 7 = 27" in shown
    assert "2 + 1 = 3" in shown
    assert "2 at once + 1 of the 4 wounded = 3 killed, 3 wounded left" in shown
    tolls = {(t.measure, t.group): (t.low, t.high) for t in deadliest.tolls}
    assert tolls["killed", None] == (27, 27)
    assert tolls["wounded", None] == (3, 3)


def test_soldiers_lie_within_fighters_and_the_attackers_apart(deadliest: Incident) -> None:
    assert "3 soldiers (Sudan) within 7 fighters (Mwatana)" in [c.text.en for c in deadliest.checks if c.kind == "nested"]
    tolls = {t.group: t for t in deadliest.tolls if t.measure == "killed"}
    assert (tolls["sudanese_government"].low, tolls["sudanese_government"].high, tolls["sudanese_government"].disputed) == (3, 7, True)
    assert (tolls["aqap"].low, tolls["aqap"].high) == (15, 15)
    why = tolls["sudanese_government"].why
    assert "7 fighters" in why.en and "3 soldiers" in why.en and "ضمن 7 من المقاتلين" in why.ar


def test_the_rest_of_the_weeks_count_is_written_out(week: Resolution) -> None:
    (check,) = [c for i in week.incidents if i.kind == "window" for c in i.checks if c.kind == "window"]
    assert (check.holds, check.residual) == (True, 4)
    assert check.text.en.startswith("58 − (18 + 27 + 9) = 4 unaccounted")


def test_no_sum_over_groups_that_lie_within_one_another(week: Resolution) -> None:
    figures = {n for i in week.incidents for t in i.tolls for n in (t.low, t.best, t.high)}
    assert figures <= {None, 58, 27, 20, 18, 15, 9, 7, 3, 2}


def test_an_old_death_that_two_reports_recall_is_one_incident() -> None:
    told = read(sweep=SWEEP, losses=LOSSES)
    (met,) = [i for i in told.incidents if i.time and i.time.start_day == dt.date(2019, 8, 18)]
    assert len(met.claims) == 2
    assert [(t.low, t.high) for t in met.tolls if t.measure == "killed" and t.group is None] == [(1, 1)]
