"""Videos whose times are awkward: rates, lengths, beginnings."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.awkward_videos.recipes import H264, AwkwardVideo, copy, encode, run


def recorder(path: Path, rate: int) -> None:
    """Write what a browser records: times in ms that jitter, no length, and a frame rate that is made up."""
    random = np.random.default_rng(1)
    with av.open(str(path), "w", format="webm", options={"live": "1"}) as container:
        picture = container.add_stream("libvpx", rate=rate)
        picture.width, picture.height, picture.pix_fmt = 96, 64, "yuv420p"
        picture.codec_context.options = {"deadline": "realtime", "cpu-used": "8"}
        picture.codec_context.time_base = Fraction(1, 1000)
        for index in range(30):
            frame = av.VideoFrame.from_ndarray(random.integers(0, 255, (64, 96, 3), dtype=np.uint8), format="rgb24")
            frame.pts, frame.time_base = (
                round(index * 1000 / 30 + random.uniform(-8, 8) * (index > 0)),
                Fraction(1, 1000),
            )
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))


def offset(path: Path, stream: str, seconds: float) -> None:
    """Write a video whose picture ("v") or sound ("a") begins later."""
    plain = encode(path.with_name("plain.mp4"))
    late, other = ("0:v", "1:a") if stream == "v" else ("0:a", "1:v")
    run(
        "-itsoffset",
        str(seconds),
        "-i",
        str(plain),
        "-i",
        str(plain),
        "-map",
        late,
        "-map",
        other,
        "-c",
        "copy",
        str(path),
    )
    plain.unlink()


def truncated(path: Path) -> None:
    """Write a WebM file that ends half way, as when the disk was full."""
    encode(
        path,
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-c:a",
        "libopus",
        "-ar",
        "48000",
        "-cluster_time_limit",
        "100",
        seconds=2,
        sound_seconds=2,
    )
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def broken(path: Path, change: Callable[[bytes], bytes], *codec: str) -> None:
    """Write a plain video and change its bytes."""
    encode(path, *(codec or H264), seconds=0.6, sound_seconds=0.6)
    path.write_bytes(change(path.read_bytes()))


TIMING: dict[str, AwkwardVideo] = {
    "recorder 1000 fps": AwkwardVideo(
        "a.webm",
        lambda path: recorder(path, 1000),
        "a browser's recording; its header claims 1000 frames per second",
        "30 frames per second, uneven; named",
    ),
    "variable rate": AwkwardVideo(
        "a.mp4",
        lambda path: encode(path, *H264, "-fps_mode", "vfr", video_filter="select='not(between(n,8,14))'"),
        "7 of 25 frames left out in the middle",
        "18 per second on average, up to 0.32 s each; named",
    ),
    "2 frames per second": AwkwardVideo(
        "a.mp4", lambda path: encode(path, fps=2), "2 frames per second", "each shown for 0.5 s"
    ),
    "120 frames per second": AwkwardVideo(
        "a.mp4", lambda path: encode(path, fps=120), "120 frames per second", "fewer frames, the same length"
    ),
    "29.97 frames per second": AwkwardVideo(
        "a.mp4", lambda path: encode(path, fps=30000 / 1001), "30000/1001 frames per second", "29.97"
    ),
    "one picture": AwkwardVideo(
        "a.mp4",
        lambda path: encode(path, seconds=0.04),
        "a single frame and a second of sound",
        "shown all the time; named",
    ),
    "short picture": AwkwardVideo(
        "a.mp4",
        lambda path: encode(path, seconds=0.4),
        "0.4 s of picture, 1 s of sound",
        "the last picture held for 0.6 s; recorded",
    ),
    "short sound": AwkwardVideo(
        "a.mp4",
        lambda path: encode(path, sound_seconds=0.4),
        "1 s of picture, 0.4 s of sound",
        "0.6 s of silence; recorded",
    ),
    "late picture": AwkwardVideo(
        "a.mp4",
        lambda path: offset(path, "v", 0.3),
        "picture 0.3 s after the sound",
        "in sync; the first picture held; named",
    ),
    "late sound": AwkwardVideo(
        "a.mp4", lambda path: offset(path, "a", 0.3), "sound 0.3 s after the picture", "in sync; silence before; named"
    ),
    "late file": AwkwardVideo(
        "a.mkv", lambda path: copy(path, before=("-itsoffset", "5")), "all times begin at 5 s", "begins at 0"
    ),
    "edit list": AwkwardVideo(
        "a.mp4",
        lambda path: copy(path, before=("-ss", "0.4")),
        "beginning cut off by an edit list",
        "begins where the cut is",
    ),
    "AVI with B-frames": AwkwardVideo(
        "a.avi",
        lambda path: encode(path, "-c:v", "libx264", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "libmp3lame"),
        "H.264 with B-frames in AVI, which keeps no times",
        "25 frames per second from 0 on, in sync",
    ),
    "fragmented": AwkwardVideo(
        "a.mp4",
        lambda path: encode(path, *H264, "-movflags", "frag_keyframe+empty_moov"),
        "MP4 in fragments",
        "as any other",
    ),
    "truncated WebM": AwkwardVideo(
        "a.webm", truncated, "the second half of the file is missing", "what is left; how much is missing is named"
    ),
    "half a faststart MP4": AwkwardVideo(
        "a.mp4",
        lambda path: broken(path, lambda content: content[: len(content) * 2 // 3], *H264, "-movflags", "+faststart"),
        "the index at its beginning names what is missing",
        "what is left; how much is missing is named",
    ),
}
