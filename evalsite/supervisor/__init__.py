"""The whole program in one terminal: site, workers and scheduler as children that are watched and ended together."""
