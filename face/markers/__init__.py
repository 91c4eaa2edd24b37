"""What 46 markers say of a face: which is which, the speaker's units, and the FAPs they show."""

from face.markers.displacement import displacements, shown
from face.markers.roles import roles_of
from face.markers.units import fapu_of

__all__ = ["displacements", "fapu_of", "roles_of", "shown"]
