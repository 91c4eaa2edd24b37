"""Places: who rates which cells, in which order."""
