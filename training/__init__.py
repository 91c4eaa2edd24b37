"""Corpora to checkpoints."""
