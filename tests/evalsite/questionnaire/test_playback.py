"""Checks of the playback record against the server's clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.questionnaire.playback import NotWatchedError, check, parse
from evalsite.recruitment.simulation.participant import playback_record
from face.documents import Document


def check_record(record: str, *, length: float, elapsed: float) -> None:
    check(parse(record), length=length, started_at=1000.0, now=1000.0 + elapsed)


def record_of(*events: tuple[int, int, str]) -> str:
    return '{"events": [' + ", ".join(f'[{media}, {clock}, "{event}"]' for media, clock, event in events) + "]}"


@given(length=st.floats(0.1, 300), spare=st.floats(0, 3600))
def test_a_complete_playback_is_accepted_on_any_connection(length, spare):
    check_record(playback_record(length), length=length, elapsed=length + spare)


@given(
    length=st.floats(1, 100),
    pauses=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20_000)), max_size=5),
)
def test_stalls_and_pauses_are_accepted(length, pauses):
    whole, lost, events = round(length * 1000), 0, [(0, 0, "play")]
    for share, pause in sorted(pauses):
        media = int(share * whole)
        events += [(media, media + lost, "stall"), (media, media + lost + pause, "progress")]
        lost += pause
    check_record(record_of(*events, (whole, whole + lost, "ended")), length=length, elapsed=length + lost / 1000 + 0.2)


@given(length=st.floats(1, 100), share=st.floats(0, 0.97))
def test_answers_before_the_end_of_the_video_are_refused(length, share):
    with pytest.raises(NotWatchedError, match="before"):
        check_record(playback_record(length), length=length, elapsed=share * length)


@given(length=st.floats(2, 100), rate=st.floats(1.09, 16))
def test_fast_playback_is_refused(length, rate):
    media, clock = round(length * 1000), round(length * 1000 / rate)
    with pytest.raises(NotWatchedError, match="fast"):
        check_record(record_of((0, 0, "play"), (media, clock, "ended")), length=length, elapsed=length * 2)


INCOMPLETE = {
    "skipped": [(0, 0, "play"), (400, 400, "progress"), (2900, 500, "progress"), (3000, 3000, "ended")],
    "beginning": [(1500, 0, "play"), (3000, 1500, "ended")],
    "end": [(0, 0, "play"), (2500, 2500, "ended")],
    "never ended": [(0, 0, "play"), (3000, 3000, "progress")],
    "media backwards": [(0, 0, "play"), (2000, 2000, "progress"), (1000, 2500, "progress"), (3000, 4000, "ended")],
    "clock backwards": [(0, 0, "play"), (2000, 2000, "progress"), (2500, 1000, "progress"), (3000, 4000, "ended")],
    "clock ahead": [(0, 0, "play"), (3000, 9000, "ended")],
}


@pytest.mark.parametrize("events", INCOMPLETE.values(), ids=INCOMPLETE)
def test_incomplete_playback_records_are_refused(events):
    with pytest.raises(NotWatchedError):
        check_record(record_of(*events), length=3.0, elapsed=5.0)


def test_a_record_is_a_document():
    assert isinstance(parse(playback_record(1.0)), Document)
    with pytest.raises(NotWatchedError):
        parse('{"events": [[0, 0, "play"], [-1, 5, "ended"]]}')
