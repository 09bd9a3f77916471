"""Who is named in a text: names, generic words by country, adjectives with nouns of forces, back references, unknown groups."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest

from marsad.arabic.tokens import tokenise
from marsad.extract import actors
from marsad.extract.seen import ActorMention, Context


def read(text: str, on: str | None = None, countries: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    context = Context(published=dt.date.fromisoformat(on) if on else None, countries=countries)
    return [(text[m.start : m.end], m.actor) for m in actors.find(tokenise(text), context) if not m.adjective]


def mention(text: str, words: str) -> ActorMention:
    return next(m for m in actors.find(tokenise(text), Context()) if text[m.start : m.end] == words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصف الطيران الحربي الروسي أطراف البلدة", [("الطيران الحربي الروسي", "russia")]),
        ("استهدف رتل جنوداً أتراكاً قرب القرية", [("جنوداً أتراكاً", "turkey")]),
        ("أعلنت وزارة الدفاع العراقية النتيجة", [("وزارة الدفاع العراقية", "iraqi_government")]),
        ("شوهدت القوات الكورية الجنوبية", [("القوات الكورية الجنوبية", "south_korea")]),
        ("نفذت مقاتلات أميركية ضربة", [("مقاتلات أميركية", "us_coalition")]),
        ("قال وزير الخارجية الأميركي", [("وزير الخارجية الأميركي", "united_states")]),
        ("انتشرت قوات حرس الحدود الأردنية", [("قوات حرس الحدود الأردنية", "jordan_government")]),
        ("قصفت بوارج إسرائيلية الميناء", [("بوارج إسرائيلية", "israel")]),
        ("أطلق جنود ماليون النار", [("جنود ماليون", "malian_government")]),
        ("هاجمت طائرات حكومة الوفاق الموقع", [("طائرات حكومة الوفاق", "gna")]),
    ],
)
def test_a_noun_of_forces_with_a_state(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_every_agreement_of_a_nisba() -> None:
    for phrase in ("الجيش اليمني", "القوات اليمنية", "جنود يمنيون", "جنود يمنيين", "جندي يمني", "جندياً يمنياً", "جنديان يمنيان", "جنديين يمنيين",
                   "والشرطة اليمنية", "للجيش اليمني", "بالقوات اليمنية"):  # fmt: skip
        assert [a for _, a in read(f"قالت {phrase}")] == ["yemeni_government"], phrase


@pytest.mark.parametrize(
    ("text", "word", "actor"),
    [
        ("أعلنت مصادر في الخرطوم أن الجيش تقدم", "الجيش", "sudanese_government"),
        ("في مقديشو انتشرت القوات الحكومية", "القوات الحكومية", "somali_government"),
        ("قُتل ثلاثة من رجال الشرطة في كراتشي", "رجال الشرطة", "pakistani_government"),
        ("داهمت قوات الاحتلال مخيم جنين", "قوات الاحتلال", "israel"),
        ("شن المتمردون هجوماً في صعدة باليمن", "المتمردون", "houthis"),
        ("تقدمت فصائل المعارضة في ريف إدلب", "فصائل المعارضة", "opposition"),
        ("دخل الحشد إلى تلعفر", "الحشد", "pmf"),
        ("قصفت طائرات التحالف صنعاء", "التحالف", "saudi_led_coalition"),
        ("قصفت طائرات التحالف الرقة", "التحالف", "us_coalition"),
        ("اعتقل النظام عشرات في حلب", "النظام", "syrian_government"),
        ("قتل مسلحون مجهولون شيخ قبيلة", "مسلحون مجهولون", "unknown"),
    ],
)
def test_generic_words_by_country(text: str, word: str, actor: str) -> None:
    assert (word, actor) in read(text)
    assert mention(text, word).generic or mention(text, word).rule.startswith("back:coalition")


def test_the_outlets_country_decides_where_the_text_names_none() -> None:
    assert read("أعلن الجيش مقتل ضابط", countries=("DZ",))[0] == ("الجيش", "algerian_government")
    assert read("أعلن الجيش مقتل ضابط")[0] == ("الجيش", "government_forces")
    assert ("الجيش", "iraqi_government") in read("قال الجيش في الموصل إن العملية بدأت في نينوى", countries=("TN",))


def test_dates_decide() -> None:
    text = "قالت وزارة الدفاع في كابل إن القوات الحكومية انتشرت"
    assert ("القوات الحكومية", "afghan_government") in read(text, on="2019-05-01")
    assert ("القوات الحكومية", "taliban") in read(text, on="2023-05-01")
    text = "قالت القوات الحكومية في طرابلس ومصراتة إنها صدت الهجوم"
    assert ("القوات الحكومية", "lna") in read(text, on="2019-05-01") or ("القوات الحكومية", "gna") in read(text, on="2019-05-01")


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("سيطر الجيش الوطني على قرية قرب عفرين في ريف حلب", "sna"),
        ("سيطر الجيش الوطني على حي في بنغازي الليبية", "lna"),
        ("تقدم الجيش الوطني في تعز ومأرب", "yemeni_government"),
        ("نفت أنصار الشريعة ذلك في بنغازي", "ansar_al_sharia_libya"),
        ("داهمت قوات الأسايش منزلاً في أربيل", "krg"),
        ("داهمت قوات الأسايش منزلاً في الحسكة", "asayish"),
    ],
)
def test_one_name_of_two_actors(text: str, actor: str) -> None:
    assert actor in [a for _, a in read(text, on="2019-06-01")]


def test_back_references_go_to_the_nearest_actor_of_the_right_kind() -> None:
    text = "هاجمت حركة الشباب قاعدة قرب كيسمايو في الصومال. وقال الجيش إن الحركة خسرت عشرين من مقاتليها، وإن الجماعة انسحبت."
    found = read(text)
    assert ("الحركة", "al_shabaab") in found
    assert ("مقاتليها", "al_shabaab") in found
    assert ("الجماعة", "al_shabaab") in found
    assert mention(text, "الحركة").back_reference
    assert ("التنظيم", "islamic_state") in read("قال التنظيم إنه هاجم الحاجز في بادية دير الزور")
    text = "قصفت مليشيا الدعم السريع الفاشر، ثم تراجعت المليشيا"
    assert read(text)[-1] == ("المليشيا", "rsf")


def test_soldiers_belong_to_the_army_named_before() -> None:
    assert ("جنود", "malian_government") in read("وقع كمين لدورية من الجيش المالي، وقُتل ستة جنود")
    assert ("جنود", "us_coalition") in read("أصابت مسيرة قاعدة أميركية في العراق وقُتل ثلاثة جنود")
    assert ("قواته", "syrian_government") in read("خسر الجيش السوري عدداً من قواته في حماة")


def test_members_of_a_named_group_are_one_mention() -> None:
    assert read("هاجم مسلحون من تنظيم القاعدة الثكنة") == [("تنظيم القاعدة", "al_qaeda")]
    assert read("أسر عناصر تابعين للفيلق الخامس في حمص") == [("لفيلق الخامس", "fifth_corps")]


def test_coordination() -> None:
    assert read("انسحبت الفرقة الرابعة والدفاع الوطني ولواء القدس من حماة") == [
        ("الفرقة الرابعة", "division_4"), ("الدفاع الوطني", "national_defence"), ("لواء القدس", "liwa_al_quds"),
    ]  # fmt: skip


def test_two_states_of_one_noun() -> None:
    assert read("قصفت القوات الإثيوبية والكينية الموقع") == [("القوات الإثيوبية", "ethiopian_government"), ("الكينية", "kenyan_government")]


def test_patrons_and_proxies() -> None:
    assert read("قصف مسلحون مدعومون من إيران القاعدة") == [("مسلحون مدعومون من إيران", "iran_backed_militias")]
    assert read("تقدمت فصائل موالية لتركيا في ريف حلب")[0][1] == "sna"
    assert read("انتشرت الميليشيات الموالية للنظام السوري في حماة")[0][1] == "pro_government_militias"
    assert read("هاجمت ميليشيات يرجح ارتباطها بإيران القرية")[0][1] == "iran_backed_militias"
    assert read("التقت مع ميليشيات تابعة لـ«النظام» في بادية حماة")[0][1] == "pro_government_militias"
    assert read("حلقت طائرات حربية تابعة لتركيا فوق عفرين")[0] == ("طائرات حربية تابعة لتركيا", "turkey")
    assert read("حلقت طائرات تابعة لروسيا فوق إدلب")[0][1] == "russia"


def test_an_unknown_group_gets_a_provisional_id() -> None:
    text = 'أعلنت كتيبة أحرار الوادي مسؤوليتها، وقالت جماعة "فجر الجبل" إنها لم تشارك'
    found = [m for m in actors.find(tokenise(text), Context()) if m.provisional]
    assert [m.actor for m in found] == ["x_ktybh_ahrar_alwady", "x_jmaah_fjr_aljbl"]
    assert actors.find(tokenise("قالت كتيبة أحرار الوادى"), Context())[0].actor == found[0].actor


@pytest.mark.parametrize(
    "text",
    [
        "تعطلت حركة المرور وحركة الملاحة في المدينة", "عادت قواتنا من جبهة القتال", "قالت صحيفة الجيش", "قرب مستشفى الشرطة", "وصلت فرقة موسيقية",
        "رئيس مجلس الأمن الدولي", "رجال الأعمال", "الأزمة المالية ووزارة المالية", "تحدث عن تنظيم الدورة", "وقف أمام المبنى", "هجوم انتحاري",
"تعرضت حافلة ركاب لحادث", "النظام الصحي", "حسم الفريق المباراة", "اجتمع رئيس الهيئة مع أعضاء الهيئة",
    ],
)  # fmt: skip
def test_not_an_actor(text: str) -> None:
    assert read(text) == []


def test_names_that_are_plain_words_too_need_the_full_name() -> None:
    assert read("هاجموا القاعدة العسكرية ثم غادروا القاعدة") == []
    assert ("القاعدة", "al_qaeda") in read("نفى تنظيم القاعدة الخبر، وقالت القاعدة إن زعيمها حي")


def test_a_second_name_in_the_text() -> None:
    text = 'تبنى لواء شهداء السهل، المعروف باسم "لواء الضباب"، الهجوم. وكان "لواء الضباب" قد هدد.'
    assert {a for _, a in read(text)} == {"x_lwa_shhda_alshl"}
    text = "نفت قوات سوريا الديمقراطية (قسد) ذلك، وقالت قسد إن الهجوم فشل في الرقة"
    assert {a for _, a in read(text)} == {"sdf"}


def test_civilians_by_class() -> None:
    text = "قُتل طفلان وامرأة وصحفي ومسعفان وثلاثة مدنيين ونازحون"
    assert [m.rule for m in actors.find(tokenise(text), Context())] == [
        "generic:children", "generic:women", "generic:journalists", "generic:medics", "generic:civilians", "generic:displaced",
    ]  # fmt: skip


def test_a_country_is_an_actor_only_where_it_acts() -> None:
    assert read("أعلنت تركيا بدء العملية") == [("تركيا", "turkey")]
    assert read("وصل الوفد إلى تركيا وبقي في موسكو") == []


def test_an_adjective_alone_is_marked() -> None:
    found = actors.find(tokenise("غارات روسية على القرية"), Context())
    assert [(m.actor, m.adjective) for m in found] == [("russia", True)]


def test_spans_are_the_words_as_printed_and_do_not_overlap() -> None:
    text = "قال الناطق إنّ عناصر ميليشيا «لواء القدس» وقوّات الأمن العراقيّة، والجيشَ، قتلوا مسلّحين."
    found = actors.find(tokenise(text), Context())
    assert text[found[0].start : found[0].end].startswith("ميليشيا «لواء القدس")
    for a, b in itertools.pairwise(found):
        assert a.end <= b.start and a.last <= b.first


def test_for_explain() -> None:
    text = "قصف الجيش السوري البلدة"
    shown = actors.mentions(actors.find(tokenise(text), Context()), text)
    assert shown[0].to_json()["actor"] == "syrian_government"
    assert shown[0].kind == "actor" and shown[0].text == "الجيش السوري"


def test_search_by_id_name_and_alias_in_any_spelling() -> None:
    assert [e.id for e in actors.search("فاغنر")] == ["wagner"]
    assert "rsf" in [e.id for e in actors.search("rapid support")]
    assert "rsf" in [e.id for e in actors.search("الدَّعم السريع")]
    assert actors.search("no such actor") == []
    assert len(actors.search()) > 500


def test_nothing_in_nothing() -> None:
    assert actors.find(tokenise(""), Context()) == []
    assert actors.find(tokenise("The army said. 12"), Context()) == []


def test_linear_in_the_text(linear: Any) -> None:
    short, long = (tokenise("جماعة " * 20 * n + "“" * n + "القوات " * 20 * n + "كتيبة أحرار " * 10 * n) for n in (100, 800))
    linear(lambda words: actors.find(words, Context()), short, long)


def test_an_adjective_in_an_institutions_name_names_nobody() -> None:
    text = "وثق المركز الأميركي للحقوق مقتل ثلاثة مدنيين في اليمن"
    assert [m.actor for m in actors.find(tokenise(text), Context())] == ["civilians"]


def test_a_new_name_ends_before_what_is_attacked() -> None:
    assert ("لواء فجر حماة", "x_lwa_fjr_hmah") in read("هاجم لواء فجر حماة حاجزا لقوات النظام")


def test_loyal_factions_are_of_the_foreign_force_before_them() -> None:
    assert ("الفصائل الموالية له", "sna") in read("قصف الجيش التركي والفصائل الموالية له قرى في ريف الرقة بسوريا")
    assert ("الميليشيات الموالية لها", "pro_government_militias") in read("تقدمت قوات النظام السوري والميليشيات الموالية لها في إدلب")


def test_branches_keep_their_own_ids_and_their_side() -> None:
    assert ("تنظيم ولاية سيناء", "sinai_province") in read("هاجم تنظيم ولاية سيناء حاجزا قرب العريش في مصر")
    assert actors.tree().relation("sinai_province", "islamic_state") == "unit"


def test_a_uniform_is_no_actor() -> None:
    assert [a for _, a in read("خطف مسلحون يرتدون زي الشرطة تاجرا في بغداد") if a != "civilians"] == ["unknown"]
