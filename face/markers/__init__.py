"""FAPs from 46 markers: the role of each marker, the speaker's FAP units, and the FAP values."""

from face.markers.conversion import displacements, faps_from_markers
from face.markers.neutral_face import fapu_from_markers, marker_roles

__all__ = ["displacements", "faps_from_markers", "fapu_from_markers", "marker_roles"]
