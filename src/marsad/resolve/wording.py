"""The sentences in which an account explains itself, Arabic and English side by side. Made where the decision is made."""

from __future__ import annotations

from collections.abc import Sequence

from marsad.model import Words
from marsad.resolve import sides
from marsad.resolve.accounts import ATTACKERS, Account, Said
from marsad.resolve.facets import Figure

MEASURE = {"killed": ("killed", "قتلى"), "wounded": ("wounded", "جرحى"), "captured": ("captured", "أسرى"), "missing": ("missing", "مفقودون")}
STANCE = {
    "attacker": ("the attacker", "المهاجم"), "victim_side": ("the victims' side", "جانب الضحايا"),
    "ally_of_attacker": ("an ally of the attacker", "حليف للمهاجم"), "ally_of_victim": ("an ally of the victims' side", "حليف لجانب الضحايا"),
    "third_party": ("a third party", "طرف ثالث"),
}  # fmt: skip
RANK = (
    ("independent", "مستقل"), ("on its own losses", "عن خسائره"), ("press or unnamed source", "صحافة أو مصدر غير مسمى"),
    ("an ally", "حليف"), ("on its enemy's losses", "عن خسائر عدوه"),
)  # fmt: skip
PEOPLE = {"officers": ("officers", "ضباط", "الضباط"), "soldiers": ("soldiers", "جنود", "الجنود"), "fighters": ("fighters", "مقاتلون", "المقاتلين")}
POLICY = {
    "default": ("the origin that ranks first", "المصدر الأول في ترتيب الثقة"), "ucdp": ("the figure that most origins give", "الرقم الذي تورده أكثر المصادر"),
    "acled": ("the most conservative figure", "الرقم الأكثر تحفظاً"), "range": ("no best figure", "بلا رقم مرجّح"),
}  # fmt: skip


def number(figure: Figure) -> Words:
    """«35» · «30 or more» · «20–25»."""
    if figure.high is None:
        return Words(f"{figure.low} or more", f"{figure.low} أو أكثر")
    if figure.high != figure.low:
        return Words(f"{figure.low}–{figure.high}", f"{figure.low}–{figure.high}")
    return Words(str(figure.low), str(figure.low))


def origin_name(origin: str, language: str) -> str:
    """The name of an origin; an unnamed one is told with who quotes it."""
    if "/" in origin:
        outlet, kind = origin.split("/", 1)
        told = {"en": f"{sides.name(kind, 'en')} quoted by {sides.name(outlet, 'en')}", "ar": f"{sides.name(kind, 'ar')} نقلاً عبر {sides.name(outlet, 'ar')}"}
        return told[language]
    return sides.name(origin, language)


def toll(
    measure: str, group: str | None, low: int | None, best: int | None, high: int | None, said: Sequence[Said], chosen: Said | None,
    policy: str, aside: Sequence[Words], disputed: bool,
) -> Words:
    """Why the figures are what they are: each origin's figure, which one is best, what was set aside."""
    en, ar = [], []
    for s in sorted(said, key=lambda s: (s.rank, s.origin, s.figure.low)):
        n = number(s.figure)
        people = PEOPLE.get(s.people, ("", "", ""))
        added = f" ({' + '.join(map(str, s.sum_of))})" if s.sum_of else ""
        en.append(f"{origin_name(s.origin, 'en')} ({STANCE[s.stance][0]}, {RANK[s.rank][0]}): {n.en}{people[0] and ' '}{people[0]}{added}, in {', '.join(s.outlets)}")
        ar.append(f"{origin_name(s.origin, 'ar')} ({STANCE[s.stance][1]}، {RANK[s.rank][1]}): {n.ar}{people[1] and ' '}{people[1] and f'({people[1]})'}{added}، في {'، '.join(s.outlets)}")
    whom = ("all victims", "جميع الضحايا") if group is None else _group(group)
    text_en = [f"{MEASURE[measure][0].capitalize()}, {whom[0]}: {'; '.join(en)}."]
    text_ar = [f"{MEASURE[measure][1]}، {whom[1]}: {'؛ '.join(ar)}."]
    if chosen is not None and best is not None:
        text_en.append(f"Best {best}: {POLICY[policy][0]}, {origin_name(chosen.origin, 'en')}.")
        text_ar.append(f"المرجّح {best}: {POLICY[policy][1]}، {origin_name(chosen.origin, 'ar')}.")
    elif policy == "range":
        text_en.append("No best figure under this policy.")
        text_ar.append("لا رقم مرجّح في هذه السياسة.")
    if disputed:
        text_en.append("The origins contradict one another; both figures are kept, nothing is averaged.")
        text_ar.append("المصادر متعارضة؛ يُحتفظ بالأرقام كلها ولا يُحسب متوسط.")
    if high is None:
        text_en.append("No origin gives an upper bound.")
        text_ar.append("لا يذكر أي مصدر حداً أعلى.")
    if any(s.rank == 4 for s in said) and any(s.rank < 4 for s in said):
        text_en.append("A party's figure for its enemy only bounds the high.")
        text_ar.append("رقم الطرف عن خسائر عدوه حدٌّ أعلى فقط.")
    for note in aside:
        text_en.append(note.en)
        text_ar.append(note.ar)
    return Words(" ".join(text_en), " ".join(text_ar))


def _group(group: str) -> tuple[str, str]:
    if group == ATTACKERS:
        return "the attackers", "المهاجمون"
    return sides.name(group, "en"), sides.name(group, "ar")


def joint(figure: Figure) -> Words:
    """A joint figure in words."""
    return Words(
        f"Set aside: killed and wounded are told as one sum ({number(figure).en}), how many of each is not said.",
        f"استُبعد: القتلى والجرحى مذكورون مجموعاً واحداً ({number(figure).ar}) دون تفصيل.",
    )


def replaced(origin: str, old: tuple[int, int | None], new: tuple[int, int | None]) -> Words:
    """That an origin's later figure replaced its earlier one."""
    before, after = number(Figure(*old, True)), number(Figure(*new, True))
    return Words(
        f"Set aside: {origin_name(origin, 'en')} first gave {before.en}, later {after.en}.",
        f"استُبعد: ذكر {origin_name(origin, 'ar')} أولاً {before.ar} ثم {after.ar}.",
    )


def nested(origin: str, part: Account, whole: Account) -> Words:
    """Four soldiers within nine fighters: a part told alone is no rival of the total."""
    names = sorted(part.scope)
    less, more = number(part.total or Figure(0, None, False)), number(whole.total or Figure(0, None, False))
    en, ar = ", ".join(sides.name(n, "en") for n in names), "، ".join(sides.name(n, "ar") for n in names)
    return Words(
        f"Set aside for the total: {less.en} of {en} only, within {more.en} of all ({origin_name(origin, 'en')}).",
        f"استُبعد من المجموع: {less.ar} من {ar} فقط، ضمن {more.ar} للجميع ({origin_name(origin, 'ar')}).",
    )



def within(part: Said, whole: Said) -> Words:
    """«4 soldiers (Russia) within 9 fighters (Syrian Observatory for Human Rights)»."""
    less, more = number(part.figure), number(whole.figure)
    return Words(
        f"{less.en} {PEOPLE[part.people][0]} ({origin_name(part.origin, 'en')}) within {more.en} {PEOPLE[whole.people][0]} ({origin_name(whole.origin, 'en')})",
        f"{less.ar} من {PEOPLE[part.people][2]} ({origin_name(part.origin, 'ar')}) ضمن {more.ar} من {PEOPLE[whole.people][2]} ({origin_name(whole.origin, 'ar')})",
    )


def scopes(part: Said, whole: Said) -> Words:
    """That two figures of one side count different people, so that both can be right."""
    told = within(part, whole)
    return Words(f"Both can be right: {told.en}.", f"قد يصح الرقمان معاً: {told.ar}.")
