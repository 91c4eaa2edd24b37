"""Measures how much of a speaker's motion arrives on an avatar: through FAPs and back, and by each deformer."""
