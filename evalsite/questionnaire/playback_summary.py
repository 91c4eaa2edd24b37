"""Counts and lost times of a playback record: stalls, hidden time and pauses of the first complete playback."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from evalsite.questionnaire.playback import MILLISECONDS, Playback, PlaybackEvent

InterruptionKind = Literal["stall", "hidden", "pause"]
INTERRUPTIONS: Final[tuple[InterruptionKind, ...]] = ("stall", "hidden", "pause")


@dataclass(frozen=True)
class Interruption:
    """A time in which the video did not go on; `seconds` is what was lost."""

    kind: InterruptionKind
    seconds: float


@dataclass(frozen=True)
class PlaybackSummary:
    """What a record says of the first complete playback.

    `seconds` is the time from its start to its end by the page's clock, `share` the part of the video that was played.
    """

    seconds: float
    share: float | None
    interruptions: tuple[Interruption, ...]
    seeks: int

    def count(self, kind: InterruptionKind) -> int:
        """Return how often the playback was interrupted in this way."""
        return sum(each.kind == kind for each in self.interruptions)

    def lost_seconds(self, kind: InterruptionKind) -> float:
        """Return the time lost in interruptions of this kind, s."""
        return sum(each.seconds for each in self.interruptions if each.kind == kind)


def summarise(playback: Playback, *, length: float) -> PlaybackSummary:
    """Summarise the record of a video of `length` seconds; the share is None if the length is not known."""
    first, last = playback.events[0], playback.events[-1]
    played = (last.media - first.media) / MILLISECONDS
    return PlaybackSummary(
        seconds=(last.clock - first.clock) / MILLISECONDS,
        share=min(played / length, 1.0) if length > 0 else None,
        interruptions=tuple(_interruptions(playback.events)),
        seeks=sum(event.event == "seek" for event in playback.events),
    )


def _interruptions(events: tuple[PlaybackEvent, ...]) -> list[Interruption]:
    """Return the interruptions: each lasts from its first event to the next event at which the video goes on.

    Hiding the page pauses the video, so one interruption can have several events; then hiding is its cause.
    """
    found = []
    begin, kinds = events[0], set[str]()
    for early, late in pairwise(events):
        if early.event in INTERRUPTIONS:
            begin = begin if kinds else early
            kinds.add(early.event)
        if kinds and late.event not in (*INTERRUPTIONS, "seek", "rate"):
            found.append(Interruption(_cause(kinds), _lost_seconds(begin, late)))
            kinds = set()
    return found


def _cause(kinds: set[str]) -> InterruptionKind:
    return next(kind for kind in ("hidden", "pause", "stall") if kind in kinds)


def _lost_seconds(begin: PlaybackEvent, end: PlaybackEvent) -> float:
    return max((end.clock - begin.clock) - (end.media - begin.media), 0) / MILLISECONDS
