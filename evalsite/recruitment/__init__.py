"""How participants get into a study: directly, from a platform (one module each), or simulated."""
