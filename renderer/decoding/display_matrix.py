"""How a picture is to be turned and mirrored before it is shown."""

import math
import struct
from collections.abc import Iterable
from typing import cast

from av.sidedata.sidedata import SideData, Type
from av.video.frame import VideoFrame


def side_data(frame: VideoFrame) -> Iterable[SideData]:
    """Return what comes with a picture; PyAV's own annotation calls it a mapping."""
    return cast("Iterable[SideData]", frame.side_data)


def rotation(frame: VideoFrame) -> tuple[float, bool]:
    """Return the degrees by which a picture is turned counterclockwise, 0 to 359, and whether it is mirrored.

    The matrix holds nine numbers of 32 bits; a, b, c and d of its first two columns are 16.16 fixed point. It mirrors
    if ad - bc is negative: the sides are exchanged before the picture is turned.
    """
    data = next((each for each in side_data(frame) if each.type == Type.DISPLAYMATRIX), None)
    if data is None:
        return (0.0, False)
    a, b, _, c, d, *_ = struct.unpack("=9i", bytes(data)[:36])
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    return (round(-math.degrees(math.atan2(b, a))) % 360.0, mirrored)
