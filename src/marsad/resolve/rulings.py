"""A person's word on an incident's grade or figures, put in place of the rule's; what the rule gave stays in the explanation."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from marsad.model import Incident, ReconciledToll, Ruling, Words


def overruled(incidents: Iterable[Incident], rulings: Sequence[Ruling]) -> Iterator[Incident]:
    """The incidents with the rulings on them in force; a ruling on a figure that the account no longer has waits until it has it again."""
    theirs: dict[str, list[Ruling]] = defaultdict(list)
    for one in rulings:
        theirs[one.incident].append(one)
    for incident in incidents:
        yield _ruled(incident, theirs[incident.id]) if incident.id in theirs else incident


def _ruled(incident: Incident, rulings: Sequence[Ruling]) -> Incident:
    tolls = list(incident.tolls)
    grade = incident.grade
    for one in rulings:
        if one.field == "grade":
            grade = str(one.value)
            continue
        for i, toll in enumerate(tolls):
            if field_of(toll) == one.field:
                tolls[i] = _toll(toll, one)
    return dataclasses.replace(incident, grade=grade, tolls=tuple(tolls))


def field_of(toll: ReconciledToll) -> str:
    """How a ruling names a figure: «toll:killed» of all victims, «toll:killed:civilians» of a group."""
    return f"toll:{toll.measure}" + (f":{toll.group}" if toll.group else "")


def _toll(toll: ReconciledToll, ruling: Ruling) -> ReconciledToll:
    low, best, high = ruling.value
    said = f"{_figure(toll.low)}–{_figure(toll.high)}", _figure(toll.best)
    why = Words(
        en=f"{ruling.who} decided on {ruling.at:%Y-%m-%d}: {_figure(low)}–{_figure(high)}, best {_figure(best)}. Reason: {ruling.reason}. By the rule it was {said[0]}, best {said[1]}: {toll.why.en}",
        ar=f"قرر {ruling.who} في {ruling.at:%Y-%m-%d}: من {_figure(low)} إلى {_figure(high)}، والأفضل {_figure(best)}. السبب: {ruling.reason}. وكان بحسب القاعدة {said[0]} والأفضل {said[1]}: {toll.why.ar}",
    )
    return dataclasses.replace(toll, low=low, best=best, high=high, why=why)


def _figure(value: int | None) -> str:
    return "?" if value is None else str(value)
