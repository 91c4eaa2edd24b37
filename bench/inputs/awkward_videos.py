"""The awkward videos of the tests, each measured as `manage.py study check` does."""

from importlib import import_module
from pathlib import Path

from bench.inputs.awkward import AwkwardFile
from tests.awkward_videos import AWKWARD_VIDEOS, REFUSED_VIDEOS
from tests.awkward_videos.recipes import AwkwardVideo


def _read(path: Path) -> str:
    video = import_module("renderer.normalize.measurement").measure_video(path)
    size = "x".join(map(str, video.size))
    # Of most samples it is said that they do not name their colours; once is enough.
    notes = [note for note in video.notes if "untagged" in path.name or not note.startswith("it does not name its")]
    return "; ".join([f"{size}, {video.fps:.4g} Hz, {video.seconds:.2f} s", *notes])


def _row(name: str, video: AwkwardVideo, *, is_refused: bool) -> AwkwardFile:
    return AwkwardFile(name, video.made, video.right, video.file_name, video.write, _read, ".", is_refused)


VIDEOS = (
    *(_row(name, video, is_refused=False) for name, video in AWKWARD_VIDEOS.items()),
    *(_row(name, video, is_refused=True) for name, video in REFUSED_VIDEOS.items()),
)
