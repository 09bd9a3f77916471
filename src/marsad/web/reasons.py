"""Why an input became no report, why an entry was not accepted, why a job failed: in the reader's language.

Readers, ledger and data files say it in one English sentence, which is kept as it is; ``catalogue/reasons.yml`` knows each of these
sentences with its details and says it in Arabic: «is 40.0 MB, more than one report holds (16 MB)» → «حجمه 40.0 م.ب …».
"""

from __future__ import annotations

import functools
import pathlib
from dataclasses import dataclass
from typing import Any

import re2
from markupsafe import Markup, escape

from marsad.resources import load_yaml
from marsad.web.i18n import SLOT, Speaker

FILE = pathlib.Path(__file__).parent / "catalogue" / "reasons.yml"
TOLD = frozenset({"reason", "what", "part", "missing"})
"""Slots whose values are such texts themselves."""
_SHAPES = {"n": "[0-9.]+", "limit": "[0-9.]+", "file": r"[^:\n]*\.(?:yml|csv)(?::[0-9]+)?|data/\S+", "origin": ".+?"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the closed set: its code, what it is recognised by, and both texts with their slots."""

    id: str
    shape: Any
    en: str
    ar: str


@functools.cache
def reasons() -> tuple[Reason, ...]:
    """All of them, those with the most words of their own first: one with slots must not swallow a plainer one."""
    found = [Reason(one["id"], re2.compile(_shape(one["en"]), _options()), one["en"], one["ar"]) for one in load_yaml(FILE)]
    return tuple(sorted(found, key=lambda r: len(SLOT.sub("", r.en)), reverse=True))


def _options() -> Any:
    options = re2.Options()
    options.dot_nl, options.log_errors = True, False
    return options


def _shape(template: str) -> str:
    pieces = SLOT.split(template)
    return "".join(f"(?P<{p}>{_SHAPES.get(p, '.+')})" if i % 2 else re2.escape(p) for i, p in enumerate(pieces))


@functools.lru_cache(4096)
def recognised(text: str) -> tuple[Reason, dict[str, str]] | None:
    """Which reason a text is, and its details; None for one that is not ours."""
    for one in reasons():
        if found := one.shape.fullmatch(text):
            return one, found.groupdict()
    return None


def told(speaker: Speaker, text: str) -> Markup:
    """The text in the reader's language; in Arabic its figures in the chosen digits, its names isolated, another program's words left out.

    A text that is none of ours (an old row) is shown as it stands.
    """
    known = recognised(text) if speaker.lang != "en" else None
    if known is None:
        return Markup('<bdi dir="auto">{}</bdi>').format(text)
    reason, details = known
    out = Markup("")
    for i, piece in enumerate(SLOT.split(reason.ar)):
        if i % 2 == 0:
            out += escape(speaker.n(piece))
        elif piece in TOLD:
            out += told(speaker, details[piece])
        else:
            value = details[piece]
            out += Markup("<bdi>{}</bdi>").format(speaker.n(value) if value.replace(".", "").isdecimal() else value)
    return out
