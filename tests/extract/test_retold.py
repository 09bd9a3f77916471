"""What is told again is found by what must agree, in long documents as in short ones."""

from __future__ import annotations

from typing import Any

from marsad.extract import reader
from marsad.model import Document

PLACES = ["الموصل", "كركوك", "تكريت", "الرمادي", "بعقوبة", "سامراء", "الفلوجة", "بيجي"]


def telling(n: int) -> str:
    """n reports of one line, each of its own place and figures."""
    return "\n".join(
        f"قتل {3 + k % 40} جنود وأصيب {5 + k % 30} آخرون في هجوم شنه مسلحون على حاجز للجيش في {PLACES[k % len(PLACES)]}." for k in range(n)
    )


def claims(text: str) -> int:
    return len(reader.claims(Document(id="d", text=text, file="t.txt")))


def test_lead_and_body_are_one() -> None:
    text = "مقتل 12 جنديا في هجوم على حاجز قرب كركوك.\nقال مصدر أمني إن 12 جنديا قتلوا في هجوم شنه مسلحون على حاجز للجيش قرب كركوك."
    assert claims(text) == 1


def test_a_claim_costs_the_same_in_a_long_text(linear: Any) -> None:
    linear(claims, telling(200), telling(1600))
