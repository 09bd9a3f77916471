"""What leaves the house: the ledger's state as an export asks for it, under a policy, as of a moment, through the filters and the profile."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import pathlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from marsad import __version__
from marsad.export import ALIASES, FORMATS, About, Format, State
from marsad.export import bundle as bundles
from marsad.export.choosing import Filters, chosen
from marsad.export.datapackage import add
from marsad.export.profile import apply
from marsad.ledger import Ledger
from marsad.ledger.sensitivity import levels
from marsad.model import Claim, Document, Incident
from marsad.resources import data_hash
from marsad.settings import LEVELS, Sensitivity


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for. ``policy``: how figures are taken (empty: as they were linked, or as the format wants them). ``now``: the moment by
    which the public profile's waiting time is counted; that of the call where it is not given."""

    filters: Filters = field(default_factory=Filters)
    policy: str = ""
    as_of: dt.datetime | None = None
    profile: str = "full"
    right_to_left: bool = False
    now: dt.datetime | None = None
    sensitivity: Sensitivity = field(default_factory=Sensitivity)


def format_of(name: str) -> Format | None:
    """The format of that name, or of another name for it; None for one that there is not."""
    return FORMATS.get(ALIASES.get(name, name))


def state(ledger: Ledger, ask: Ask, format: Format) -> State:
    """The ledger as the export asks for it. Incidents in the order of their ids. Raises ValueError on an unknown policy or profile."""
    policy = ask.policy or format.policy
    claims, documents, incidents = read(ledger, ask.as_of)
    reviewed = {r.claim: r.accepted for r in ledger.reviews() if r.deleted_at is None} if ask.filters.review else {}
    incidents = [i for i in incidents if chosen(ask.filters, i, reviewed)]
    if policy:
        from marsad.resolve.resolving import under_policy

        incidents = list(under_policy(incidents, list(claims.values()), documents, policy))
    if ask.filters != Filters():  # what is asked for, and nothing behind the rest
        inside = {c for i in incidents for c in i.claims}
        claims = {k: c for k, c in claims.items() if k in inside}
    about = About(
        version=__version__, lexicon=data_hash(), audit_head="" if ask.as_of else ledger.audit_head(), policy=policy or "as linked",
        profile=ask.profile, moment=ask.as_of.isoformat() if ask.as_of else "", filters=ask.filters.told(),
    )  # fmt: skip
    found = State(sorted(incidents, key=lambda i: i.id), claims, documents, about, ask.right_to_left)
    rules = ask.sensitivity if ask.profile == "full" else dataclasses.replace(ask.sensitivity, levels=_levels(ledger, ask.sensitivity.levels))
    return apply(found, ask.profile, ask.now or ask.as_of or dt.datetime.now(dt.UTC), rules)


def _levels(ledger: Ledger, told: Mapping[str, str]) -> dict[str, str]:
    """The settings' levels with those that people gave to reports in the ledger; where both tell one, the stricter."""
    found = dict(told)
    with ledger.engine.connect() as connection:
        given = levels(connection)
    for document, level in given.items():
        level = "confidential" if level == "strict" else level
        if LEVELS.index(level) > LEVELS.index(found.get(document, "public")):
            found[document] = level
    return found


def read(ledger: Ledger, as_of: dt.datetime | None) -> tuple[dict[str, Claim], dict[str, Document], list[Incident]]:
    """Claims (with accepted corrections) and documents by id, and the incidents; as they stood at the moment where one is given."""
    if as_of is None:
        return {c.id: c for c in ledger.claims(reviewed=True)}, {d.id: d for d in ledger.documents()}, ledger.incidents()
    return {c.id: c for c in ledger.claims(as_of=as_of)}, {d.id: d for d in ledger.documents(as_of=as_of)}, ledger.incidents(as_of=as_of)


def export(name: str, ledger: Ledger, ask: Ask | None = None) -> Iterator[bytes]:
    """The ledger in one of the formats, piece by piece. Raises KeyError on an unknown format."""
    format = FORMATS[ALIASES.get(name, name)]
    return format.write(state(ledger, ask or Ask(), format))


def bundle(ledger: Ledger, ask: Ask, target: pathlib.Path, *, store: pathlib.Path | None = None, formats: Iterable[str] = ()) -> tuple[str, State]:
    """Writes a bundle into a new folder, or a ZIP where the name ends so. ``store``: the raw bytes go along. Returns the manifest's sha256.

    Raises FileExistsError where the folder is there and not empty, ``marsad.read.capture.Damaged`` where bytes are gone or changed.
    """
    from marsad.read.capture import fetch

    found = state(ledger, ask, FORMATS["claims"])
    originals = {d.id: d for d in (ledger.documents(as_of=ask.as_of) if ask.as_of else ledger.documents())}
    captures = {sha: c for sha in {d.capture for d in found.documents.values() if d.capture} if (c := ledger.capture(sha))}
    raw = (lambda sha: fetch(sha, store)) if store is not None and ask.profile != "public" else None
    evidence = bundles.Evidence(captures, {k: bundles.text_hash(d.text) for k, d in originals.items()}, raw)
    listed: dict[str, tuple[str, int]] = {}

    def files() -> Iterator[tuple[str, bytes]]:
        for path, data in bundles.files(found, evidence, formats):
            listed[path] = hashlib.sha256(data).hexdigest(), len(data)
            yield path, data
        last = bundles.manifest(found, listed)
        yield "manifest.sha256", (hashlib.sha256(last).hexdigest() + "\n").encode()
        yield "manifest.json", last

    seal = ""
    if target.suffix == ".zip":
        part = target.with_name(f".{target.name}.part")
        try:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                for path, data in files():
                    add(archive, path, [data])
                    seal = hashlib.sha256(data).hexdigest()
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return seal, found
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileExistsError(f"{target}: is there already; name a new folder, or a file that ends in .zip")
    for path, data in files():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(data)
        seal = hashlib.sha256(data).hexdigest()
    return seal, found


def report(ledger: Ledger, ask: Ask, language: str = "ar") -> tuple[bytes, State]:
    """The report as one HTML file, in ``ar`` or ``en``."""
    from marsad.export import report as reports

    found = state(ledger, ask, FORMATS["claims"])
    used = {c for i in found.incidents for c in i.claims}
    told = {c.document for k, c in found.claims.items() if k in used}
    found.documents = {k: d for k, d in found.documents.items() if k in told}
    return reports.html(found, language, ask.sensitivity), found
