"""From a folder `DIR/<condition>/<clip>.mp4` to a study file: conditions, clips, size, rate and planned contrasts."""

import re
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Final

from evalsite.stimuli import identifiers, imported_videos
from evalsite.studies.media.gate import Cell, findings
from evalsite.studies.presets import named, quoted
from face.errors import InputError
from renderer.normalize.measurement import VideoProperties
from renderer.settings import MAX_FPS, MIN_FPS

REPLACED: Final = ("[[conditions]]", "[[clips]]", "[analysis.contrasts]", "[render]", "[acknowledged]")
OF_A_CONDITION: Final = ("[[practice]]", "[[checks]]")
"""Tables that are left out where they name one of the preset's own conditions."""

FEWEST: Final = 2

Folder = Mapping[str, Mapping[str, Path]]
"""Condition → clip → file."""


def read(folder: Path) -> Folder:
    """Return the films of a folder by condition and clip.

    Raises
    ------
    InputError
        If there are fewer than two conditions, a name is no label, or a condition lacks clips (all are named).
    """
    conditions = [path for path in sorted(_inside(folder)) if path.is_dir() and not path.name.startswith(".")]
    if len(conditions) < FEWEST:
        raise InputError(f"{folder} holds {len(conditions)} conditions; give it a folder for each, at least two")
    for path in conditions:
        identifiers.validate_label(path.name, where=f"{folder}, condition ")
        if not path.resolve().is_relative_to(folder.resolve()):
            raise InputError(f"{path} is a link that leads out of {folder}; copy the folder there")
    found = {path.name: imported_videos.files_by_clip(path) for path in conditions}
    clips = sorted(set().union(*found.values()))
    missing = [f"{name}/{clip}" for name, there in found.items() for clip in clips if clip not in there]
    if missing:
        raise InputError(f"{folder} lacks {', '.join(missing)}; every condition needs a video of every clip")
    return found


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder} can't be read as a folder ({error.strerror}); check the path") from None


def study_file(preset: str, *, name: str, folder: Path, reference: str = "") -> str:
    """Return the text of a study file: the preset's questions and protocol, the folder's conditions and clips.

    `preset` is the text of another study file. With a `reference` every other condition is compared with it, without
    one all pairs are compared.

    Raises
    ------
    InputError
        If the folder is not in order, a film can't be read, or the reference is none of the conditions.
    """
    there = read(folder)
    if reference and reference not in there:
        raise InputError(f"--reference: there is no condition {reference}; choose from {', '.join(there)}")
    measured = {
        (condition, clip): imported_videos.video_measurement(imported_videos.register_video(path))
        for condition, clips in there.items()
        for clip, path in clips.items()
    }
    kept = _fitted(_without(preset), name=name, videos=len(measured))
    tables = [
        *_conditions(there, folder, reference),
        *_clips(there),
        _render(measured),
        _contrasts(list(there), reference),
    ]
    return "\n".join([kept.rstrip() + "\n", *tables, _noticed(measured)]).rstrip() + "\n"


def _without(text: str) -> str:
    """Return a study file's text without the tables that the folder decides, and the comments right before them."""
    return "".join(part for part in _tables(text) if not _is_replaced(re.sub(r"(?m)^#.*\n", "", part)))


def _tables(text: str) -> list[str]:
    """Return a file's tables one by one, each with the comments right before it; first what stands before all."""
    tables, comments = [""], ""
    for line in text.splitlines(keepends=True):
        if line.startswith("#"):
            comments += line
            continue
        if line.startswith("["):
            tables.append("")
        tables[-1] += comments + line
        comments = ""
    return [*tables, comments]


def _fitted(text: str, *, name: str, videos: int) -> str:
    """Return a study file's text under another name, without numbers that only fit the preset's own videos."""
    counted = re.sub(r"(?m)^(clips|trials_per_rater|ratings_per_cell) = \d+\n", "", named(text, name))
    return re.sub(r"(?m)^repeats = (\d+)$", lambda found: f"repeats = {min(int(found[1]), videos // 2)}", counted)


def _is_replaced(table: str) -> bool:
    header = table.partition("\n")[0].strip()
    names_condition = re.search(r"^condition\s*=", table, re.MULTILINE)
    return header in REPLACED or (header in OF_A_CONDITION and names_condition is not None)


def _conditions(there: Folder, folder: Path, reference: str) -> list[str]:
    roles = {name: '\nrole = "reference"' if name == reference else "" for name in there}
    return [
        f"[[conditions]]\nname = {quoted(name)}\nvideos = {quoted((folder / name).as_posix())}{roles[name]}\n"
        for name in there
    ]


def _clips(there: Folder) -> list[str]:
    return [f"[[clips]]\nname = {quoted(clip)}\n" for clip in next(iter(there.values()))]


def _render(measured: Mapping[Cell, VideoProperties]) -> str:
    """Return the size and rate that all films can have without being enlarged: those of the smallest and slowest."""
    width, height = min((film.size for film in measured.values()), key=lambda size: size[0] * size[1])
    fps = min(max(round(film.fps), MIN_FPS) for film in measured.values())
    size = f"[{width // 2 * 2}, {height // 2 * 2}]"
    return f"# What all videos are made to share.\n[render]\nsize = {size}\nfps = {min(fps, MAX_FPS)}\n"


def _contrasts(conditions: list[str], reference: str) -> str:
    others = [name for name in conditions if name != reference]
    pairs = [(name, reference) for name in others] if reference else list(combinations(conditions, 2))
    lines = [f"{quoted(f'{a} − {b}')} = {{{quoted(a)} = 1, {quoted(b)} = -1}}" for a, b in pairs]
    return "\n".join(["# What is tested; everything else is exploratory.", "[analysis.contrasts]", *lines, ""])


def _noticed(measured: Mapping[Cell, VideoProperties]) -> str:
    """Return, as comments, what will have to be acknowledged; to be uncommented once it was looked at."""
    sizes = min((film.size for film in measured.values()), key=lambda size: size[0] * size[1])
    lengths = {cell: film.seconds for cell, film in measured.items()}
    found = findings(measured, lengths, (sizes[0] // 2 * 2, sizes[1] // 2 * 2))
    if not found:
        return ""
    kinds = {each.kind: [other.where for other in found if other.kind == each.kind] for each in found}
    told = [f"# {each.sentence}" for each in found]
    tables = [f"# {kind} = [{', '.join(map(quoted, places))}]" for kind, places in kinds.items()]
    first = "# What can't be made equal. Mend the videos, or say that you know by removing the # of the lines below."
    return "\n".join([first, *told, "# [acknowledged]", *tables])
