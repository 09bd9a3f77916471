"""Letters and words. Knows nothing of war."""
