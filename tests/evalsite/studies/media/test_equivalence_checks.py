"""What can't be made equal is named by kind and place, and nothing else is."""

import numpy as np
import pytest

from analysis.cells import Cell
from evalsite.studies.document.differences import Difference
from evalsite.studies.media import acknowledgements, equivalence_checks
from evalsite.studies.media.cell_sources import CellSources, SourceLength, video_length
from evalsite.studies.media.picture_format import PictureFormat
from face.errors import InputError
from renderer.audio_fingerprint import SAMPLE_RATE, audio_fingerprint
from renderer.normalize.properties import SoundProperties, VideoProperties

CHANCE = np.random.default_rng(1)
SPOKEN, OTHER = (
    CHANCE.standard_normal(3 * SAMPLE_RATE) * np.repeat(CHANCE.random(30), SAMPLE_RATE // 10) ** 3 for _ in range(2)
)
LATER = np.concatenate([np.zeros(SAMPLE_RATE // 5), SPOKEN])


def sound(samples=SPOKEN, loudness=-20.0, seconds=3):
    return SoundProperties(
        codec="aac", seconds=seconds, loudness=loudness, peak=-3, print=audio_fingerprint(0.3 * samples)
    )


def video(**changes):
    ordinary = {"codec": "h264", "pixels": "yuv420p", "size": (640, 480), "fps": 25, "frames": 75, "seconds": 3.0}
    return VideoProperties(**{**ordinary, "bars": (0, 0), "sound": sound(), **changes})


def sources(videos, recordings=None, rendered=(), silent=()):
    """Return sources of these videos and of rendered cells of 3 s."""
    lengths = {cell: video_length(each) for cell, each in videos.items()}
    lengths |= dict.fromkeys(rendered, SourceLength(3.0, 3.0))
    return CellSources(videos, lengths, recordings or {}, frozenset(silent))


def find(videos, recordings=None, **other):
    return equivalence_checks.find_differences(sources(videos, recordings, **other), PictureFormat((640, 480), 25))


def differences_to(**second):
    named = find({Cell("a", "x"): video(), Cell("b", "x"): video(**second)})
    return [(each.kind, each.where) for each in named]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"seconds": 3.2},
        {"fps": 50},
        {"fps": 12.5},
        {"fps": 25.025},
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
        ({"sound": sound(seconds=3.4)}, [("length", "x")]),
        ({"fps": 30}, [("frame_rate", "b/x")]),
        ({"fps": 24}, [("frame_rate", "b/x")]),
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


@pytest.mark.parametrize(
    "change", [{"size": (640, 640)}, {"size": (320, 240)}, {"bars": (0.0, 0.2)}, {"fps": 30}], ids=str
)
def test_what_all_videos_share_is_no_difference(change):
    videos = {Cell(condition, "x"): video(**change) for condition in "ab"}
    assert find(videos) == []
    assert len(find(videos, rendered=[Cell("c", "x")])) == 2


def test_every_sentence_names_clip_and_condition():
    videos = {
        Cell("a", "x"): video(),
        Cell("b", "x"): video(seconds=4, size=(64, 64), bars=(0.5, 0.5), sound=sound(OTHER)),
    }
    named = find(videos)
    assert {each.kind for each in named} == {"length", "aspect_ratio", "upscaled", "black_bars", "sound"}
    for each in named:
        assert "x" in each.sentence
        assert "b" in each.sentence
        assert "\n" not in each.sentence


def test_a_video_without_sound_is_not_compared():
    videos = {Cell("a", "x"): video(sound=None), Cell("b", "x"): video(), Cell("c", "x"): video(sound=sound(OTHER))}
    kinds = [(each.kind, each.where) for each in find(videos)]
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
    named = find({Cell("b", "x"): video()}, {"x": voice}, rendered=[Cell("a", "x")])
    assert [each.kind for each in named] == kinds
    assert all("the recording of x" in each.sentence for each in named)


def test_a_sound_at_full_loudness_is_not_a_difference():
    assert differences_to(sound=sound(loudness=0.0)) == []


LENGTH = Difference("length", "x", "x lasts 1 s in a and 2 s in b")
SHAPE = Difference("aspect_ratio", "b/x", "b/x is square")


def test_only_acknowledged_differences_pass():
    both = [LENGTH, SHAPE]
    assert acknowledgements.unacknowledged(both, {}) == both
    assert acknowledgements.unacknowledged(both, {"length": ("x",)}) == [SHAPE]
    assert acknowledgements.unacknowledged(both, {"length": ("y",), "aspect_ratio": ("x",)}) == both
    assert acknowledgements.unacknowledged(both, {"length": ("x",), "aspect_ratio": ("b/x",)}) == []


def test_unacknowledged_differences_are_refused_with_the_key_to_add():
    acknowledgements.require_acknowledgement("mine", [], {})
    with pytest.raises(InputError) as error:
        acknowledgements.require_acknowledgement("mine", [LENGTH, SHAPE], {})
    assert LENGTH.sentence in str(error.value)
    assert '[acknowledged] length = ["x"]' in str(error.value)
    assert "1 more" in str(error.value)


def test_an_acknowledgement_without_a_difference_is_an_error():
    assert acknowledgements.unknown_acknowledgements([LENGTH], {"length": ("x",)}) == []
    assert acknowledgements.unknown_acknowledgements([LENGTH], {"length": ("x", "y")}) == [
        "acknowledged.length: y shows no such difference; remove it"
    ]
    assert len(acknowledgements.unknown_acknowledgements([LENGTH], {"length": ("b/*",), "sound": ("x",)})) == 2


def test_a_whole_condition_is_acknowledged_by_a_star():
    cells = [Cell(condition, clip) for clip in "xyz" for condition in "ab"]
    named = [Difference("upscaled", f"b/{clip}", f"b/{clip} is small") for clip in "xyz"] + [SHAPE, LENGTH]
    table = acknowledgements.acknowledgement(named, cells)
    assert table == {"upscaled": ("b/*",), "aspect_ratio": ("b/x",), "length": ("x",)}
    assert acknowledgements.unacknowledged(named, table) == []
    assert acknowledgements.unknown_acknowledgements(named, table) == []
    assert acknowledgements.acknowledgement_lines(table)[:2] == ["[acknowledged]", 'upscaled = ["b/*"]']
