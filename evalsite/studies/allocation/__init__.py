"""Allocation of slots: which participation rates which cells, in which order."""
