"""What was said, and what people decided about it."""
