"""The table of playbacks: how each video really played, one row per trial, and the codebook of its columns."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from analysis.csv_format import format_csv


class TrialPlayback(NamedTuple):
    """How the video of one trial played; times in s, None where it is not known.

    `rater` and `position` identify the trial and join the row with the ratings. `begin` counts from the moment at which
    the participant began with the videos. Shares, counts and lost times are those of the first complete playback; later
    ones are `replays`.
    """

    rater: str
    position: int
    kind: str
    clip: str
    condition: str
    questions: str
    valid: bool
    simulated: bool
    begin: float | None = None
    seconds: float | None = None
    video_seconds: float | None = None
    playback_seconds: float | None = None
    played_share: float | None = None
    stalls: int | None = None
    stall_seconds: float | None = None
    hidden: int | None = None
    hidden_seconds: float | None = None
    pauses: int | None = None
    pause_seconds: float | None = None
    seeks: int | None = None
    frames: int | None = None
    dropped_frames: int | None = None
    replays: int | None = None


_UNKNOWN: Final = "empty: not known"

PLAYBACK_COLUMNS: Final = {
    "rater": ("a participant's code", "as in ratings.csv"),
    "position": ("position of the trial among the rater's trials", "as in ratings.csv; practice ends at 0"),
    "kind": ("purpose of the trial", "main, repeat (analysed); practice, gold, instructed"),
    "clip": ("the recording that the video shows", "any label"),
    "condition": ("the way in which the video was made from the recording", "any label"),
    "questions": ("names of the questions that were asked", "separated by semicolons"),
    "valid": ("whether the server accepted the playback as complete", "0 no, 1 yes"),
    "simulated": ("whether a script gave the answer", "0 no, 1 yes"),
    "begin": ("start of the playback, after the participant began with the videos", f"seconds; {_UNKNOWN}"),
    "seconds": ("from the start of the playback to the answer", f"seconds; {_UNKNOWN}"),
    "video_seconds": ("length of the video", f"seconds; {_UNKNOWN}"),
    "playback_seconds": ("from the start to the end of the first complete playback", f"seconds; {_UNKNOWN}"),
    "played_share": ("share of the video that was played the first time", f"0 to 1; {_UNKNOWN}"),
    "stalls": ("times that the video waited for data", f"count; {_UNKNOWN}"),
    "stall_seconds": ("time lost in them", f"seconds; {_UNKNOWN}"),
    "hidden": ("times that the page was hidden while the video played, which pauses it", f"count; {_UNKNOWN}"),
    "hidden_seconds": ("from hiding the page until the video went on", f"seconds; {_UNKNOWN}"),
    "pauses": ("times that the video was paused in another way", f"count; {_UNKNOWN}"),
    "pause_seconds": ("time that it was paused", f"seconds; {_UNKNOWN}"),
    "seeks": ("attempts to jump within the video, which the page undid", f"count; {_UNKNOWN}"),
    "frames": ("frames that the browser presented or dropped, replays included", f"count; {_UNKNOWN}"),
    "dropped_frames": ("frames of them that the browser dropped", f"count; {_UNKNOWN}"),
    "replays": ("times that the video was played again before the answer", f"count; {_UNKNOWN}"),
}
"""Meaning and values of each column, in the order of the table."""


def playback_cells(row: TrialPlayback) -> tuple[object, ...]:
    """Return a row's cells, marks as 0 and 1."""
    return tuple(int(value) if isinstance(value, bool) else value for value in row)


def format_playback_csv(rows: Iterable[TrialPlayback]) -> str:
    """Return the table as CSV, in the order of the rows."""
    return format_csv([dict(zip(row._fields, map(_rounded, playback_cells(row)), strict=True)) for row in rows])


def _rounded(value: object) -> object:
    """Round times and shares, as the site's own download does."""
    return f"{value:.3f}" if isinstance(value, float) else value
