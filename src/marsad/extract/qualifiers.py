"""How sure the text is: negation, condition, opinion, plan, failure, denial, hedge; series and tally; what is recalled.

Cues are data (``data/cues``) with a direction and a scope; this module only says which of them reach an event.
"""

from __future__ import annotations

from typing import NamedTuple

from marsad.extract.rows import CueHit, Row
from marsad.extract.vocabulary import FUTURE, cue_table

_REACH = {"negation": 3, "planned": 6, "failed": 6, "hedge": 9, "opinion": 8, "denied": 8, "series": 6, "tally": 30}
_FUTURE = 16  # tokens over which a future verb or a denial rules what follows
_NEAR = 8  # tokens between «مؤخرا» and the event that it dates
_BACK = {"series": 7, "failed": 8, "hedge": 12, "tally": 30}  # cues that may also follow what they qualify


class Realis(NamedTuple):
    """What the cues around a trigger say of it; ``cues`` their ids, for ``explain``."""

    negated: bool = False
    opinion: bool = False
    status: str | None = None  # planned, failed, denied, suspected
    series: bool = False
    tally: bool = False
    background: bool = False
    recalled: str = ""  # how: "opening" «وكان …», "aside" «يذكر أن …», "before" «سبق أن …», "vague" «في وقت سابق»
    accident: bool = False
    cues: tuple[str, ...] = ()


_PLAIN = Realis()


def realis(row: Row, first: int, last: int, low: int) -> Realis:
    """The qualifiers that reach the trigger at tokens first..last, whose clause begins at token ``low``."""
    if not row.cues:
        return _PLAIN
    said: dict[str, str] = {}
    reaching = [h for h in row.cues if h.cue in _REACH]
    pseudo = [(h.first, h.last) for h in reaching if h.value == "pseudo"]
    stops = [c.first for c in row.chunks if c.letter in ";Rk"] if reaching else []
    for hit in reaching:
        if hit.cue == "negation" and (hit.value == "pseudo" or any(a <= hit.first < b for a, b in pseudo)):
            continue
        if _reaches(hit, first, last, low, stops):
            said.setdefault(hit.cue, hit.id)
    status = None
    for cue, value in (("denied", "denied"), ("failed", "failed"), ("planned", "planned"), ("hedge", "suspected")):
        if cue in said:
            status = value
            break
    accident = any(h.cue == "accident" for h in row.cues)
    recalled = _recalled(row, first, last)
    return Realis(
        "negation" in said, "opinion" in said, status, "series" in said, "tally" in said, bool(recalled), recalled, accident,
        tuple(f"{c}:{i}" for c, i in sorted(said.items())),
    )  # fmt: skip


def _recalled(row: Row, first: int, last: int) -> str:
    """How the sentence marks the event at tokens first..last as recalled, "" where it does not."""
    for h in row.cues:
        if h.cue != "background":
            continue
        if h.value == "opening":
            if h.first <= row.sentence.first + 2:
                return "opening"
        elif h.value == "before" or h.id == "yudhkar":
            if h.first < first and (h.id == "yudhkar" or h.first <= row.sentence.first + 4 or first - h.last <= _NEAR):
                return "before" if h.value == "before" else "aside"
        elif _of_saying(row, h, first):
            continue
        elif h.first <= row.sentence.first + 3 or h.first < last + _NEAR:
            low, high = sorted((h.first, first))
            between = [c for c in row.chunks if low < c.first < high]
            if h.first < first and (h.first <= row.sentence.first + 3 or not any(c.letter in "R;" for c in between)):
                return "vague"
            if first <= h.first < last:
                return "vague"
            if h.first >= last and not any(c.letter in "R;V" for c in between):
                return "vague"
    return ""


def _of_saying(row: Row, hit: CueHit, first: int) -> bool:
    """«أفاد ناشطون في وقت سابق بأن …»: earlier is when they spoke."""
    before = "".join(c.letter for c in row.chunks if c.last <= hit.first)
    return before.rstrip("p")[-1:] == "S" and any(c.letter == "t" and hit.last <= c.first < first for c in row.chunks)


def _reaches(hit: CueHit, first: int, last: int, low: int, stops: list[int]) -> bool:
    reach = _REACH.get(hit.cue)
    if reach is None:
        return False
    if hit.id == FUTURE:
        return hit.first < last and first - hit.last <= _FUTURE
    if hit.cue == "denied" and hit.first < first:
        return first - hit.last <= _FUTURE
    if hit.first < first:
        if hit.cue == "tally":
            return True
        near = first - hit.last <= reach or (hit.cue == "hedge" and hit.first >= low)
        return near and not any(hit.last <= s < first for s in stops if hit.cue not in ("hedge", "opinion"))
    if hit.first < last:  # inside the trigger itself
        return hit.cue == "series" or (hit.cue in ("failed", "planned") and cue_table()[f"{hit.cue}:{hit.id}"].direction == "both")
    after = _BACK.get(hit.cue)
    return after is not None and hit.first - last <= after and not any(last <= s < hit.first for s in stops if hit.cue in ("failed", "series"))
