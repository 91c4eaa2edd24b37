"""Deformers: how facial motion moves the avatar's vertices."""

from renderer.deform.fat import Deformer, fat

__all__ = ["Deformer", "fat"]
