"""Checks that a video was watched to its end, at normal speed, by the server's clock."""

from itertools import pairwise
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field, ValidationError

from face.documents import Document

MIN_COVERAGE: Final = 0.98
"""Share of the video that must have been played."""
MAX_SPEED: Final = 1.05
CLOCK_TOLERANCE: Final = 1.0
"""Seconds by which the page's clock may be ahead of the server's."""
TOTAL_JITTER: Final = 0.05
EVENT_JITTER: Final = 0.25
"""Seconds by which a browser may report its position late, over the whole video and between two events."""

MILLISECONDS: Final = 1000


class NotWatchedError(ValueError):
    """The record does not show a complete playback at normal speed; the text says why."""


Count = Annotated[int, Field(ge=0, le=10**9)]


class PlaybackEvent(NamedTuple):
    """An event, the position in the video, and the page's clock since the start; both in milliseconds."""

    media: Count
    clock: Count
    event: Literal["play", "progress", "pause", "hidden", "stall", "seek", "rate", "ended"]


class Playback(Document):
    """What the page recorded while the video played for the first time."""

    events: Annotated[tuple[PlaybackEvent, ...], Field(min_length=2, max_length=5000)]
    replays: Annotated[int, Field(ge=0, le=10_000)] = 0
    frames: Count = 0
    dropped: Count = 0


def parse(text: str) -> Playback:
    """Return the record that a page posted; raise NotWatchedError if it is not valid."""
    try:
        return Playback.model_validate_json(text)
    except ValidationError:
        raise NotWatchedError("there is no record of the playback") from None


def check(playback: Playback, *, length: float, started_at: float, now: float) -> None:
    """Raise NotWatchedError unless a video of `length` seconds was played to its end.

    `started_at` is when the server issued the play token, `now` when the answer came, both in seconds by the server's
    clock. A slow connection only makes the time between them longer, which is always accepted.
    """
    elapsed = now - started_at
    if elapsed < MIN_COVERAGE * length:
        raise NotWatchedError("the answer came before the video can have ended")
    _check_order(playback.events)
    _check_coverage(playback.events, length)
    _check_speed(playback.events)
    if playback.events[-1].clock / MILLISECONDS > elapsed + CLOCK_TOLERANCE:
        raise NotWatchedError("the page's clock runs ahead of the server's")


def _check_order(events: tuple[PlaybackEvent, ...]) -> None:
    if any(late.media < early.media or late.clock < early.clock for early, late in pairwise(events)):
        raise NotWatchedError("the record runs backwards")


def _check_coverage(events: tuple[PlaybackEvent, ...], length: float) -> None:
    first, last = events[0], events[-1]
    if first.media / MILLISECONDS > (1 - MIN_COVERAGE) * length + EVENT_JITTER:
        raise NotWatchedError("the record does not start at the beginning")
    if last.event != "ended" or last.media / MILLISECONDS < MIN_COVERAGE * length:
        raise NotWatchedError("the record does not reach the end")


def _check_speed(events: tuple[PlaybackEvent, ...]) -> None:
    if _excess_seconds(events[0], events[-1]) > TOTAL_JITTER:
        raise NotWatchedError("the video played too fast")
    if any(_excess_seconds(early, late) > EVENT_JITTER for early, late in pairwise(events)):
        raise NotWatchedError("a part of the video was skipped")


def _excess_seconds(early: PlaybackEvent, late: PlaybackEvent) -> float:
    """Return how many seconds more were played than the clock allows."""
    return ((late.media - early.media) - MAX_SPEED * (late.clock - early.clock)) / MILLISECONDS
