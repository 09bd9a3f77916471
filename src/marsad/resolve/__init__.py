"""Many claims in, one account of each incident out."""

from marsad.resolve.reconcile import POLICIES
from marsad.resolve.resolving import Resolution, Running, resolve, under_policy

__all__ = ["POLICIES", "Resolution", "Running", "resolve", "under_policy"]
