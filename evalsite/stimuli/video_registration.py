"""Registers video files made elsewhere: several at once are read and measured, each the first time it is met."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TypeVar

from evalsite import store
from evalsite.stimuli.models import ImportedVideo
from face.errors import InputError
from face.progress import ProgressCallback, no_progress, subrange
from renderer.normalize.measurement import is_current, measure_video
from renderer.normalize.properties import VideoProperties

Result = TypeVar("Result")


def register_video(path: Path) -> ImportedVideo:
    """Return the row of a video file, measured when it is new. `imports.store_video` copies the file.

    Raises
    ------
    InputError
        If the file is not a video, or is damaged.
    """
    return raise_if_error(register_videos([path])[path])


def raise_if_error(video: ImportedVideo | InputError) -> ImportedVideo:
    """Return a video; raise the InputError that was returned in its place."""
    if isinstance(video, InputError):
        raise video
    return video


def register_videos(
    paths: Iterable[Path], progress: ProgressCallback = no_progress
) -> dict[Path, ImportedVideo | InputError]:
    """Return the rows of video files, measured when they are new, several at once; or what is wrong with a file."""
    videos: dict[Path, ImportedVideo | InputError] = {}
    waiting: dict[str, list[Path]] = defaultdict(list)
    for path, digest in _in_parallel(store.file_digest, dict.fromkeys(paths), subrange(progress, 0, 0.05), "reading"):
        if isinstance(digest, InputError):
            videos[path] = digest
        else:
            waiting[digest].append(path)
    for known in ImportedVideo.objects.filter(digest__in=waiting):
        if is_current(known.measurement):
            videos |= dict.fromkeys(waiting.pop(known.digest), known)
    digests = {same[0]: digest for digest, same in waiting.items()}
    # Each row is written at once, so that a run that is interrupted goes on where it stopped.
    for path, properties in _in_parallel(measure_video, digests, subrange(progress, 0.05, 1), "measuring"):
        same = waiting[digests[path]]
        if isinstance(properties, InputError):
            videos |= {each: InputError(str(properties).replace(str(path), str(each))) for each in same}
        else:
            videos |= dict.fromkeys(same, _register_measured(digests[path], properties))
    progress(1.0, "the videos are measured")
    return videos


def _register_measured(digest: str, properties: VideoProperties) -> ImportedVideo:
    measurement = properties.model_dump(mode="json")
    return ImportedVideo.objects.update_or_create(digest=digest, defaults={"measurement": measurement})[0]


def _in_parallel(
    work: Callable[[Path], Result], paths: Iterable[Path], progress: ProgressCallback, verb: str
) -> Iterator[tuple[Path, Result | InputError]]:
    """Yield what `work` returns for each path, or its InputError, as they are finished."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = {pool.submit(_result_or_error, work, path): path for path in paths}
        for number, future in enumerate(as_completed(futures), start=1):
            progress(number / len(futures), f"{verb} the videos, {number} of {len(futures)}")
            yield futures[future], future.result()


def _result_or_error(work: Callable[[Path], Result], path: Path) -> Result | InputError:
    try:
        return work(path)
    except InputError as error:
        return error
    except OSError as error:
        return InputError(f"{path} can't be read ({error.strerror}); check the file")
