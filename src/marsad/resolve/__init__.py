"""Many claims in, one account of each incident out."""

from marsad.resolve.resolving import Resolution, resolve

__all__ = ["Resolution", "resolve"]
