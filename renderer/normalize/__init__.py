"""Imported videos: their properties (`measurement`), and making them equal to the others (`normalization`)."""
