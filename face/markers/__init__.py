"""What 46 markers tell about a face: which is which, the speaker's units, and the FAPs they show."""

from face.markers.conversion import displacements, faps_from_markers
from face.markers.neutral_face import fapu_from_markers, marker_roles

__all__ = ["displacements", "faps_from_markers", "fapu_from_markers", "marker_roles"]
