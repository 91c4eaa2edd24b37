"""The rule by which a trial counts as watched: to its end, at normal speed, and by the server's own clock."""

from itertools import pairwise
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field, ValidationError

from face.documents import Document

COVERED: Final = 0.98
FASTEST: Final = 1.05
CLOCKS_APART: Final = 1.0
"""Seconds by which the page's clock may be ahead of the server's."""
JITTER: Final = 0.05
JITTER_BETWEEN_BEATS: Final = 0.25
"""Seconds by which a browser's report of its position may be late."""

MILLISECONDS: Final = 1000


class NotWatchedError(ValueError):
    """The record does not show a whole playback at normal speed; the text says why."""


Count = Annotated[int, Field(ge=0, le=10**9)]


class Beat(NamedTuple):
    """Where the video was, by the page's clock since it began to play; both in milliseconds."""

    media: Count
    clock: Count
    event: Literal["play", "beat", "pause", "hidden", "stall", "seek", "rate", "ended"]


class Playback(Document):
    """What the page noted while the video played for the first time."""

    beats: Annotated[tuple[Beat, ...], Field(min_length=2, max_length=5000)]
    replays: Annotated[int, Field(ge=0, le=10_000)] = 0
    frames: Count = 0
    dropped: Count = 0


def read(text: str) -> Playback:
    """Return the record that a page posted; raise NotWatchedError if it is none."""
    try:
        return Playback.model_validate_json(text)
    except ValidationError:
        raise NotWatchedError("there is no record of the playback") from None


def check(playback: Playback, *, length: float, begun: float, now: float) -> None:
    """Raise NotWatchedError unless a video of `length` seconds was played to its end between `begun` and `now`.

    `begun` is when the server gave the play token, `now` when the answer came, both in seconds by its own clock. A slow
    line only makes the time between them longer, which is never held against anybody.
    """
    elapsed = now - begun
    if elapsed < COVERED * length:
        raise NotWatchedError("the answer came before the video can have ended")
    _check_order(playback.beats)
    _check_whole(playback.beats, length)
    _check_speed(playback.beats)
    if playback.beats[-1].clock / MILLISECONDS > elapsed + CLOCKS_APART:
        raise NotWatchedError("the page's clock runs ahead of the server's")


def _check_order(beats: tuple[Beat, ...]) -> None:
    if any(late.media < early.media or late.clock < early.clock for early, late in pairwise(beats)):
        raise NotWatchedError("the record runs backwards")


def _check_whole(beats: tuple[Beat, ...], length: float) -> None:
    missing = 1 - COVERED
    if beats[0].media / MILLISECONDS > missing * length + JITTER_BETWEEN_BEATS:
        raise NotWatchedError("the record does not start at the beginning")
    if beats[-1].event != "ended" or beats[-1].media / MILLISECONDS < COVERED * length:
        raise NotWatchedError("the record does not reach the end")


def _check_speed(beats: tuple[Beat, ...]) -> None:
    if _surplus(beats[0], beats[-1]) > JITTER:
        raise NotWatchedError("the video played too fast")
    if any(_surplus(early, late) > JITTER_BETWEEN_BEATS for early, late in pairwise(beats)):
        raise NotWatchedError("a part of the video was skipped")


def _surplus(early: Beat, late: Beat) -> float:
    """Return how many seconds more were played than the clock allows."""
    return ((late.media - early.media) - FASTEST * (late.clock - early.clock)) / MILLISECONDS
