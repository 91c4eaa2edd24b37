"""Scripted participants: they walk the same pages as everyone, and are marked as simulated wherever they appear."""
