"""Sounds that soundfile can't write."""

from pathlib import Path

import av
import numpy as np


def write_m4a(path: Path, samples: np.ndarray, rate: int, *, streams: int = 1) -> Path:
    """Write `(N,)` samples as AAC in MP4, in the last of several streams; the others are silent."""
    with av.open(str(path), "w", format="mp4") as container:
        outputs = [container.add_stream("aac", rate=rate, layout="mono") for _ in range(streams)]
        for number, stream in enumerate(outputs):
            values = samples if number == streams - 1 else np.zeros_like(samples)
            frame = av.AudioFrame.from_ndarray(values[None].astype(np.float32), "fltp", "mono")
            frame.rate = rate
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                container.mux(packet)
    return path
