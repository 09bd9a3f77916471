"""Which pairs are compared: those that could be one event, at a cost that grows with the claims."""

from marsad.resolve.block import CROWD, file, pairs
from marsad.resolve.columns import columns
from marsad.resolve.facets import all_facets


def compared(claims, documents):
    made = columns(all_facets(claims, documents))
    i, j = pairs(made, file(made))
    return [tuple(sorted((made.ids[a], made.ids[b]))) for a, b in zip(i, j, strict=True)]


def test_claims_meet_by_day_town_figure_name_or_report(claim, document):
    documents = {d.id: d for d in (document(n, published="2020-09-01") for n in "abcdef")}
    base = claim("1", document="a", date="2020-08-18", place="الميادين", tolls=(("killed", 25, 25), ("wounded", 13, 13)))
    same_day = claim("2", document="b", date="2020-08-19", place="محافظة دير الزور")
    same_town = claim("3", document="c", background=True, place="الميادين")
    same_figure = claim("4", document="d", background=True, tolls=(("killed", 25, 25), ("wounded", 13, 13)))
    stranger = claim("6", document="e", date="2019-01-01", place="منبج")
    found = compared([base, same_day, same_town, same_figure, stranger], documents)
    for other in ("c_2", "c_3", "c_4"):
        assert ("c_1", other) in found
    assert ("c_1", "c_6") not in found


def test_pairs_grow_with_the_claims_not_with_their_square(claim, document):
    documents = {d.id: d for d in (document(f"d{i}", published="2020-01-01") for i in range(3200))}

    def count(n):
        claims = [claim(f"{i:05}", document=f"d{i}", date="2020-01-01", place="محافظة دير الزور", tolls=(("killed", i % 7, i % 7),)) for i in range(n)]
        return len(compared(claims, documents))

    # the worst case: every claim of one day, one governorate, no town
    assert CROWD < 1600
    assert count(3200) < 3 * count(1600)


def test_each_pair_comes_once(claim, document):
    documents = {d.id: d for d in (document(n, published="2020-01-02") for n in "ab")}
    claims = [claim(str(i), document="ab"[i % 2], date="2020-01-01", place="منبج", tolls=(("killed", 9, 9),)) for i in range(20)]
    found = compared(claims, documents)
    assert len(found) == len(set(found)) == 100  # the pairs of one report are compared by themselves
