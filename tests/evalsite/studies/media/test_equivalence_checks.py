"""What can't be made equal is named by kind and place, and nothing else is."""

import numpy as np
import pytest

from analysis.cells import Cell
from evalsite.studies.media import equivalence_checks
from face.errors import InputError
from renderer.audio_fingerprint import SAMPLE_RATE, audio_fingerprint
from renderer.normalize.measurement import SoundProperties, VideoProperties

CHANCE = np.random.default_rng(1)
SPOKEN, OTHER = (
    CHANCE.standard_normal(3 * SAMPLE_RATE) * np.repeat(CHANCE.random(30), SAMPLE_RATE // 10) ** 3 for _ in range(2)
)
LATER = np.concatenate([np.zeros(SAMPLE_RATE // 5), SPOKEN])


def sound(samples=SPOKEN, loudness=-20.0):
    return SoundProperties(codec="aac", seconds=3, loudness=loudness, peak=-3, print=audio_fingerprint(0.3 * samples))


def video(**changes):
    ordinary = {"codec": "h264", "pixels": "yuv420p", "size": (640, 480), "fps": 25, "frames": 75, "seconds": 3.0}
    return VideoProperties(**{**ordinary, "bars": (0, 0), "sound": sound(), **changes})


def differences_to(**second):
    videos = {Cell("a", "x"): video(), Cell("b", "x"): video(**second)}
    lengths = {cell: each.seconds for cell, each in videos.items()}
    return [(each.kind, each.where) for each in equivalence_checks.find_differences(videos, lengths, (640, 480))]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"seconds": 3.2},
        {"fps": 30},
        {"codec": "vp9", "pixels": "yuv444p"},
        {"size": (1280, 960)},
        {"bars": (0.0, 0.01)},
        {"sound": sound(loudness=-35.0)},
        {"size": (642, 480)},
    ],
    ids=str,
)
def test_differences_that_are_normalized_are_not_listed(change):
    assert differences_to(**change) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"seconds": 3.4}, [("length", "x")]),
        ({"size": (640, 640)}, [("aspect_ratio", "b/x")]),
        ({"size": (320, 240)}, [("upscaled", "b/x")]),
        ({"size": (320, 180)}, [("aspect_ratio", "b/x"), ("upscaled", "b/x")]),
        ({"bars": (0.0, 0.25)}, [("black_bars", "b/x")]),
        ({"bars": (0.1, 0.0)}, [("black_bars", "b/x")]),
        ({"sound": None}, [("silent", "b/x")]),
        ({"sound": sound(loudness=None)}, [("silent", "b/x")]),
        ({"sound": sound(loudness=-70.0)}, [("silent", "b/x")]),
        ({"sound": sound(OTHER)}, [("sound", "b/x")]),
        ({"sound": sound(LATER)}, [("sound_offset", "b/x")]),
    ],
    ids=str,
)
def test_remaining_differences_have_kind_and_place(change, named):
    assert differences_to(**change) == named


def test_every_sentence_names_clip_and_condition():
    videos = {
        Cell("a", "x"): video(),
        Cell("b", "x"): video(seconds=4, size=(64, 64), bars=(0.5, 0.5), sound=sound(OTHER)),
    }
    lengths = {cell: each.seconds for cell, each in videos.items()}
    named = equivalence_checks.find_differences(videos, lengths, (640, 480))
    assert {each.kind for each in named} == {"length", "aspect_ratio", "upscaled", "black_bars", "sound"}
    for each in named:
        assert "x" in each.sentence
        assert "b" in each.sentence
        assert "\n" not in each.sentence


def test_a_video_without_sound_is_not_compared():
    videos = {Cell("a", "x"): video(sound=None), Cell("b", "x"): video(), Cell("c", "x"): video(sound=sound(OTHER))}
    kinds = [(each.kind, each.where) for each in equivalence_checks.find_differences(videos, {}, (640, 480))]
    assert kinds == [("silent", "a/x"), ("sound", "c/x")]


@pytest.mark.parametrize(
    ("voice", "kinds"),
    [
        (sound(), []),
        (sound(loudness=-30.0), []),
        (sound(OTHER), ["sound"]),
        (sound(loudness=-10.0), ["loudness"]),
        (sound(LATER), ["sound_offset"]),
    ],
)
def test_a_video_is_compared_with_the_recording(voice, kinds):
    named = equivalence_checks.find_differences({Cell("b", "x"): video()}, {}, (640, 480), {"x": voice})
    assert [each.kind for each in named] == kinds
    assert all("the recording of x" in each.sentence for each in named)


def test_a_sound_at_full_loudness_is_not_a_difference():
    assert differences_to(sound=sound(loudness=0.0)) == []


LENGTH = equivalence_checks.Difference("length", "x", "x lasts 1 s in a and 2 s in b")
SHAPE = equivalence_checks.Difference("aspect_ratio", "b/x", "b/x is square")


def test_only_acknowledged_differences_pass():
    both = [LENGTH, SHAPE]
    assert equivalence_checks.unacknowledged(both, {}) == both
    assert equivalence_checks.unacknowledged(both, {"length": ("x",)}) == [SHAPE]
    assert equivalence_checks.unacknowledged(both, {"length": ("y",), "aspect_ratio": ("x",)}) == both
    assert equivalence_checks.unacknowledged(both, {"length": ("x",), "aspect_ratio": ("b/x",)}) == []


def test_unacknowledged_differences_are_refused_with_the_key_to_add():
    equivalence_checks.require_acknowledgement("mine", [], {})
    with pytest.raises(InputError) as error:
        equivalence_checks.require_acknowledgement("mine", [LENGTH, SHAPE], {})
    assert LENGTH.sentence in str(error.value)
    assert '[acknowledged] length = ["x"]' in str(error.value)
    assert "1 more" in str(error.value)


def test_an_acknowledgement_without_a_difference_is_an_error():
    equivalence_checks.check_acknowledgements([LENGTH], {"length": ("x",)})
    with pytest.raises(InputError, match=r"acknowledged\.length: y shows no such difference; remove it"):
        equivalence_checks.check_acknowledgements([LENGTH], {"length": ("x", "y")})
