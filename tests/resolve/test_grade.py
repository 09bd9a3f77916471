"""Grades by rule: confirmed, fair, weak, contested, discounted; and what is disputed."""

import pytest

from marsad.resolve import resolve

EVENT = {"date": "2021-03-05", "place": "الحويجة"}


def graded(claims, document):
    documents = {d.id: d for d in (document(n, published="2021-03-06") for n in "abcd")}
    found = resolve(claims, documents).incidents
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("told", "grade"),
    [
        ([{"sources": ("sohr",)}], "weak"),
        ([{"sources": ("sohr",)}, {"sources": ("medical_source",)}], "fair"),
        ([{"by": "islamic_state", "sources": ("islamic_state_statement",), "status": "claimed"}], "confirmed"),
        ([{"on": "iraqi_government", "sources": ("iraqi_government",), "status": "claimed", "tolls": (("killed", 2, 2),)}], "confirmed"),
        ([{"by": "islamic_state", "on": "sdf", "sources": ("sohr",)}, {"by": "turkey", "on": "sdf", "sources": ("medical_source",)}], "contested"),
        ([{"by": "turkey", "sources": ("sohr",)}, {"by": "turkey", "sources": ("turkey",), "status": "denied"}], "contested"),
        ([{"by": "turkey", "sources": ("turkey",), "status": "denied"}], "discounted"),
    ],
)
def test_grades(claim, document, told, grade):
    claims = [claim(str(i), document="abcd"[i], same_as=None, **EVENT, **t) for i, t in enumerate(told)]
    assert graded(claims, document).grade == grade


def test_an_accusation_is_no_admission(claim, document):
    accused = claim("1", **EVENT, by="turkey", on="sdf", sources=("sdf",), status="claimed", tolls=(("killed", 2, 2, "civilians"),))
    assert "perpetrators" not in graded([accused], document).disputed


def test_disputed_fields_are_named(claim, document):
    claims = [
        claim("1", document="a", **EVENT, by="islamic_state", on="sdf", sources=("sohr",), tolls=(("killed", 5, 5),)),
        claim("2", document="b", **EVENT, by="turkey", on="sdf", sources=("medical_source",), tolls=(("killed", 9, 9),)),
    ]
    assert set(graded(claims, document).disputed) == {"toll", "perpetrators"}
