"""Small films as other people's programs make them: any size, rate, length, sound, and with notes in the file."""

from pathlib import Path

from renderer import ffmpeg

TONE = "sine=frequency={pitch}:sample_rate=44100:duration={seconds},tremolo=f=6:d=0.9"


def film(  # noqa: PLR0913 - whatever can differ
    path: Path,
    *,
    size: str = "160x120",
    fps: float = 25,
    seconds: float = 0.6,
    pitch: int | None = 440,
    heard: float | None = None,
    volume: float = 0.5,
    picture: str = "",
    codec: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    title: str = "made by somebody",
) -> Path:
    """Write a film of a test picture and a trembling tone (`pitch` None: no sound) and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    inputs = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={fps}:duration={seconds}"]
    sound = ["-an"]
    if pitch:
        inputs += ["-f", "lavfi", "-i", TONE.format(pitch=pitch, seconds=heard or seconds)]
        sound = ["-af", f"volume={volume}"]
    looks = ["-vf", picture] if picture else []
    done = ffmpeg.run(
        "-y", "-loglevel", "error", *inputs, *looks, *sound, *codec, "-metadata", f"title={title}", str(path)
    )
    assert done.returncode == 0, done.stderr
    return path


def folder(root: Path, conditions=("one", "other"), clips=("a", "b"), **look) -> Path:
    """Write `root/<condition>/<clip>.mp4`, all alike, and return `root`."""
    first = film(root / conditions[0] / f"{clips[0]}.mp4", **look)
    for condition in conditions:
        for clip in clips:
            path = root / condition / f"{clip}.mp4"
            path.parent.mkdir(parents=True, exist_ok=True)
            # Another title, so that no two files are the same.
            ffmpeg.run("-y", "-i", str(first), "-c", "copy", "-metadata", f"title={condition} {clip}", f"{path}.mp4")
            Path(f"{path}.mp4").replace(path)
    return root
