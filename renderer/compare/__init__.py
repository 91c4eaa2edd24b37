"""Measures what of a speaker's motion arrives on an avatar: through FAPs and back, and by each deformer."""

from renderer.compare.deformers import compare, table
from renderer.compare.roundtrip import roundtrip

__all__ = ["compare", "roundtrip", "table"]
