"""What 46 markers say of a face: which is which, the speaker's units, and the FAPs they show."""

from face.markers.displacement import displacements, faps_from_markers
from face.markers.roles import marker_roles
from face.markers.units import fapu_from_markers

__all__ = ["displacements", "faps_from_markers", "fapu_from_markers", "marker_roles"]
