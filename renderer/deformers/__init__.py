"""Deformers: how facial motion moves the avatar's vertices. `registry` creates them by name."""
