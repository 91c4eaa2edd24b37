"""Notes: what was assumed, repaired or left out while the files of a video were read, for those who must know it."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from evalsite.stimuli.models import Stimulus

MAX_PLACES: Final = 3


class NoteGroup(NamedTuple):
    """One note, and the videos about which it is."""

    sentence: str
    places: tuple[str, ...]


def group_notes(notes: Mapping[str, Iterable[str]]) -> list[NoteGroup]:
    """Return each note once, in the order of its first video; `notes` holds those of each video by its label."""
    places: dict[str, list[str]] = {}
    for label, sentences in notes.items():
        for sentence in dict.fromkeys(sentences):
            places.setdefault(sentence, []).append(label)
    return [NoteGroup(sentence, tuple(labels)) for sentence, labels in places.items()]


def add_notes(stimulus: Stimulus, sentences: Iterable[str]) -> None:
    """Add those notes that a stimulus does not have yet: it may be made from several files of the same content."""
    merged = list(dict.fromkeys([*stimulus.notes, *sentences]))
    if merged != stimulus.notes:
        stimulus.notes = merged
        stimulus.save(update_fields=["notes"])


def stimulus_notes(stimulus: Stimulus) -> list[str]:
    """Return all notes of a stimulus, with those of its recording and of its imported video."""
    recorded = stimulus.recording.video_notes if stimulus.recording and not stimulus.is_silent else ()
    measured = stimulus.imported_video.measurement if stimulus.imported_video else {}
    return list(dict.fromkeys([*recorded, *stimulus.notes, *measured.get("notes", ())]))


def print_notes(notes: Mapping[str, Iterable[str]]) -> None:
    """Print the notes of each video, by its label, to standard error, so that output in JSON stays JSON."""
    for sentence, places in group_notes(notes):
        print(f"{list_places(places)}: {sentence}", file=sys.stderr)  # noqa: T201 - part of a command


def list_places(places: Sequence[str]) -> str:
    """Return the labels in one line, without the later ones of a long list."""
    more = len(places) - MAX_PLACES
    return ", ".join(places[:MAX_PLACES]) + (f" and {more} more" if more > 0 else "")
