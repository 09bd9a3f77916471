"""A document in, claims out, each with the words that prove it."""
