"""Scores claims against annotated reports, by the conventions that the project's gold standard sets (agrees with tools/score.py).

Within a document each gold event meets at most one claim, best pair first, by the evidence that they share. Then facts are
counted: a fact of an event that no claim met is missed, a fact of a claim that met no event is false.
"""

from __future__ import annotations

import pathlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

JSON = Mapping[str, Any]
Fact = tuple[str, Any]

FIELDS = (
    "events", "type", "type~", "kind", "status", "background", "date", "admin1", "perpetrators", "perpetrators~", "targets",
    "targets~", "toll", "materiel", "source", "facts",
)  # fmt: skip
DECIDING = ("type~", "date", "admin1", "perpetrators~", "targets~", "toll", "source")  # what "facts" sums up
# Types that annotators confuse count as one under «type~».
_KIN = {"clash": "attack", "shelling": "bombardment", "air_strike": "bombardment", "deployment": "movement", "withdrawal": "movement"}
# A unit counts as its side under «perpetrators~» and «targets~». Part of the measure, so it is fixed here and not taken from the actor tree.
_UNITS = {
    "syrian_government": (
        "fifth_corps division_3 division_4 division_5 division_11 division_17 division_18 division_25 national_defence liwa_al_quds "
        "usud_al_sharqiya air_force_intelligence military_intelligence republican_guard baath_brigades pro_government_militias "
        "russia_backed_militias syrian_air_force syrian_army"
    ),
    "russia": "wagner russian_military_police russian_air_force",
    "us_coalition": "united_states",
    "iran_backed_militias": "irgc hezbollah fatemiyoun zainabiyoun quds_force iran",
    "sdf": "ypg asayish deir_ezzor_military_council",
}
_SIDE = {unit: side for side, units in _UNITS.items() for unit in units.split()}
_SILENT = dict.fromkeys((*range(0x064B, 0x0653), 0x0640, 0x0670, 0x200C, 0x200E, 0x200F))
_SPELLING = str.maketrans("أإآٱىةؤئ\u00a0", "اااايهوي ")
_ADMIN_WORDS = re.compile(r"\b(?:governorate|province|muhafazat|district|region|state|oblast)\b")


class Measure(NamedTuple):
    """Hits among what the gold has, and among what was found."""

    gold_hits: int
    gold: int
    found_hits: int
    found: int

    def figures(self) -> dict[str, float | int]:
        p = self.found_hits / self.found if self.found else 0.0
        r = self.gold_hits / self.gold if self.gold else 0.0
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        return {"p": round(p, 3), "r": round(r, 3), "f1": round(f1, 3), "gold": self.gold, "found": self.found}


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of every field, and what differs, a line each."""

    table: dict[str, dict[str, float | int]]
    differences: tuple[str, ...]

    def text(self) -> str:
        lines = [f"{'':14} {'P':>6} {'R':>6} {'F1':>6} {'gold':>6} {'found':>6}"]
        for name in FIELDS:
            if name in self.table:
                t = self.table[name]
                lines.append(f"{name:14} {t['p']:6.3f} {t['r']:6.3f} {t['f1']:6.3f} {t['gold']:6d} {t['found']:6d}")
        return "\n".join(lines)


class Evidence:
    """A document's text, searched for quoted evidence under a loose spelling."""

    def __init__(self, text: str) -> None:
        self.text = _loose(text)

    def letters(self, quotes: Iterable[str]) -> frozenset[int]:
        """The places of the letters and digits of the quotes; a quote that is not there gives none."""
        found: set[int] = set()
        for quote in quotes:
            span = self._span(_loose(quote).strip())
            if span:
                found.update(i for i in range(*span) if self.text[i].isalnum())
        return frozenset(found)

    def _span(self, quote: str) -> tuple[int, int] | None:
        if not quote:
            return None
        at = self.text.find(quote)
        if at >= 0:
            return at, at + len(quote)
        words = re.findall(r"\w+", quote)  # spaces and punctuation may differ
        met = re.search(r"\W+".join(words), self.text) if words else None
        return met.span() if met else None


def _loose(text: str) -> str:
    return text.translate(_SILENT).translate(_SPELLING)


def load(folder: pathlib.Path) -> list[tuple[str, JSON]]:
    """The annotated documents of a folder, as (file stem, annotation). Raises ValueError naming the file at fault."""
    if not folder.is_dir():
        raise ValueError(f"{folder}: no such folder of annotated reports")
    found: list[tuple[str, JSON]] = []
    for path in sorted(folder.glob("*.json")):
        annotation = _parsed(path, path.read_bytes())
        if not isinstance(annotation, dict) or "doc" not in annotation or "events" not in annotation:
            raise ValueError(f'{path}: is no annotation; it needs "doc" and "events"')
        found.append((path.stem, annotation))
    if not found:
        raise ValueError(f"{folder}: has no annotated reports (*.json)")
    return found


def load_claims(path: pathlib.Path) -> list[JSON]:
    """Claims of a JSON Lines file. Raises ValueError naming the line at fault."""
    with path.open("rb") as lines:
        return [_parsed(f"{path}:{n}", line) for n, line in enumerate(lines, 1) if line.strip()]


def _parsed(where: object, raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"{where}: is not JSON ({error})") from error


def evaluate(gold: Iterable[tuple[str, JSON]], claims: Iterable[JSON]) -> Score:
    """Scores claims (contract JSON) against gold documents given as (file stem, annotation)."""
    told: dict[str, list[JSON]] = defaultdict(list)
    for claim in claims:
        told[pathlib.PurePath(str(claim.get("file") or claim.get("document"))).name].append(claim)
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    differences: list[str] = []
    for stem, annotation in gold:
        doc = annotation["doc"]
        names = {doc.get("file"), stem, f"{stem}.txt", f"{stem}.json", str(doc.get("id"))}
        found = [c for name in names if name for c in told.get(name, ())]
        for name, measure, difference in _document(stem, Evidence(doc["text"]), annotation["events"], found):
            if name:
                for i, n in enumerate(measure):
                    sums[name][i] += n
            if difference:
                differences.append(difference)
    table = {name: Measure(*s).figures() for name, s in sums.items()}
    table["facts"] = Measure(*(sum(sums[name][i] for name in DECIDING) for i in range(4))).figures()
    return Score(table, tuple(differences))


_NOTHING = Measure(0, 0, 0, 0)


def _document(stem: str, evidence: Evidence, events: Sequence[JSON], claims: Sequence[JSON]) -> Iterable[tuple[str, Measure, str]]:
    pairs = dict(_pairs(evidence, events, claims))
    yield "events", Measure(len(pairs), len(events), len(pairs), len(claims)), ""
    for i, event in enumerate(events):
        claim = claims[pairs[i]] if i in pairs else None
        want, have = Counter(_facts(event)), Counter(_facts(claim) if claim else ())
        for fact, n in want.items():
            yield fact[0], Measure(min(n, have[fact]), n, 0, 0), ""
        for fact, n in have.items():
            yield fact[0], Measure(0, 0, min(n, want[fact]), n), ""
        yield "source", _sources(event, claim or {}), ""
        if claim is None:
            yield "", _NOTHING, f"missed   {stem} {event['id']} {event['type']}: {_words(event.get('evidence'))[0][:110]}"
        else:
            lost = [f for f in want if f not in have and not f[0].endswith("~")]
            wrong = [f for f in have if f not in want and not f[0].endswith("~")]
            if lost or wrong:
                yield "", _NOTHING, f"differs  {stem} {event['id']}: gold {lost} found {wrong}"
    for j in sorted(set(range(len(claims))) - set(pairs.values())):
        for fact, n in Counter(_facts(claims[j])).items():
            yield fact[0], Measure(0, 0, 0, n), ""
        first = (_words(claims[j].get("evidence")) or [""])[0][:110]
        yield "source", Measure(0, 0, 0, len(claims[j].get("sources") or ())), f"spurious {stem} {claims[j].get('type')}: {first}"


def _pairs(evidence: Evidence, events: Sequence[JSON], claims: Sequence[JSON]) -> Iterable[tuple[int, int]]:
    """Best pair first; equal pairs in the order that puts later items first, as the reference does."""
    of_events = [evidence.letters(_words(e.get("evidence"))) for e in events]
    of_claims = [evidence.letters(_words(c.get("evidence"))) for c in claims]
    likely = sorted(
        ((_likeness(e, c, of_events[i], of_claims[j]), i, j) for i, e in enumerate(events) for j, c in enumerate(claims)), reverse=True
    )
    taken_events, taken_claims = set(), set()
    for likeness, i, j in likely:
        if likeness > 0 and i not in taken_events and j not in taken_claims:
            taken_events.add(i)
            taken_claims.add(j)
            yield i, j


def _likeness(event: JSON, claim: JSON, a: frozenset[int], b: frozenset[int]) -> float:
    common = len(a & b)
    if common < 8 or common / min(len(a), len(b)) < 0.4:
        return 0.0
    same_type = _kin(event) == _kin(claim)
    same_figure = bool(set(_figures(event)) & set(_figures(claim)))
    return common / min(len(a), len(b)) + common / len(a | b) + 0.5 * same_type + 0.3 * same_figure


def _kin(item: JSON) -> str:
    kind: str = item["type"]
    return _KIN.get(kind, kind)


def _figures(item: JSON) -> list[tuple[str, int, int | None]]:
    return [(t["measure"], t["low"], t.get("high")) for t in item.get("tolls") or ()]


def _facts(item: JSON) -> list[Fact]:
    """Every scored fact of a gold event or a claim."""
    facts: list[Fact] = [("type", item["type"]), ("type~", _kin(item)), ("kind", item.get("kind", "incident"))]
    facts += [("status", item.get("status", "asserted")), ("background", bool(item.get("background")))]
    when = item.get("date") or item.get("time")
    if when and when.get("from") and when.get("to"):
        facts.append(("date", (when["from"], when["to"])))
    area = _area(item.get("place") or {})
    if area:
        facts.append(("admin1", area))
    for role in ("perpetrators", "targets"):
        ids = {a["actor"] for a in item.get(role) or () if a.get("actor")}
        facts += [(role, one) for one in sorted(ids)]
        facts += [(f"{role}~", one) for one in sorted({_SIDE.get(one, one) for one in ids})]
    facts += [("toll", figure) for figure in _figures(item)]
    facts += [("materiel", (m["outcome"], m["low"], m.get("high"))) for m in item.get("materiel") or ()]
    return facts


def _area(place: JSON) -> str | None:
    name = place.get("governorate") or place.get("admin1")
    if not name:
        return None
    plain = _ADMIN_WORDS.sub("", name.lower())
    for article in ("al-", "ar-", "as-"):
        plain = plain.replace(article, "")
    return re.sub(r"[^a-z]", "", plain) or None


def _sources(event: JSON, claim: JSON) -> Measure:
    """Attributions are compared by their words: one text within the other is a hit."""
    want, have = ([_loose(t) for t in _words(x.get("sources"))] for x in (event, claim))
    return Measure(
        sum(any(a in b or b in a for b in have) for a in want), len(want), sum(any(a in b or b in a for a in want) for b in have), len(have)
    )


def _words(items: Iterable[Any] | None) -> list[str]:
    return [i["text"] if isinstance(i, Mapping) else i for i in items or ()]
