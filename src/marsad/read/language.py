"""Arabic told from its neighbours in the same script (Persian, Urdu, Kurdish, Pashto) and from everything else, offline."""

from __future__ import annotations

import re

# Letters that Arabic newsrooms do not write: Persian, Urdu, Kurdish and Pashto spell ordinary words with them. Loan letters
# that Arabic prints in names («گ», «ڤ», «پ», «چ») count only when they are frequent.
_LETTER = re.compile("[\u0621-\u064a\u066e-\u06d3\u06ee\u06ef\u06fa-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")
_ARABIC_ONLY = re.compile("[ةىأإؤآئ]")
_OWN = {
    "ps": re.compile("[ټډړږښڼځڅېۍئګ]"),
    "ku": re.compile("[ڕڵۆێەڤ]"),
    "ur": re.compile("[ٹڈڑںےھہ]"),
    "fa": re.compile("[پچژگکی]"),
}
_ARTICLE = re.compile(r"\bوا?ل?ال|\b[وفبكل]?ال\w|\bلل\w|\b(?:من|في|على|إلى|الى|عن|أن|ان|التي|الذي)\b")
_WORD = re.compile(r"[^\W\d_]+")


def language(text: str) -> str:
    """ISO 639-1 code: "ar", or what it is instead ("fa", "ur", "ku", "ps", "en", …; "und" where there are no letters).

    Dialects count as Arabic. Judged on the letters and little words of the first 20,000 characters.
    """
    sample = text[:20_000]
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    if not letters:
        return "und"
    arabic_script = len(_LETTER.findall(sample))
    if arabic_script < 0.4 * letters:
        return _other(sample) if letters - arabic_script > 20 else "und"
    shares = {code: len(p.findall(sample)) / arabic_script for code, p in _OWN.items()}
    little = len(_ARTICLE.findall(sample)) / len(words)
    if little >= 0.2 and max(shares["ps"], shares["ku"], shares["ur"]) < 0.05:
        return "ar"  # also where a Persian keyboard typed «ی» and «ک» throughout
    for code, least in (("ku", 0.06), ("ps", 0.03), ("ur", 0.05), ("fa", 0.03)):
        if shares[code] >= least:
            return code
    if little >= 0.05 or _ARABIC_ONLY.search(sample) or len(words) < 12:
        return "ar"
    return _other(sample)


def _other(sample: str) -> str:
    """A language by py3langid; Arabic dialects and Kurdish dialects under one code each."""
    import py3langid  # a second to load, and most texts are Arabic

    code: str = py3langid.classify(sample[:3000])[0]
    if code in ("ckb", "sdh", "kmr"):
        return "ku"
    return "ar" if code in ("ary", "arz", "arb", "apc", "ajp") else code
