"""The rule of watching, with a clock of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.questionnaire.playback import NotWatchedError, check, read
from evalsite.recruitment.simulation.participant import record
from face.documents import Document


def judge(beats: str, *, length: float, elapsed: float) -> None:
    check(read(beats), length=length, begun=1000.0, now=1000.0 + elapsed)


def written(*beats: tuple[int, int, str]) -> str:
    return '{"beats": [' + ", ".join(f'[{media}, {clock}, "{event}"]' for media, clock, event in beats) + "]}"


@given(length=st.floats(0.1, 300), spare=st.floats(0, 3600))
def test_whoever_watches_is_believed_however_slow_the_line(length, spare):
    judge(record(length), length=length, elapsed=length + spare)


@given(
    length=st.floats(1, 100),
    pauses=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20_000)), max_size=5),
)
def test_stalls_and_hidden_tabs_are_not_held_against_anybody(length, pauses):
    whole, lost, beats = round(length * 1000), 0, [(0, 0, "play")]
    for share, pause in sorted(pauses):
        media = int(share * whole)
        beats += [(media, media + lost, "stall"), (media, media + lost + pause, "beat")]
        lost += pause
    judge(written(*beats, (whole, whole + lost, "ended")), length=length, elapsed=length + lost / 1000 + 0.2)


@given(length=st.floats(1, 100), share=st.floats(0, 0.97))
def test_nobody_is_believed_before_the_video_can_have_ended(length, share):
    with pytest.raises(NotWatchedError, match="before"):
        judge(record(length), length=length, elapsed=share * length)


@given(length=st.floats(2, 100), rate=st.floats(1.09, 16))
def test_fast_playback_is_seen(length, rate):
    media, clock = round(length * 1000), round(length * 1000 / rate)
    with pytest.raises(NotWatchedError, match="fast"):
        judge(written((0, 0, "play"), (media, clock, "ended")), length=length, elapsed=length * 2)


FALSE = {
    "skipped": [(0, 0, "play"), (400, 400, "beat"), (2900, 500, "beat"), (3000, 3000, "ended")],
    "beginning": [(1500, 0, "play"), (3000, 1500, "ended")],
    "end": [(0, 0, "play"), (2500, 2500, "ended")],
    "never ended": [(0, 0, "play"), (3000, 3000, "beat")],
    "media backwards": [(0, 0, "play"), (2000, 2000, "beat"), (1000, 2500, "beat"), (3000, 4000, "ended")],
    "clock backwards": [(0, 0, "play"), (2000, 2000, "beat"), (2500, 1000, "beat"), (3000, 4000, "ended")],
    "clock ahead": [(0, 0, "play"), (3000, 9000, "ended")],
}


@pytest.mark.parametrize("beats", FALSE.values(), ids=FALSE)
def test_records_that_do_not_show_a_whole_playback(beats):
    with pytest.raises(NotWatchedError):
        judge(written(*beats), length=3.0, elapsed=5.0)


def test_a_record_is_a_document():
    assert isinstance(read(record(1.0)), Document)
    with pytest.raises(NotWatchedError):
        read('{"beats": [[0, 0, "play"], [-1, 5, "ended"]]}')
