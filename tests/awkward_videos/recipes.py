"""How awkward videos are made: with the bundled ffmpeg, and packet by packet with PyAV."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av

from renderer import ffmpeg

PICTURE = "testsrc2=size={size}:rate={fps}:duration={seconds}"
GREY = "color=c=0xbb7e5c:size=96x64:rate=25:duration=1"
"""One colour, (187, 126, 92), so that conversions of colours can be checked."""
TONE = "sine=frequency=440:sample_rate=44100:duration={seconds},tremolo=f=6:d=0.9,volume=0.5"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
HEVC10 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p10le")
DISC = "format=rgba,geq=r='255':g='0':b='255':a='255*lt(hypot(X-48,Y-32),20)'"
"""A disc in magenta on transparent ground that is magenta, too."""


OPUS = ("-c:a", "libopus", "-ar", "48000")
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", *OPUS)


@dataclass(frozen=True)
class AwkwardVideo:
    """A video: its file name, the function that writes it to a path, how it is made, and what is right."""

    file_name: str
    make: Callable[[Path], object]
    made: str
    right: str

    def write(self, folder: Path) -> Path:
        """Write the video into a folder and return its path."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / self.file_name
        self.make(path)
        return path


def run(*arguments: str) -> None:
    """Run ffmpeg; fail with its message."""
    finished = ffmpeg.run("-y", "-loglevel", "error", *arguments)
    assert finished.returncode == 0, finished.stderr


def encode(  # noqa: PLR0913 - whatever can differ
    path: Path,
    *codec: str,
    picture: str = PICTURE,
    size: str = "96x64",
    fps: float = 25,
    seconds: float = 1.0,
    sound_seconds: float = 1.0,
    tone: str = TONE,
    video_filter: str = "null",
    sound_filter: str = "anull",
) -> Path:
    """Write a video of a test picture and a tone."""
    inputs = ["-f", "lavfi", "-i", picture.format(size=size, fps=fps, seconds=seconds)]
    inputs += ["-f", "lavfi", "-i", tone.format(seconds=sound_seconds)] if tone else []
    filters = ["-vf", video_filter, *(["-af", sound_filter] if tone else [])]
    run(*inputs, *filters, *(codec or H264), str(path))
    return path


def copy(path: Path, *output: str, before: tuple[str, ...] = (), **options) -> None:
    """Write a plain video, and copy it with other arguments."""
    plain = encode(path.with_name(f"plain-{path.stem}.mp4"), **options)
    run(*before, "-i", str(plain), "-c", "copy", *output, str(path))
    plain.unlink()


def remux(path: Path, source: Path, change: Callable[[av.Packet], bool], **options: str) -> None:
    """Copy a file packet by packet; `change` may alter each, and says whether it is kept."""
    with av.open(str(source)) as given, av.open(str(path), "w", options=options) as written:
        streams = {stream.index: written.add_stream_from_template(stream) for stream in given.streams}
        for packet in given.demux():
            if packet.dts is not None and change(packet):
                packet.stream = streams[packet.stream.index]
                written.mux(packet)
    source.unlink()
