"""Which field of an interlaced picture comes first."""

from typing import Final

import av.error
import av.filter
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

HEADER_ORDERS: Final = {2: "top", 3: "bottom", 4: "top", 5: "bottom"}
"""AVFieldOrder. 4 and 5: stored top field first but shown bottom first, or the reverse; deinterlacing goes by lines."""


def header_order(code: int) -> str:
    """Return "top" or "bottom" for the order that a stream's header names, or "" for progressive and unknown ones."""
    return HEADER_ORDERS.get(code, "")


def first_field(frame: VideoFrame) -> str:
    """Return "top" or "bottom" for an interlaced picture.

    The flag itself can't be read; `separatefields` gives the first field first.
    """
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=frame.width,
        height=frame.height,
        format=frame.format,
        time_base=frame.time_base,
    )
    separate, sink = graph.add("separatefields"), graph.add("buffersink")
    source.link_to(separate)
    separate.link_to(sink)
    try:
        graph.configure()
        graph.vpush(frame)
        graph.vpush(None)
        first = graph.vpull()
    except (av.error.FFmpegError, ValueError):
        return "top"
    lines, top = _luma_lines(first), _luma_lines(frame)[0::2]
    count, width = min(len(lines), len(top)), min(lines.shape[1], top.shape[1])
    return "top" if np.array_equal(lines[:count, :width], top[:count, :width]) else "bottom"


def _luma_lines(frame: VideoFrame) -> NDArray[np.uint8]:
    """Return the bytes of the first plane line by line."""
    plane = frame.planes[0]
    return np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
