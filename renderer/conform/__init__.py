"""Somebody's own videos: what they are (`measure`), and how they are made equal (`equalise`) to stand beside others."""

from renderer.conform.equalise import Goal, equalise
from renderer.conform.measure import Measured, measure

__all__ = ["Goal", "Measured", "equalise", "measure"]
