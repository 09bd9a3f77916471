"""Our precision ladder in the codes of others: ACLED's geo_precision, UCDP's where_prec, PLOVER's resolution, Airwars' words.

    >>> codes("near")
    Codes(acled=2, ucdp=2, plover=4, airwars='Neighbourhood/area')
"""

from __future__ import annotations

from typing import NamedTuple


class Codes(NamedTuple):
    """``acled`` 1–3, ``ucdp`` 1–7, ``plover`` 5 (sub-city) to 1 (country), ``airwars`` None where it has no word."""

    acled: int
    ucdp: int
    plover: int
    airwars: str | None


_LADDER = {
    "site": Codes(1, 1, 5, "Nearby landmark"),
    "town": Codes(1, 1, 4, "Town"),
    "near": Codes(2, 2, 4, "Neighbourhood/area"),
    "district": Codes(2, 3, 3, "District"),
    "admin1": Codes(3, 4, 2, "Province/governorate"),
    "region": Codes(3, 5, 2, None),
    "country": Codes(3, 6, 1, None),
}
_SITES = {"street": "Street", "road": "Street", "quarter": "Neighbourhood/area", "camp": "Neighbourhood/area"}
_VILLAGE_KM, _CITY_KM = 2.0, 5.0


def codes(precision: str, *, kind: str | None = None, radius_km: float | None = None) -> Codes:
    """The codes of a place on our ladder. ``kind`` (of the gazetteer) and ``radius_km`` choose among Airwars' finer words.

    A sea has UCDP's code 7. Raises KeyError on a step that the ladder does not have.
    """
    found = _LADDER[precision]
    if kind == "sea":
        return found._replace(ucdp=7)
    if precision == "site" and kind in _SITES:
        return found._replace(airwars=_SITES[kind])
    if precision == "town" and radius_km is not None:
        return found._replace(airwars="Village" if radius_km <= _VILLAGE_KM else "City" if radius_km >= _CITY_KM else "Town")
    return found
