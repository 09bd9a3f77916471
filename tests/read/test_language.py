"""Arabic told from its neighbours; dialects and Persian keyboards are Arabic too."""

import pytest

from marsad.read.language import language


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ar", "قُتل جنديان"),
        ("ar", "مقتل 3 جنود بانفجار عبوة في درعا"),
        ("ar", "اتقتل تلات عساكر امبارح في العريش لما اتفجرت عربية جنب الكمين بتاعهم"),
        ("ar", "صار انفجار بالحي وراحو شهداء كتير والناس هربت ع البيوت"),
        ("ar", "قُتل ثلاثة من عناصر الجیش السوری فی هجوم علی حاجز قرب مدینة دیر الزور، وفق ما ذکرت مصادر محلیة فی المنطقة الشرقیة"),
        ("ar", "أعلن الناطق باسم (BBC Arabic) مقتل 3 جنود بصاروخ Tow في ريف حلب"),
        ("fa", "نیروهای ارتش سوریه روز سه‌شنبه در نزدیکی شهر دیرالزور با گروهی از افراد مسلح درگیر شدند و پنج نفر کشته شدند."),
        ("ur", "شام کے مشرقی علاقے میں مسلح افراد کے حملے میں تین فوجی ہلاک اور پانچ زخمی ہو گئے، مقامی ذرائع نے بتایا۔"),
        ("ku", "لە هێرشێکی چەکدارەکانی داعش بۆ سەر بنکەیەکی سەربازی لە باکووری دێرەزوور سێ سەرباز کوژران و پێنجی تریش بریندار بوون."),
        ("ps", "د سوریې په ختیځ کې د وسله والو په برید کې درې سرتیري ووژل شول او پنځه نور ټپیان شول، ځايي سرچینو وویل."),
        ("en", "Two soldiers were killed and three wounded in an ambush east of the city on Tuesday, a monitor said."),
        ("fr", "Deux soldats ont été tués et trois autres blessés mardi dans une embuscade à l'est de la ville."),
        ("und", "2021 — 17:30"),
    ],
)
def test_language(code: str, text: str) -> None:
    assert language(text) == code
