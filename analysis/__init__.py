"""The plan and a ratings table to results. Pure functions; numpy and scipy only."""
