"""Output files of the enqueue command: their names, their paths in the store, and copies in a folder."""

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from evalsite import store
from evalsite.stimuli.models import Stimulus
from face.errors import InputError


def output_names(inputs: Sequence[Path], suffix: str) -> list[str]:
    """Return a file name for the result of each input; inputs of equal names are told apart by their folders.

    Raises
    ------
    InputError
        If two names are still equal.
    """
    stems = Counter(path.stem for path in inputs)
    names = [path.stem if stems[path.stem] == 1 else f"{path.resolve().parent.name}-{path.stem}" for path in inputs]
    for name, count in Counter(names).items():
        if count > 1:
            raise InputError(f"{count} files would be written as {name}{suffix}; rename the inputs")
    return [name + suffix for name in names]


def videos_by_input(inputs: Sequence[Path], stimuli: Sequence[Stimulus]) -> dict[str, Path]:
    """Return the finished videos, named after the files that they were made from."""
    pairs = zip(output_names(inputs, ".mp4"), stimuli, strict=True)
    return {name: store.path(stimulus.video) for name, stimulus in pairs if stimulus.is_ready}


def videos_by_clip(stimuli: Sequence[Stimulus]) -> dict[str, Path]:
    """Return the finished videos, named after their clips; a name that is taken gets the condition in front."""
    files: dict[str, Path] = {}
    for stimulus in stimuli:
        if stimulus.is_ready:
            name = f"{stimulus.clip_name}.mp4".replace("/", "-")
            files[name if name not in files else f"{stimulus.condition.name}-{name}"] = store.path(stimulus.video)
    return files


def copy_files(files: Mapping[str, Path], folder: Path) -> dict[str, Path]:
    """Copy files into a folder under these names and return the copies.

    Raises
    ------
    InputError
        If the store no longer has a file, or the folder can't be written.
    """
    if missing := [name for name, path in files.items() if not path.exists()]:
        raise InputError(f"{missing[0]} is missing from the store; check FACESTUDY_STORE")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return {name: Path(shutil.copyfile(path, folder / name)) for name, path in files.items()}
    except OSError as error:
        raise InputError(f"{folder} can't be written: {error.strerror}") from None
