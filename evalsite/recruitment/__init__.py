"""How participants get into a study: directly, from a platform (one folder each), or simulated."""
