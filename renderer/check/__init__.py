"""Measures how well an avatar does what FAPs ask, on the final mesh, and shows it on a contact sheet."""
