"""From a folder `DIR/<condition>/<clip>.mp4` to a study file: conditions, clips, size, rate and planned contrasts."""

import re
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Final

from analysis.cells import Cell
from evalsite.stimuli import identifiers, imports
from evalsite.studies.media.equivalence_checks import find_differences
from evalsite.studies.presets import quote_toml, with_study_name
from face.errors import InputError
from renderer.normalize.measurement import VideoProperties
from renderer.settings import MAX_FPS, MIN_FPS

REPLACED_TABLES: Final = ("[[conditions]]", "[[clips]]", "[analysis.contrasts]", "[render]", "[acknowledged]")
CONDITION_DEPENDENT_TABLES: Final = ("[[practice]]", "[[checks]]")
"""Left out where they name one of the preset's own conditions."""

MIN_CONDITIONS: Final = 2

VideoFiles = Mapping[str, Mapping[str, Path]]
"""Condition → clip → file."""


def read_video_folder(folder: Path) -> VideoFiles:
    """Return the videos of a folder by condition and clip.

    Raises
    ------
    InputError
        If there are fewer than two conditions, a name is no label, or a condition lacks clips (all are named).
    """
    folders = [path for path in sorted(_list_folder(folder)) if path.is_dir() and not path.name.startswith(".")]
    if len(folders) < MIN_CONDITIONS:
        raise InputError(f"{folder} contains {len(folders)} conditions; give it a folder for each, at least two")
    for path in folders:
        identifiers.validate_label(path.name, where=f"{folder}, condition ")
        if not path.resolve().is_relative_to(folder.resolve()):
            raise InputError(f"{path} is a link that leads out of {folder}; copy the folder there")
    videos = {path.name: imports.files_by_clip(path) for path in folders}
    clips = sorted(set().union(*videos.values()))
    missing = [f"{condition}/{clip}" for condition, files in videos.items() for clip in clips if clip not in files]
    if missing:
        raise InputError(f"{folder} lacks {', '.join(missing)}; every condition needs a video of every clip")
    return videos


def _list_folder(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder} can't be read as a folder ({error.strerror}); check the path") from None


def study_file_from_videos(preset: str, *, name: str, folder: Path, reference: str = "") -> str:
    """Return the text of a study file: the preset's questions and protocol, the folder's conditions and clips.

    `preset` is the text of another study file. With a `reference` every other condition is compared with it, without
    one all pairs are compared.

    Raises
    ------
    InputError
        If the folder lacks videos, one can't be read, or the reference is none of the conditions.
    """
    videos = read_video_folder(folder)
    if reference and reference not in videos:
        raise InputError(f"--reference: there is no condition {reference}; choose from {', '.join(videos)}")
    measurements = {
        Cell(condition, clip): imports.video_measurement(imports.register_video(path))
        for condition, files in videos.items()
        for clip, path in files.items()
    }
    kept = _without_preset_numbers(_without_replaced_tables(preset), name=name, videos=len(measurements))
    parts = [
        kept.rstrip() + "\n",
        *_condition_tables(videos, folder, reference),
        *_clip_tables(videos),
        _render_table(measurements),
        _contrasts_table(list(videos), reference),
        _acknowledged_comments(measurements),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _without_replaced_tables(text: str) -> str:
    """Return a study file's text without the tables that the folder determines and the comments before them."""
    return "".join(table for table in _split_tables(text) if not _is_replaced(re.sub(r"(?m)^#.*\n", "", table)))


def _split_tables(text: str) -> list[str]:
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


def _without_preset_numbers(text: str, *, name: str, videos: int) -> str:
    """Return a study file's text under another name, without numbers that only fit the preset's videos."""
    text = re.sub(r"(?m)^(clips|trials_per_rater|ratings_per_cell) = \d+\n", "", with_study_name(text, name))
    return re.sub(r"(?m)^repeats = (\d+)$", lambda match: f"repeats = {min(int(match[1]), videos // 2)}", text)


def _is_replaced(table: str) -> bool:
    header = table.partition("\n")[0].strip()
    names_condition = re.search(r"^condition\s*=", table, re.MULTILINE)
    return header in REPLACED_TABLES or (header in CONDITION_DEPENDENT_TABLES and names_condition is not None)


def _condition_tables(videos: VideoFiles, folder: Path, reference: str) -> list[str]:
    roles = {name: '\nrole = "reference"' if name == reference else "" for name in videos}
    return [
        f"[[conditions]]\nname = {quote_toml(name)}\nvideos = {quote_toml((folder / name).as_posix())}{roles[name]}\n"
        for name in videos
    ]


def _clip_tables(videos: VideoFiles) -> list[str]:
    return [f"[[clips]]\nname = {quote_toml(clip)}\n" for clip in next(iter(videos.values()))]


def _smallest_size(measurements: Mapping[Cell, VideoProperties]) -> tuple[int, int]:
    """Return the largest size to which no video must be enlarged; both sides are even, as the encoder needs."""
    width, height = min((video.size for video in measurements.values()), key=lambda size: size[0] * size[1])
    return width // 2 * 2, height // 2 * 2


def _render_table(measurements: Mapping[Cell, VideoProperties]) -> str:
    width, height = _smallest_size(measurements)
    fps = min(max(round(video.fps), MIN_FPS) for video in measurements.values())
    return f"# What all videos share.\n[render]\nsize = [{width}, {height}]\nfps = {min(fps, MAX_FPS)}\n"


def _contrasts_table(conditions: list[str], reference: str) -> str:
    others = [name for name in conditions if name != reference]
    pairs = [(name, reference) for name in others] if reference else list(combinations(conditions, 2))
    lines = [f"{quote_toml(f'{a} − {b}')} = {{{quote_toml(a)} = 1, {quote_toml(b)} = -1}}" for a, b in pairs]
    return "\n".join(["# The planned contrasts; everything else is exploratory.", "[analysis.contrasts]", *lines, ""])


def _acknowledged_comments(measurements: Mapping[Cell, VideoProperties]) -> str:
    """Return, as comments, a table of all differences that must be acknowledged before the study can open."""
    seconds = {cell: video.seconds for cell, video in measurements.items()}
    differences = find_differences(measurements, seconds, _smallest_size(measurements))
    if not differences:
        return ""
    places = {each.kind: [other.where for other in differences if other.kind == each.kind] for each in differences}
    return "\n".join(
        [
            "# These differences can't be removed. Correct the videos, or accept the differences: remove the # of the",
            "# lines from [acknowledged] on.",
            *(f"# {each.sentence}" for each in differences),
            "# [acknowledged]",
            *(f"# {kind} = [{', '.join(map(quote_toml, where))}]" for kind, where in places.items()),
        ]
    )
