"""Measures how well an avatar does what FAPs ask, on the final mesh, and shows it on a sheet."""

from renderer.check.results import Checked, check

__all__ = ["Checked", "check"]
