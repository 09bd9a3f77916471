"""Slice and mark: the pieces join to the text, evidence may overlap, furniture folds, invisible characters are shown."""

from hypothesis import given
from hypothesis import strategies as st

from marsad.model import Actor, Claim, Cut, Document, Quote, Toll
from marsad.web import highlight

TEXT = "عنوان الخبر\nهاجم مسلحون حاجزا شرق البلدة فقتلوا أربعة جنود.\nاقرأ أيضا: خبر آخر\nشارك\nانتهى"


def document(text: str = TEXT, cuts: tuple[Cut, ...] = ()) -> Document:
    return Document(id="d_0", text=text, file="a.txt", cuts=cuts)


def claim(name: str, *words: str, text: str = TEXT) -> Claim:
    quotes = tuple(Quote(w, text.index(w), text.index(w) + len(w)) for w in words)
    return Claim(id=name, document="d_0", file="a.txt", type="attack", evidence=quotes)


def test_overlapping_evidence_is_marked_for_both():
    a, b = claim("c_a", "هاجم مسلحون حاجزا شرق البلدة"), claim("c_b", "شرق البلدة فقتلوا أربعة جنود")
    pieces = [(s.text, s.claims) for block in highlight.blocks(document(), [a, b]) for s in block.stretches if s.claims]
    assert pieces == [("هاجم مسلحون حاجزا ", ("c_a",)), ("شرق البلدة", ("c_a", "c_b")), (" فقتلوا أربعة جنود", ("c_b",))]


def test_the_chosen_claim_shows_its_layers():
    at = TEXT.index("أربعة جنود")
    who = Actor("مسلحون", TEXT.index("مسلحون"), TEXT.index("مسلحون") + 6, None)
    one = claim("c_a", "هاجم مسلحون حاجزا شرق البلدة فقتلوا أربعة جنود").replace(perpetrators=(who,), tolls=(Toll("killed", 4, 4, True, start=at, end=at + 10),))
    layers = {s.text: s.layers for block in highlight.blocks(document(), [one], one) for s in block.stretches if s.layers}
    assert layers == {"مسلحون": ("perpetrator",), "أربعة جنود": ("toll",)}


def test_furniture_lines_fold_into_one_block():
    start = TEXT.index("اقرأ")
    found = highlight.blocks(document(cuts=(Cut(start, TEXT.index("انتهى") - 1, "more_links"),)), [])
    assert [b.rule for b in found] == [None, None, "more_links", None]
    assert "".join(s.text for s in found[2].stretches) == "اقرأ أيضا: خبر آخر\nشارك"


def test_invisible_controls_become_visible():
    text = "قُتل \u202eثلاثة\u202c جنود"
    controls = [s.control for s in highlight.blocks(document(text), [])[0].stretches if s.control]
    assert controls == ["U+202E", "U+202C"]


@given(st.text(alphabet="ابج \n\u202e", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_the_pieces_join_to_the_lines(text: str, edges: list[tuple[int, int]]):
    claims = [
        Claim(id=f"c_{i}", document="d_0", file="", type="attack", evidence=(Quote(text[a:b], a, b),))
        for i, (a, b) in enumerate(edges) if a < b <= len(text)
    ]  # fmt: skip
    blocks = highlight.blocks(document(text), claims)
    assert ["".join(s.text for s in b.stretches) for b in blocks] == [line for line in text.split("\n") if line.strip()]
    assert all(s.text == text[s.start : s.end] for b in blocks for s in b.stretches)


def test_context_is_cut_at_spaces():
    at = TEXT.index("حاجزا")
    before, words, after = highlight.around(document(), at, at + 5, 8)
    assert (before, words) == ("… مسلحون ", "حاجزا")
    assert after == " شرق …"


def test_context_that_is_whole_has_no_dots():
    at = TEXT.index("هاجم")
    assert highlight.around(document(), at, at + 4, 500) == ("", "هاجم", " مسلحون حاجزا شرق البلدة فقتلوا أربعة جنود.")
