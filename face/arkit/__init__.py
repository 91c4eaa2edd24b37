"""Apple's 52 ARKit face units, which many tools record and draw: their files, and what they are as FAPs."""

from face.arkit.csv_file import read, write
from face.arkit.curves import Curves, faps
from face.arkit.units import TABLE, UNITS

__all__ = ["TABLE", "UNITS", "Curves", "faps", "read", "write"]
