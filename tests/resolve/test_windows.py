"""Counts over a time stand apart, list what falls into them, and write out what stays unaccounted for."""

from marsad.resolve import resolve

SIDES = {"by": "islamic_state", "on": "syrian_government", "sources": ("sohr",)}


def told(claim):
    return [
        claim("1", kind="tally", date="2018-05-22", to="2018-05-27", **SIDES, tolls=(("killed", 76, 76, "syrian_government"),)),
        claim("2", date="2018-05-22", **SIDES, tolls=(("killed", 26, 26, "syrian_government"),), start=10),
        claim("3", date="2018-05-23", place="الميادين", **SIDES, tolls=(("killed", 26, 26, "syrian_government"), ("killed", 9, 9, "russia")), start=20),
        claim("4", kind="series", date="2018-05-26", to="2018-05-27", **SIDES, tolls=(("killed", 11, 11, "syrian_government"),), start=30),
        claim("5", kind="tally", on="russia", sources=("russian_mod",), tolls=(("killed", 92, 92, "russia"),), start=40),
        claim("6", date="2018-05-24", by="turkey", on="sdf", sources=("sohr",), tolls=(("killed", 50, 50, "sdf"),), start=50),
    ]


def test_the_residual_of_a_count_is_written_out(claim, document):
    d = document("a", published="2018-05-27")
    found = {i.id: i for i in resolve(told(claim), {d.id: d}).incidents}
    window = found["i_1"]
    assert window.kind == "window"
    assert window.claims == ("c_1",)
    check = next(c for c in window.checks if c.kind == "window")
    assert (check.holds, check.residual) == (True, 4)
    assert check.text.en.startswith("76 − (26 + 35 + 11) = 4 unaccounted")
    assert "76" in check.text.ar
    inside = next(c for c in window.checks if c.kind == "contains")
    assert all(i in inside.text.en for i in ("i_2", "i_3", "i_4"))
    assert "i_6" not in inside.text.en  # another war's dead


def test_parts_that_exceed_the_count_are_said(claim, document):
    d = document("a", published="2018-05-27")
    claims = [c for c in told(claim) if c.id != "c_1"]
    claims.append(claim("1", kind="tally", date="2018-05-22", to="2018-05-27", **SIDES, tolls=(("killed", 60, 60, "syrian_government"),)))
    window = next(i for i in resolve(claims, {d.id: d}).incidents if i.id == "i_1")
    check = next(c for c in window.checks if c.kind == "window")
    assert (check.holds, check.residual) == (False, -12)


def test_two_counters_are_never_mixed(claim, document):
    d = document("a", published="2018-05-27")
    claims = told(claim)
    claims[0] = claims[0].replace(sources=claims[4].sources)
    window = next(i for i in resolve(claims, {d.id: d}).incidents if i.id == "i_1")
    assert not [c for c in window.checks if c.kind == "window"]


def test_the_same_count_in_two_outlets_is_one_window_and_another_figure_is_another(claim, document):
    first = told(claim)[0]
    again = first.replace(id="c_7", document="d_b")
    other = claim("8", document="c", kind="tally", date="2018-05-22", to="2018-05-27", **SIDES, tolls=(("killed", 80, 80, "syrian_government"),))
    documents = {d.id: d for d in (document(n, published="2018-05-27") for n in "abc")}
    found = resolve([first, again, other], documents).incidents
    assert sorted(i.claims for i in found) == [("c_1", "c_7"), ("c_8",)]
    assert {i.kind for i in found} == {"window"}
