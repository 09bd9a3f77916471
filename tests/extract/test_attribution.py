"""Who says so: cue, chain, scope and stance, on sentences written for these tests."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.arabic.tokens import Words, tokenise
from marsad.extract import attribution
from marsad.extract.seen import ActorMention, Attribution, Context
from marsad.extract.speakers import provisional
from marsad.model import Mention
from marsad.resources.attribution import cues

NOTHING = Context()
PIECES = ["قال", "وقالت", "وأضاف", "أن", "إن", "بأن", "عن", "إلى", "وفق", "وبحسب", "حسب", "نقلا", "كما", "ما", "جاء", "في", "بيان", "البيان", "بيانها", "صادر", "لوكالة", "وكالة", "المصادر", "مصادر", "محلية", "المصدر", "نفسه", "المرصد", "السوري", "رامي", "عبد", "الرحمن", "رويترز", "لرويترز", "أبلغ", "ونقلت", "الوكالة", "مدير", "مديره", "المتحدث", "باسم", "وزارة", "الدفاع", "الروسية", "الوزارة", "موقع", "قناة", "“", "”", '"', "«", "»", ":", "،", ".", "-", "–", "(", ")", "فيما", "بينما", "لكن", "من", "جهته", "يذكر", "كانت", "قد", "أعلنت", "تبنى", "نفى", "اتهم", "الصور", "نشر", "أظهرت", "له", "لـ", "تعرف", "باسم", "شهود", "عيان", "و", "ف", "12", "قتل"]


def read(text: str, outlet: str | None = None) -> tuple[Words, list[Attribution]]:
    words = tokenise(text)
    return words, attribution.find(words, [], Context(outlet=outlet))


def sources_at(text: str, word: str, outlet: str | None = None) -> list[str]:
    """The ids of the innermost chain over the first token that reads ``word``."""
    words, found = read(text, outlet)
    token = next(t.i for t in words.tokens if t.text == word)
    inner = attribution.covering(found, token)
    return [x.source for x in inner.chain] if inner else []


WHERE = [  # text, a word of the content, the chain over it
    ("وقالت وزارة الدفاع الأوكرانية إن الصواريخ أصابت مستودعا.", "مستودعا", ["ukrainian_mod"]),
    ("هيومن رايتس ووتش قالت إن الغارة قتلت عائلة.", "الغارة", ["hrw"]),
    ("لكن مراسل رويترز في أم درمان أفاد بأن القصف مستمر.", "القصف", ["reuters_correspondent"]),
    ("أما القيادة الوسطى الأميركية فأعلنت ضرب موقعين.", "موقعين", ["centcom"]),
    ("وكانت البعثة الأممية في ليبيا قد أعلنت مقتل موظفين.", "موظفين", ["unsmil_office"]),
    ("وقُتل أربعة رعاة قرب النهر، وفق مصدر أمني.", "رعاة", ["security_source"]),
    ("وانسحب المسلحون - بحسب شهود عيان - نحو الحدود.", "الحدود", ["eyewitnesses"]),
    ("بحسب ما أفادت به وكالة سبأ، دُمر جسران في الحديدة.", "جسران", ["saba_aden"]),
    ("ووفق ما نقلت وكالة الأنباء الليبية عن مدير مستشفى الجلاء، أصيب تسعة.", "تسعة", ["lana", "director"]),
    ("وقالت صحيفة معاريف نقلا عن مصدر عسكري إن النفق طويل.", "النفق", ["maariv", "military_source"]),
    ("ونقلت وكالات أنباء تركية عن بيان لوزارة الداخلية أن خلية ضبطت.", "خلية", ["turkish_agencies", "moi"]),
    ("المرصد السوري: مقتل خمسة بقصف على البلدة", "خمسة", ["sohr"]),
    ("انفجار يهز سوقا شعبيا في بيدوا - مصادر أمنية", "سوقا", ["security_sources"]),
    ("وجاء في بيان للقيادة المركزية الأميركية أن جنديا جرح.", "جنديا", ["centcom"]),
    ("وقال أحمد الورفلي إن القذيفة سقطت قرب بيته.", "القذيفة", [provisional("أحمد الورفلي")]),
    ("وذكر موقع “صوت الساحل” أن الدورية اختفت.", "الدورية", [provisional("صوت الساحل")]),
    ("قال العميد يحيى سريع إن الزورق غرق.", "الزورق", ["houthi_military_spokesman"]),
    ("وصرح مصدر عسكري لسانا بأن الدفاعات تصدت للصواريخ.", "للصواريخ", ["sana", "military_source"]),
    ("وأبلغ مسؤول محلي رويترز أن الجثث عشر.", "الجثث", ["reuters", "local_official"]),
    ("وقالت مصادر خاصة لقناة الجزيرة إن المعبر أغلق.", "المعبر", ["al_jazeera", "private_sources"]),
    ("وأفاد مراسلنا في تعز بأن السوق احترق.", "السوق", ["correspondent"]),
    ("وأصدرت الحكومة قرارا. وافتتحت مدرسة في المدينة.", "مدرسة", []),
    ("وتقدم الجيش حسب الخطة المرسومة.", "الخطة", []),
    ("ولم تذكر السلطات عدد الضحايا.", "الضحايا", []),
    ("يُذكر أن البلدة شهدت قصفا الشهر الماضي.", "قصفا", []),
]


@pytest.mark.parametrize(("text", "word", "chain"), WHERE)
def test_where_the_source_stands(text: str, word: str, chain: list[str]) -> None:
    assert sources_at(text, word) == chain


GOES_ON = "أعلنت شبكة أطباء السودان أن ثلاثة قتلوا في الفاشر. "


@pytest.mark.parametrize(
    ("text", "word", "chain"),
    [
        (GOES_ON + "وأصيبت طفلة بشظايا في الرأس.", "طفلة", ["sudan_doctors_network"]),
        ("وقتل جنديان قرب الجسر، حسب بيان لمنظمة العفو الدولية.\nكما جرح ثالث.", "ثالث", ["amnesty"]),
        ("وقتل جنديان قرب الجسر، حسب منظمة العفو الدولية. وجرح ثالث.", "ثالث", []),
        (GOES_ON + "وأضافت أن مسعفا جرح.", "مسعفا", ["sudan_doctors_network"]),
        (GOES_ON + "من جهة أخرى، فتحت المدارس أبوابها.", "المدارس", []),
        (GOES_ON + "يشار إلى أن الحصار طويل.", "الحصار", []),
        (GOES_ON + "\nوزار الوزير مصنعا في المدينة.", "مصنعا", []),
        (GOES_ON + "\nكما احترقت صيدلية قرب المستشفى.", "صيدلية", ["sudan_doctors_network"]),
        ("وقالت مصادر قبلية إن قافلة نهبت. وأفاد ناشطون بأن سائقا خطف. وبحسب المصادر، عاد الرعاة.", "الرعاة", ["tribal_sources"]),
        ("وأكد ضابط في الشرطة أن العبوة بدائية. وتجمع السكان. ولفت الضابط إلى أن الطريق فتح.", "الطريق", ["commander"]),
        ("ونقلت رويترز عن بيان لحركة الشباب قولها إن القاعدة سقطت. وأضاف البيان أن الأسرى سبعة.", "الأسرى", ["reuters"]),
        ("ونشر حساب “راصد النيل” صورا للقصف. وأظهرت الصور احتراق شاحنتين.", "شاحنتين", [provisional("راصد النيل")]),
        ("وقال مدير المرصد السوري رامي عبد الرحمن إن الرتل دمر. وتوقف القصف. وبحسب عبد الرحمن، فر الجنود.", "الجنود", ["sohr"]),
    ],
)
def test_over_following_sentences(text: str, word: str, chain: list[str]) -> None:
    assert sources_at(text, word)[: len(chain) or 1] == chain


def test_a_new_speaker_ends_the_scope() -> None:
    text = "وأعلن البنتاغون أن قاعدته قصفت، فيما قال شهود عيان إن المطار اشتعل."
    assert sources_at(text, "قاعدته") == ["pentagon"]
    assert sources_at(text, "المطار") == ["eyewitnesses"]


def test_a_quotation_reaches_over_sentence_ends() -> None:
    text = "وقال المتحدث باسم الأونروا: “قصفت المدرسة. ومات حارسها. لا أحد يعرف السبب”. وانتهت الهدنة."
    assert sources_at(text, "حارسها")[-1:] == sources_at(text, "المدرسة")[-1:] != []


def test_what_another_says_inside() -> None:
    text = "وقالت قناة المسيرة إن وكالة تسنيم أفادت بأن الزورق غرق."
    assert sources_at(text, "الزورق") == ["al_masirah", "tasnim"]


def test_the_report_s_own_outlet_is_no_link() -> None:
    text = "وقالت مصادر محلية لعنب بلدي إن الحاجز أزيل. وأظهر تسجيل رصدته عنب بلدي دخانا."
    assert sources_at(text, "الحاجز", outlet="enab_baladi") == ["local_sources"]
    assert sources_at(text, "الحاجز") == ["local_sources"]
    assert sources_at(text, "الحاجز", outlet="reuters") == ["enab_baladi", "local_sources"]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("تبنت حركة الشباب الصومالية التفجير.", "claims_responsibility"),
        ("أعلنت حركة الشباب الصومالية مسؤوليتها عن التفجير.", "claims_responsibility"),
        ("ونفت حركة الشباب الصومالية أن تكون قصفت المدرسة.", "denies"),
        ("واتهمت حركة الشباب الصومالية الجيش بقصف المدرسة.", "accuses"),
        ("ودعت حركة الشباب الصومالية إلى وقف القصف.", "demands"),
        ("وأدانت حركة الشباب الصومالية القصف.", "opines"),
        ("وقالت حركة الشباب الصومالية إن القصف توقف.", "says"),
    ],
)
def test_stance(text: str, stance: str) -> None:
    words = tokenise(text)
    first = next(t.i for t in words.tokens if t.text == "حركة")
    actor = ActorMention(first, first + 3, words.tokens[first].start, words.tokens[first + 2].end, "al_shabaab", "jihadists", "test")
    found = attribution.find(words, [actor], NOTHING)
    assert [(a.stance, [x.source for x in a.chain]) for a in found] == [(stance, ["al_shabaab_statement"])]
    assert found[0].chain[0].actor == "al_shabaab"


def test_hearsay_has_an_empty_chain() -> None:
    _, found = read("ذُكر أن المسلحين انسحبوا فجرا.")
    assert [a.chain for a in found] == [()]


@pytest.mark.parametrize("verb", cues().verbs, ids=lambda v: v.id)
def test_every_verb_s_example_has_its_cue(verb) -> None:  # type: ignore[no-untyped-def]
    """With its speaker where one is named; back references have one to refer to."""
    text = f"وقال مصدر حكومي إن الوضع هادئ. وبثت قناة المسيرة صورا. وقالت منظمة العفو الدولية إن تقريرها صدر. {verb.example}"
    words = tokenise(text)
    actors = []
    for phrase, actor, kind in (("الجيش", "army", "army"), ("الجماعة", "group", "jihadists"), ("التنظيم", "group", "jihadists"), ("حزب الله", "party", "militia"),
                                ("إسرائيل", "israel", "state"), ("مصر", "egypt", "state"), ("الأردن", "jordan", "state"), ("القائد", "group", "militia")):  # fmt: skip
        at = text.rfind(phrase)
        inside = [t for t in words.tokens if at <= t.start < at + len(phrase)] if at >= 0 else []
        if inside:
            actors.append(ActorMention(inside[0].i, inside[-1].i + 1, inside[0].start, inside[-1].end, actor, kind, "test"))
    found = attribution.find(words, actors, NOTHING)
    assert verb.id in {a.cue for a in found}, [(a.cue, a.rule) for a in found]


def test_spans_are_slices_and_scopes_lie_in_the_text() -> None:
    for text, _, _ in WHERE:
        words, found = read(text)
        for a in found:
            assert 0 <= a.scope[0] < a.scope[1] <= len(words.tokens)
            assert words.text[a.start : a.end].strip()
            for x in a.chain:
                assert words.text[x.start : x.end].strip()
                assert words.tokens[x.first].start <= x.start < x.end


def test_mentions_for_explain() -> None:
    words, found = read("وقالت صحيفة هآرتس نقلا عن مصدر أمني إن النفق طويل.")
    seen = attribution.mentions(found, words)
    assert all(isinstance(m, Mention) and m.kind == "source" and m.text == words.text[m.start : m.end] for m in seen)
    assert [[x["source"] for x in m.normal["chain"]] for m in seen][-1] == ["haaretz", "security_source"]


@pytest.mark.parametrize("text", ["", "\n", ".", "قال", "وفق", "نقلا عن", ":", "- ", "“", "وقال “", "بحسب ما", "أعلن عن", "المرصد:"])
def test_scraps_do_not_trip_it(text: str) -> None:
    read(text)


@pytest.mark.parametrize("outlet", ["Enab Baladi", "عنب بلدي", "enab_baladi"])
def test_the_own_outlet_is_known_by_any_of_its_names(outlet: str) -> None:
    assert sources_at("وقال ناشط لعنب بلدي إن الحاجز أزيل.", "الحاجز", outlet=outlet) == ["activists"]


def test_an_own_outlet_that_no_table_has() -> None:
    text = "وقال مسؤول لوكالة “المجس” إن الحاجز أزيل."
    assert sources_at(text, "الحاجز", outlet="وكالة المجس") == ["official"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.booleans())
def test_no_mixture_of_cues_trips_it(pieces: list[str], lines: bool) -> None:
    text = ("\n" if lines else " ").join(pieces)
    words, found = read(text)
    for a in found:
        assert 0 <= a.scope[0] < a.scope[1] <= len(words.tokens)
        assert 0 <= a.first < a.last <= len(words.tokens)
        assert all(0 <= x.first < x.last <= len(words.tokens) and x.start < x.end for x in a.chain)
    attribution.mentions(found, words)


def test_a_text_without_stops_takes_linear_time(linear: Any) -> None:
    linear(read, "وقالت مصادر محلية إن " * 400, "وقالت مصادر محلية إن " * 3200)


def test_a_body_that_no_list_knows_behind_a_preposition() -> None:
    assert sources_at("نقلا عن المركز الوطني للتوثيق، قتل مدنيان في تعز.", "قتل") == [provisional("المركز الوطني للتوثيق")]
    assert sources_at("وفق الخطة الأمنية الجديدة، انتشر الجيش في تعز.", "انتشر") == []


def test_the_word_that_a_listed_name_begins_with_takes_it_up() -> None:
    text = "وثقت منظمة مواطنة مقتل ثلاثة مدنيين في قصف على تعز. وقالت المنظمة إن خمسة أصيبوا. وبحسب حصيلة للمنظمة فإن القصف تجدد."
    assert [a.chain[-1].source for a in read(text)[1]] == ["mwatana"] * 3
