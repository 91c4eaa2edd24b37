"""Whatever is peculiar about how some videos were recorded is named; what all share is not."""

import pytest

from analysis.cells import Cell
from evalsite.studies.media.cell_sources import CellSources, video_length
from evalsite.studies.media.equivalence_checks import find_differences
from evalsite.studies.media.picture_format import PictureFormat
from renderer.normalize.properties import SoundProperties, VideoProperties


def sound(**changes):
    return SoundProperties(**{"codec": "aac", "seconds": 3.0, "loudness": -20.0, "peak": -3.0, "print": ""} | changes)


def video(**changes):
    ordinary = {"codec": "h264", "pixels": "yuv420p", "size": (640, 480), "fps": 25, "frames": 75, "seconds": 3.0}
    return VideoProperties(**{**ordinary, "bars": (0, 0), "sound": sound(), **changes})


def differences(first, second):
    videos = {Cell("a", "x"): first, Cell("b", "x"): second}
    sources = CellSources(videos, {cell: video_length(each) for cell, each in videos.items()}, {})
    return [(each.kind, each.where) for each in find_differences(sources, PictureFormat((640, 480), 25))]


PECULIAR = {
    "still": {"frames": 1},
    "incomplete": {"missing_seconds": 0.5},
    "size_changes": {"sizes": ((640, 480), (320, 240))},
    "dynamic_range": {"transfer": "hlg"},
    "interlaced": {"field_order": "top", "interlaced": 75},
    "transparent": {"transparent": True},
    "ignored_data": {"side_data": ("Dolby Vision",)},
}


@pytest.mark.parametrize(("kind", "change"), PECULIAR.items(), ids=PECULIAR)
def test_what_is_peculiar_about_one_video_is_named(kind, change):
    assert differences(video(), video(**change)) == [(kind, "b/x")]


@pytest.mark.parametrize("change", PECULIAR.values(), ids=PECULIAR)
def test_what_all_videos_share_is_no_difference(change):
    assert differences(video(**change), video(**change)) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"width": 0.2}, [("stereo", "x")]),
        ({"width": 0.009}, []),
        ({"rate": 16_000}, [("sound_rate", "x")]),
        ({"rate": 32_000}, []),
        ({"rate": 16_000, "loudness": -70.0}, [("silent", "b/x")]),
    ],
)
def test_another_quality_of_sound_is_named(change, named):
    assert differences(video(), video(sound=sound(**change))) == named


def test_sounds_of_equal_quality_are_no_difference():
    narrow = video(sound=sound(rate=16_000, width=0.2))
    assert differences(narrow, narrow) == []
