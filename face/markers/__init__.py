"""What 46 markers say of a face: which is which, the speaker's units, and the FAPs they show."""

from face.markers.channels import measure
from face.markers.lips import sealed
from face.markers.roles import roles_of
from face.markers.units import fapu_of

__all__ = ["fapu_of", "measure", "roles_of", "sealed"]
