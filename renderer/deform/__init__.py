"""Deformers: how facial motion moves the avatar's vertices."""
