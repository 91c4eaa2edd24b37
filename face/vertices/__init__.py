"""Vertex motion in `.npy` and `.npz` files, as FaceFormer, CodeTalker and their kind write it."""

from face.vertices.reading import read_vertices

__all__ = ["read_vertices"]
