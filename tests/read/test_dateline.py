"""The line that a page prints its date on; sentences with dates are none."""

import datetime as dt

import pytest

from marsad.read.boilerplate import furniture, words_of
from marsad.read.dateline import read

BESIDE = frozenset(words_of("نشر في تاريخ النشر آخر تحديث الساعة بتوقيت صباحا مساء ص م هـ الموافق"))


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2021.02.24 | 07:13 دمشق", (2021, 2, 24)),
        ("24/02/2021 - 10:30", (2021, 2, 24)),
        ("٢٤/٠٢/٢٠٢١", (2021, 2, 24)),
        ("2021-02-24T07:13", (2021, 2, 24)),
        ("نشر في: 24 شباط 2021", (2021, 2, 24)),
        ("الأربعاء 24 شباط/فبراير 2021 - 07:13 GMT", (2021, 2, 24)),
        ("24 كانون الثاني 2020", (2020, 1, 24)),
        ("7 تشرين الأول/أكتوبر 2019", (2019, 10, 7)),
        ("12 جوان 2018", (2018, 6, 12)),
        ("فبراير 24, 2021", (2021, 2, 24)),
        ("آخر تحديث: 25-2-2021 الساعة 9:05 مساء", (2021, 2, 25)),
        ("31/02/2021", None),
        ("شباط 2021", None),
        ("مقتل ثلاثة جنود في 24 شباط 2021", None),
        ("اغتيال ضابط كبير وسط العاصمة 18/8/2020", None),
        ("حصيلة 2020", None),
    ],
)
def test_datelines(line: str, day: tuple[int, int, int] | None) -> None:
    found = read(line, words_of(line), BESIDE)
    assert (found and found.day) == (dt.date(*day) if day else None)


def test_publication_goes_before_the_last_change() -> None:
    body = "قال مصدر محلي إن انفجارا هز وسط المدينة مساء أمس من دون أن يوقع ضحايا، وإن أسبابه لم تعرف بعد."
    _, day = furniture(f"انفجار يهز المدينة\nآخر تحديث: 26/02/2021\nنشر في: 24/02/2021\n{body}")
    assert day == dt.date(2021, 2, 24)
