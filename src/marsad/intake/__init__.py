"""Into the ledger: inputs that are named once, and sources that are watched."""

from marsad.intake.account import Account
from marsad.intake.ingest import ingest
from marsad.intake.watch import watch

__all__ = ["Account", "ingest", "watch"]
