"""An incident in one English or Arabic sentence made of its coded fields only: no word of a report is in it."""

from __future__ import annotations

from marsad.export import names
from marsad.export.state import Told
from marsad.model import ReconciledToll

TYPES = {
    "attack": ("attack", "هجوم"), "clash": ("clash", "اشتباك"), "explosive": ("explosion", "انفجار"), "air_strike": ("air strike", "غارة جوية"),
    "shelling": ("shelling", "قصف"), "killing": ("killing", "قتل"), "abduction": ("abduction", "خطف"), "arrest": ("arrest", "اعتقال"),
    "seizure": ("seizure", "استيلاء"), "destruction": ("destruction of property", "تدمير ممتلكات"), "sweep": ("sweep", "حملة تمشيط"),
    "deployment": ("deployment", "انتشار"), "withdrawal": ("withdrawal", "انسحاب"), "territory": ("change of control", "تبدّل سيطرة"),
    "find": ("find", "عثور"), "protest": ("protest", "احتجاج"), "transfer": ("transfer", "إجلاء أو نقل"),
}  # fmt: skip
MEASURES = {"killed": ("killed", "قتلى"), "wounded": ("wounded", "جرحى"), "captured": ("captured", "أسرى"), "missing": ("missing", "مفقودون")}
GRADES = {
    "confirmed": ("confirmed", "مؤكد"), "fair": ("fair", "مقبول"), "weak": ("weak", "ضعيف"), "contested": ("contested", "متنازع عليه"),
    "discounted": ("discounted", "غير محتسب"),
}  # fmt: skip


def figure(low: int | None, high: int | None, language: str = "en") -> str:
    """«35», «4–9», «20 or more»; empty where nobody gives one."""
    if low is None and high is None:
        return ""
    if high is None:
        return f"{low} or more" if language == "en" else f"{low} أو أكثر"
    if low is None:
        return f"{high} at most" if language == "en" else f"{high} على الأكثر"
    return str(low) if low == high else f"{low}–{high}"


def tolls(t: Told, language: str = "en") -> str:
    """«killed 4–9 (best 9), wounded 2»: of all victims, or of the single group that is told."""
    at = 0 if language == "en" else 1
    found = []
    for measure, words in MEASURES.items():
        toll = t.total(measure)
        if toll is not None and (shown := figure(toll.low, toll.high, language)):
            found.append(f"{words[at]} {shown}{_best(toll, language)}")
    return (", " if language == "en" else "، ").join(found)


def _best(toll: ReconciledToll, language: str) -> str:
    if toll.best is None or toll.low == toll.high:
        return ""
    return f" (best {toll.best})" if language == "en" else f" (المرجّح {toll.best})"


def where(t: Told, language: str = "en") -> str:
    """«Mayadin, Deir ez-Zor, Syria»."""
    place = t.place
    if place is None:
        return "a place not told" if language == "en" else "مكان غير مذكور"
    parts = (names.spot(place, language), names.province(place.admin1, language), names.country(place.country, language))
    return (", " if language == "en" else "، ").join(dict.fromkeys(p for p in parts if p))


def when(t: Told, language: str = "en") -> str:
    """«2018-05-23», «2018-05-20 to 2018-05-23», «an unknown day»."""
    if t.first and t.last:
        between = " to " if language == "en" else " إلى "
        return str(t.first) if t.first == t.last else f"{t.first}{between}{t.last}"
    if t.first or t.last:
        return f"{'from' if t.first else 'until'} {t.first or t.last}" if language == "en" else f"{'من' if t.first else 'حتى'} {t.first or t.last}"
    return "an unknown day" if language == "en" else "يوم غير معروف"


def sentence(t: Told, language: str = "en") -> str:
    """What is told of the incident, as told: «Reported: attack by Islamic State on Syria, 2018-05-23, Mayadin, …; killed 35. Grade: fair; …»."""
    i = t.incident
    by = (", " if language == "en" else "، ").join(names.actor(a, language) for a in i.perpetrators)
    on = (", " if language == "en" else "، ").join(names.actor(a, language) for a in i.targets)
    figures = tolls(t, language)
    kind, grade = TYPES.get(i.type, (i.type, i.type)), GRADES.get(i.grade, (i.grade, i.grade))
    if language == "en":
        who = (f" by {by}" if by else "") + (f" on {on}" if on else "")
        return (
            f"Reported: {kind[0]}{who}, {when(t)}, {where(t)}{'; ' + figures if figures else ''}. Grade: {grade[0]}; claims: {len(i.claims)}; "
            f"independent origins: {i.independent_origins}." + (f" Disputed: {', '.join(i.disputed)}." if i.disputed else "")
        )
    who = (f"، الفاعل: {by}" if by else "") + (f"، المستهدف: {on}" if on else "")
    return (
        f"ورد: {kind[1]}{who}، {when(t, 'ar')}، {where(t, 'ar')}{'؛ ' + figures if figures else ''}. الدرجة: {grade[1]}؛ الروايات: {len(i.claims)}؛ "
        f"المصادر المستقلة: {i.independent_origins}."
    )
