"""What was said, and what people decided about it."""

from marsad.ledger.append import Appended
from marsad.ledger.backup import restore
from marsad.ledger.changes import Change
from marsad.ledger.connection import LedgerError
from marsad.ledger.ledger import Ledger
from marsad.ledger.outlines import total
from marsad.ledger.pages import UNTOLD, Bar, Cell, IncidentFilters, Page, Sum, Timeline, Unit
from marsad.ledger.reread import Revision
from marsad.ledger.reviews import Review
from marsad.ledger.search import Hit
from marsad.ledger.tolls import Losses

__all__ = [
    "UNTOLD", "Appended", "Bar", "Cell", "Change", "Hit", "IncidentFilters", "Ledger", "LedgerError", "Losses", "Page", "Review", "Revision", "Sum", "Timeline", "Unit",
    "restore", "total",
]  # fmt: skip
