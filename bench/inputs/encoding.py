"""Writes sounds that soundfile can't write."""

from pathlib import Path

import av
import numpy as np


def write_m4a(path: Path, samples: np.ndarray, rate: int) -> None:
    """Write `(N,)` samples as AAC in MP4."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[None].astype(np.float32), "fltp", "mono")
        frame.rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
