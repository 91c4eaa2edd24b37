"""Simulated participants: they use the same pages as people, and are marked as simulated wherever they appear."""
