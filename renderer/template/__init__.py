"""Vertex motion drawn on its own template mesh: its surface, its eyeballs, and a camera that finds the face."""
