"""Small videos as other programs make them: any size, frame rate, length and sound, with metadata in the file."""

from pathlib import Path

from renderer import ffmpeg

TONE_FILTER = "sine=frequency={pitch}:sample_rate=44100:duration={seconds},tremolo=f=6:d=0.9"


def write_video(  # noqa: PLR0913 - whatever can differ
    path: Path,
    *,
    size: str = "160x120",
    fps: float = 25,
    seconds: float = 0.6,
    pitch: int | None = 440,
    sound_seconds: float | None = None,
    volume: float = 0.5,
    video_filter: str = "",
    codec: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    title: str = "made elsewhere",
) -> Path:
    """Write a video of a test pattern and a tremolo tone (no sound if `pitch` is None) and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    inputs = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={fps}:duration={seconds}"]
    sound = ["-an"]
    if pitch:
        inputs += ["-f", "lavfi", "-i", TONE_FILTER.format(pitch=pitch, seconds=sound_seconds or seconds)]
        sound = ["-af", f"volume={volume}"]
    picture = ["-vf", video_filter] if video_filter else []
    result = ffmpeg.run(
        "-y", "-loglevel", "error", *inputs, *picture, *sound, *codec, "-metadata", f"title={title}", str(path)
    )
    assert result.returncode == 0, result.stderr
    return path


def write_study_videos(root: Path, conditions=("one", "other"), clips=("a", "b"), **options) -> Path:
    """Write `root/<condition>/<clip>.mp4`, equal but for their metadata, and return `root`."""
    first = write_video(root / conditions[0] / f"{clips[0]}.mp4", **options)
    for condition in conditions:
        for clip in clips:
            path = root / condition / f"{clip}.mp4"
            path.parent.mkdir(parents=True, exist_ok=True)
            # Another title, so that no two files have the same digest.
            ffmpeg.run("-y", "-i", str(first), "-c", "copy", "-metadata", f"title={condition} {clip}", f"{path}.mp4")
            Path(f"{path}.mp4").replace(path)
    return root
