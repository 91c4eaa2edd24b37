"""From a folder `DIR/<condition>/<clip>.mp4` to a study file: conditions, clips, size, rate and planned contrasts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from analysis.cells import Cell
from evalsite.stimuli import identifiers, imports
from evalsite.stimuli.clip_folders import VIDEO_EXTENSIONS, list_folder, read_clip_folder
from evalsite.studies.document.render_table import RenderTable
from evalsite.studies.media import acknowledgements, video_sources
from evalsite.studies.media.cell_sources import CellSources, video_length
from evalsite.studies.media.equivalence_checks import find_differences
from evalsite.studies.media.errors import ErrorList, check_case
from evalsite.studies.media.media_plan import MediaPlan, plan_media
from evalsite.studies.media.notes import difference_groups, format_note
from evalsite.studies.media.picture_format import choose_picture_format
from evalsite.studies.media.previews import PreviewedVideo
from evalsite.studies.media.stored_findings import sheet_of_conditions
from evalsite.studies.presets import quote_toml, with_study_name
from face.documents import validate_document
from face.errors import InputError
from face.progress import ProgressCallback, no_progress, subrange

REPLACED_TABLES: Final = ("[[conditions]]", "[[clips]]", "[analysis.contrasts]", "[render]", "[acknowledged]")
CONDITION_DEPENDENT_TABLES: Final = ("[[practice]]", "[[checks]]")
"""Left out where they name one of the preset's own conditions."""

PREAMBLE: Final = """\
# A study of your own videos. Read it through, above all the questions: they are those of a preset.
# Every key that is left out has a default; `manage.py study check FILE` names mistakes and how to correct them.

"""
"""In place of a preset's own, which may promise what is left out."""

MIN_CONDITIONS: Final = 2

VideoFiles = Mapping[str, Mapping[str, Path]]
"""Condition → clip → file."""


def read_video_folder(folder: Path) -> VideoFiles:
    """Return the videos of a folder by condition and clip; clips' names that differ only in case are one clip.

    Raises
    ------
    InputError
        If there are fewer than two conditions, a name is no label, or a condition lacks clips; all mistakes are named.
    """
    folders = [path for path in list_folder(folder) if path.is_dir()]
    if len(folders) < MIN_CONDITIONS:
        raise InputError(f"{folder} contains {len(folders)} conditions; give it a folder for each, at least two")
    errors = ErrorList()
    videos: dict[str, dict[str, Path]] = {}
    spellings: dict[str, str] = {}
    for path in folders:
        with errors.collect():
            identifiers.validate_label(path.name, where=f"{folder}, condition ")
            if not path.resolve().is_relative_to(folder.resolve()):
                raise InputError(f"{path} is a link that leads out of {folder}; copy the folder there")
            read = read_clip_folder(path, VIDEO_EXTENSIONS)
            for mistake in read.mistakes:
                errors.add(mistake)
            videos[path.name] = {spellings.setdefault(clip.casefold(), clip): file for clip, file in read.files.items()}
    check_case(videos, errors)
    clips = sorted(set().union(*videos.values()))
    missing = [f"{condition}/{clip}" for condition, files in videos.items() for clip in clips if clip not in files]
    if missing:
        errors.add(f"{folder} lacks {', '.join(missing)}; every condition needs a video of every clip")
    errors.raise_all()
    return {condition: {clip: files[clip] for clip in clips} for condition, files in videos.items()}


@dataclass(frozen=True)
class FolderOptions:
    """What a person chooses for a study of a folder's videos.

    Attributes
    ----------
    reference
        The condition that all others are compared with; empty: all pairs are compared.
    fit, crop
        Keys of the study file's table `[render]`.
    """

    reference: str = ""
    fit: str | None = None
    crop: bool = False


@dataclass(frozen=True)
class NewStudyFile:
    """The text of a study file, and how its videos will be shown: a sentence, and a picture of each condition (PNG)."""

    text: str
    shown: str = ""
    sheet: bytes | None = None


def study_file_from_videos(
    preset: str,
    *,
    name: str,
    folder: Path,
    options: FolderOptions = FolderOptions(),
    progress: ProgressCallback = no_progress,
) -> NewStudyFile:
    """Return a study file: the preset's questions and protocol, the folder's conditions and clips.

    `preset` is the text of another study file.

    Raises
    ------
    InputError
        If the folder lacks videos, one can't be read, or the reference is none of the conditions.
    """
    videos = read_video_folder(folder)
    if options.reference and options.reference not in videos:
        raise InputError(f"--reference: there is no condition {options.reference}; choose from {', '.join(videos)}")
    paths = {Cell(condition, clip): path for condition, files in videos.items() for clip, path in files.items()}
    sources = _sources_of_videos(paths, subrange(progress, 0, 0.95))
    render = validate_document({"fit": options.fit, "crop": options.crop}, RenderTable, source="--fit")
    plan = plan_media(sources, choose_picture_format(render, list(sources.videos.values())))
    shown = format_note(sources, plan)
    tables = PREAMBLE + _without_replaced_tables(preset)
    kept = _without_preset_numbers(tables, name=name, videos=len(sources.videos))
    parts = [
        kept.rstrip() + "\n",
        *_condition_tables(videos, folder, options.reference),
        *_clip_tables(videos),
        _render_table(options, shown),
        _contrasts_table(list(videos), options.reference),
        _acknowledged_comments(sources, plan),
    ]
    previewed = {cell: PreviewedVideo(paths[cell], video) for cell, video in sources.videos.items()}
    return NewStudyFile("\n".join(parts).rstrip() + "\n", shown, sheet_of_conditions(previewed, plan.format))


def _sources_of_videos(paths: Mapping[Cell, Path], progress: ProgressCallback) -> CellSources:
    errors = ErrorList()
    measured = video_sources.measure_videos(paths, errors, progress)
    errors.raise_all()
    properties = {cell: imports.video_measurement(source.video) for cell, source in measured.items()}
    lengths = {cell: video_length(video) for cell, video in properties.items()}
    return CellSources(videos=properties, lengths=lengths, recordings={})


def _without_replaced_tables(text: str) -> str:
    """Return a study file's tables without those that the folder determines, each with the comments before it."""
    _, *tables = _split_tables(text)
    return "".join(table for table in tables if not _is_replaced(re.sub(r"(?m)^#.*\n", "", table)))


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


def _render_table(options: FolderOptions, shown: str) -> str:
    fit = f"fit = {quote_toml(options.fit)}" if options.fit else '# fit = "smallest"  # or "largest", or "WIDTHxHEIGHT"'
    crop = "crop = true" if options.crop else "# crop = true  # cut off what another aspect ratio has too much"
    return f"# {shown[0].upper()}{shown[1:]}.\n[render]\n{fit}\n{crop}\n"


def _contrasts_table(conditions: list[str], reference: str) -> str:
    others = [name for name in conditions if name != reference]
    pairs = [(name, reference) for name in others] if reference else list(combinations(conditions, 2))
    lines = [f"{quote_toml(f'{a} − {b}')} = {{{quote_toml(a)} = 1, {quote_toml(b)} = -1}}" for a, b in pairs]
    return "\n".join(["# The planned contrasts; everything else is exploratory.", "[analysis.contrasts]", *lines, ""])


def _acknowledged_comments(sources: CellSources, plan: MediaPlan) -> str:
    """Return, as comments, a table of all differences that must be acknowledged before the study can open."""
    differences = find_differences(sources, plan.format)
    if not differences:
        return ""
    table = acknowledgements.acknowledgement(differences, sources.lengths)
    return "\n".join(
        [
            "# These differences can't be removed. Correct the videos, or accept the differences: remove the # of the",
            "# lines from [acknowledged] on.",
            *(f"# {group.sentence}" for group in difference_groups(differences, sources.lengths)),
            *(f"# {line}" for line in acknowledgements.acknowledgement_lines(table)),
        ]
    )
