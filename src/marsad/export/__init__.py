"""The ledger, written out in the formats that other tools open."""
