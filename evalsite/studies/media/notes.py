"""Notes on a study's videos: what is made equal, and what was assumed or repaired while the files were read.

Equal notes on many videos are one sentence, so that a person reads all of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from analysis.cells import Cell
from evalsite.studies.document.differences import Difference, video_label
from evalsite.studies.media.cell_sources import CellSources
from evalsite.studies.media.media_plan import MediaPlan, held_seconds
from evalsite.studies.media.picture_differences import RULES, find_peculiarities, is_shared

MAX_NAMED_VIDEOS: Final = 3
"""More videos with the same note are counted instead of named."""
MIN_HELD_FRAMES: Final = 0.5


def plan_notes(sources: CellSources, plan: MediaPlan) -> list[str]:
    """Return what is made equal, where videos were made elsewhere."""
    if not sources.videos:
        return []
    return [
        format_note(sources, plan),
        *_shared_peculiarities(sources, plan),
        *_rate_notes(sources, plan),
        *_padding_notes(sources, plan),
    ]


def format_note(sources: CellSources, plan: MediaPlan) -> str:
    """Return the size and rate of all videos, and how many conditions are enlarged for it."""
    width, height = plan.format.size
    shown = f"all videos are shown at {width}x{height} with {plan.format.fps} frames per second"
    factors: dict[str, float] = defaultdict(float)
    for cell, video in sources.videos.items():
        factors[cell.condition] = max(factors[cell.condition], plan.format.enlargement(video))
    enlarged = [f"{name} by {factor:.2f}" for name, factor in factors.items() if factor > 1.01]
    if not enlarged:
        return shown
    conditions = {cell.condition for cell in sources.lengths}
    verb = "is" if len(enlarged) == 1 else "are"
    return f"{shown}; {len(enlarged)} of {len(conditions)} conditions {verb} enlarged ({', '.join(enlarged)})"


def grouped_notes(notes: Mapping[Cell, Sequence[str]], cells: Collection[Cell]) -> list[str]:
    """Return each note once, after the videos that it is about, where `cells` are all videos of the study."""
    places: dict[str, list[Cell]] = defaultdict(list)
    for cell, sentences in notes.items():
        for sentence in dict.fromkeys(sentences):
            places[sentence].append(cell)
    return [f"{describe_cells(found, cells)}: {sentence}" for sentence, found in places.items()]


class DifferenceGroup(NamedTuple):
    """The same difference of several videos, or one difference, in one sentence; `cells` is empty for a clip."""

    sentence: str
    differences: list[Difference]
    cells: list[Cell]


def difference_groups(differences: Iterable[Difference], cells: Collection[Cell]) -> list[DifferenceGroup]:
    """Return the differences, those of many videos of the study's `cells` that say the same together."""
    by_label = {video_label(cell): cell for cell in cells}
    groups: dict[tuple[str, ...], list[Difference]] = defaultdict(list)
    for each in differences:
        words = each.sentence.removeprefix(f"{each.where} ")
        groups[(each.kind, words) if each.where in by_label else (each.kind, words, each.where)].append(each)
    return [
        _difference_group(found, [by_label[each.where] for each in found if each.where in by_label], cells)
        for found in groups.values()
    ]


def _difference_group(differences: list[Difference], found: list[Cell], cells: Collection[Cell]) -> DifferenceGroup:
    first = differences[0]
    words = first.sentence.removeprefix(f"{first.where} ")
    sentence = f"{describe_cells(found, cells)}: each {words}" if len(differences) > 1 else first.sentence
    return DifferenceGroup(sentence, differences, found)


def describe_cells(found: Collection[Cell], cells: Collection[Cell]) -> str:
    """Return which of a study's videos are meant: all, all of some conditions, a few by name, or how many."""
    if len(found) == len(cells):
        return f"all {len(cells)} videos"
    whole = [
        condition
        for condition in dict.fromkeys(cell.condition for cell in found)
        if all(cell in found for cell in cells if cell.condition == condition)
    ]
    rest = [cell for cell in found if cell.condition not in whole]
    named = [f"all videos of {condition}" for condition in whole]
    if len(rest) <= MAX_NAMED_VIDEOS:
        return ", ".join([*named, *map(video_label, rest)])
    counts: dict[str, int] = defaultdict(int)
    for cell in rest:
        counts[cell.condition] += 1
    return ", ".join([*named, *(f"{count} videos of {condition}" for condition, count in counts.items())])


def _shared_peculiarities(sources: CellSources, plan: MediaPlan) -> Iterator[str]:
    for kind in RULES:
        found = find_peculiarities(kind, sources, plan.format)
        if found and is_shared(found, sources):
            yield f"every video {next(iter(found.values())).words}"


def _rate_notes(sources: CellSources, plan: MediaPlan) -> Iterable[str]:
    uneven = find_peculiarities("frame_rate", sources, plan.format)
    notes = {
        cell: [f"{video.fps:.4g} → {plan.format.fps} frames per second"]
        for cell, video in sources.videos.items()
        if cell not in uneven and abs(video.fps - plan.format.fps) > 0.01
    }
    return grouped_notes(notes, sources.lengths)


def _padding_notes(sources: CellSources, plan: MediaPlan) -> Iterator[str]:
    """Yield for how long each condition's pictures are held and silence follows its sounds."""
    for position, words in enumerate(("the last picture is held", "silence is added")):
        longest: dict[str, float] = defaultdict(float)
        for cell in sources.lengths:
            longest[cell.condition] = max(longest[cell.condition], held_seconds(plan, sources, cell)[position])
        held = [
            f"{name} by up to {each:.2f} s"
            for name, each in longest.items()
            if each * plan.format.fps >= MIN_HELD_FRAMES
        ]
        if held:
            yield f"so that the videos of a clip are equally long, {words}: {', '.join(held)}"
