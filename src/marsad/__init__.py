"""Marsad (مرصد): Arabic conflict reporting, read into a ledger that can be audited."""

__version__ = "0.1.0"
