"""Bytes in, documents out."""

from marsad.read.inputs import Given, Item, read_all, read_metadata

__all__ = ["Given", "Item", "read_all", "read_metadata"]
