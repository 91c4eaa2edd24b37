"""What moves the head: first for the skin alone, then for all parts together."""
