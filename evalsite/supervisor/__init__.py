"""The whole program in one terminal: site, workers and scheduler as child processes, started and stopped together."""
