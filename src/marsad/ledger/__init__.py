"""What was said, and what people decided about it."""

from marsad.ledger.append import Appended
from marsad.ledger.connection import LedgerError
from marsad.ledger.ledger import Ledger
from marsad.ledger.reviews import Review

__all__ = ["Appended", "Ledger", "LedgerError", "Review"]
