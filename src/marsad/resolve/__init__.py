"""Many claims in, one account of each incident out."""
