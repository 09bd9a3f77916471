"""What an outlet takes back: a later text at the same address that says so. The texts are ours."""

from __future__ import annotations

import json
import pathlib

import pytest

from marsad import pipeline
from marsad.intake import retracted
from marsad.ledger import Ledger
from marsad.ledger.causes import TAKEN_BACK
from marsad.read import Given

STRIKE = "قالت الصحيفة إن طائرة مسيرة قصفت الاثنين سيارة في مدينة تكريت وقتلت ثلاثة مدنيين."
REST = " وقال شهود إن دخانا شوهد في سماء المدينة، وأغلقت المحال أبوابها حتى المساء."
SORRY = "تعتذر الصحيفة لقرائها عن خبر نشرته في هذا العنوان وتبين أنه غير صحيح."


@pytest.mark.parametrize(
    "text",
    [SORRY, "سحبت الوكالة الخبر السابق.", "وقد حذف الموقع التقرير بعد التحقق.", "نعتذر عن نشر الخبر.", "تراجعت الوكالة عن خبرها."],
)  # fmt: skip
def test_words_that_take_back(text: str) -> None:
    assert retracted.retracts([REST, text])


@pytest.mark.parametrize(
    "text",
    [
        STRIKE, REST, "اعتذرت الوزارة عن الحادث ونفت الخبر.", "سحب الجيش قواته من البلدة وفق خبر نشرته الوكالة.", "ألغت الوزارة الزيارة.",
        "تراجعت القوات إلى مواقعها، بحسب تقرير المرصد.", "نفت الوزارة صحة الخبر.",
    ],
)  # fmt: skip
def test_words_that_do_not(text: str) -> None:
    assert not retracted.retracts([text])


def ingested(folder: pathlib.Path, ledger: Ledger, text: str, outlet: str = "صحيفة ج") -> None:
    row = {"text": text, "url": "https://c.example.org/1", "published": "2021-02-23", "outlet": outlet}
    path = folder / f"{len(list(folder.glob('*.jsonl')))}.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    pipeline.ingest([str(path)], Given(), ledger, folder / "store")


@pytest.fixture
def ledger(tmp_path: pathlib.Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'l.db'}")


def test_what_is_taken_back_stands_denied_by_its_outlet_and_may_be_restored(tmp_path: pathlib.Path, ledger: Ledger) -> None:
    ingested(tmp_path, ledger, STRIKE + REST)
    (claim,) = ledger.claims()
    ingested(tmp_path, ledger, SORRY + REST)
    (review,) = ledger.reviews(claim.id)
    assert (review.who, review.corrected, review.accepted) == ("صحيفة ج", {"status": "denied"}, True)
    assert review.note == TAKEN_BACK + ledger.documents()[-1].id
    assert [c.status for c in ledger.claims(reviewed=True)] == ["denied"]
    assert ledger.withdraw_review(claim.id)
    assert retracted.note(ledger) == 0  # a person's word stands


def test_a_sentence_that_only_vanished_takes_nothing_back(tmp_path: pathlib.Path, ledger: Ledger) -> None:
    ingested(tmp_path, ledger, STRIKE + REST)
    ingested(tmp_path, ledger, "تابعوا آخر الأخبار على موقعنا في كل ساعة من ساعات اليوم." + REST)
    assert len(ledger.versions()) == 1 and not ledger.reviews()


def test_what_the_new_text_still_tells_stands(tmp_path: pathlib.Path, ledger: Ledger) -> None:
    ingested(tmp_path, ledger, STRIKE + REST)
    ingested(tmp_path, ledger, STRIKE + REST + " وتعتذر الصحيفة عن خبر سابق عن انفجار في بيجي.")
    assert len(ledger.versions()) == 1 and not ledger.reviews()
