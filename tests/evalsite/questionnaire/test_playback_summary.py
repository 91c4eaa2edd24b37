"""What a playback record says of stalls, hidden time and pauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.questionnaire.playback import Playback, parse
from evalsite.questionnaire.playback_summary import Interruption, summarise
from evalsite.recruitment.simulation.participant import playback_record


def record(*events: tuple[int, int, str]) -> Playback:
    return Playback.model_validate({"events": events})


def test_an_undisturbed_playback_has_no_interruptions():
    found = summarise(parse(playback_record(3.0)), length=3.0)
    assert (found.seconds, found.share, found.interruptions, found.seeks) == (3.0, 1.0, (), 0)


CASES = {
    "a stall": (
        [(0, 0, "play"), (400, 400, "progress"), (600, 600, "stall"), (600, 1900, "progress"), (1000, 2300, "ended")],
        [Interruption("stall", 1.3)],
    ),
    "a stall that the browser reports twice": (
        [(0, 0, "play"), (0, 0, "stall"), (0, 500, "stall"), (400, 1400, "progress"), (1000, 2000, "ended")],
        [Interruption("stall", 1.0)],
    ),
    "a hidden page, which pauses the video": (
        [(0, 0, "play"), (300, 300, "hidden"), (300, 310, "pause"), (700, 9700, "progress"), (1000, 10000, "ended")],
        [Interruption("hidden", 9.0)],
    ),
    "a pause, then another": (
        [
            (0, 0, "play"),
            (300, 300, "pause"),
            (400, 900, "progress"),
            (500, 1000, "pause"),
            (900, 1600, "progress"),
            (1000, 1700, "ended"),
        ],
        [Interruption("pause", 0.5), Interruption("pause", 0.2)],
    ),
    "a pause in which somebody seeks": (
        [(0, 0, "play"), (300, 300, "pause"), (300, 500, "seek"), (300, 700, "progress"), (1000, 1400, "ended")],
        [Interruption("pause", 0.4)],
    ),
    "a stall until the end": ([(0, 0, "play"), (990, 990, "stall"), (1000, 3000, "ended")], [Interruption("stall", 2)]),
}


@pytest.mark.parametrize(("events", "expected"), CASES.values(), ids=CASES)
def test_interruptions_last_until_the_video_goes_on(events, expected):
    found = summarise(record(*events), length=1.0)
    assert [(each.kind, pytest.approx(each.seconds)) for each in found.interruptions] == [
        (each.kind, each.seconds) for each in expected
    ]


@given(
    lost=st.lists(st.tuples(st.sampled_from(["stall", "hidden", "pause"]), st.integers(0, 20_000)), max_size=6),
)
def test_the_lost_time_is_what_the_playback_took_longer(lost):
    events, late = [(0, 0, "play")], 0
    for number, (kind, milliseconds) in enumerate(lost, start=1):
        media = number * 100
        events += [(media, media + late, kind), (media, media + late + milliseconds, "progress")]
        late += milliseconds
    found = summarise(record(*events, (1000, 1000 + late, "ended")), length=1.0)
    assert found.seconds - 1.0 == pytest.approx(sum(each.seconds for each in found.interruptions))
    assert found.count("stall") == sum(kind == "stall" for kind, _ in lost)


def test_the_share_of_a_video_of_unknown_length_is_not_known():
    assert summarise(record((0, 0, "play"), (1000, 1000, "ended")), length=0.0).share is None
