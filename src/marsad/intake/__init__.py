"""Into the ledger: inputs that are named once, and sources that are watched."""

from marsad.intake.ingest import Account, ingest
from marsad.intake.watch import watch

__all__ = ["Account", "ingest", "watch"]
