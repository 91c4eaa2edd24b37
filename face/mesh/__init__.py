"""Meshes in files: their vertices in the file's own order, and their polygons as triangles."""

from face.mesh.mesh import Mesh
from face.mesh.reading import MESH_SUFFIXES, read_mesh

__all__ = ["MESH_SUFFIXES", "Mesh", "read_mesh"]
