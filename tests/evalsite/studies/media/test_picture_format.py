"""The size and frame rate that suit a study's videos."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.studies.document.render_table import RenderTable
from evalsite.studies.media.picture_format import PictureFormat, choose_picture_format, is_even_conversion
from renderer.settings import RenderSettings
from tests.evalsite.studies.media.test_equivalence_checks import video

sizes = st.tuples(st.integers(1, 9000), st.integers(1, 9000))
rates = st.floats(0.5, 1000)


def choose(*videos, **render):
    chosen = choose_picture_format(RenderTable(**render), videos)
    return chosen.size, chosen.fps


@given(st.lists(st.tuples(sizes, rates), max_size=5), st.sampled_from([None, "smallest", "largest"]))
def test_whatever_is_chosen_can_be_encoded(videos, fit):
    size, fps = choose(*(video(size=size, fps=fps) for size, fps in videos), fit=fit)
    RenderSettings(size=size, fps=fps)


@given(sizes, st.booleans())
def test_a_picture_that_is_padded_or_cropped_fits_on_one_side(size, crop):
    shown = PictureFormat((640, 480), crop=crop)
    assert min(shown.excess(video(size=size))) == pytest.approx(0, abs=1e-9)
    assert 0 <= max(shown.excess(video(size=size))) < 1


@pytest.mark.parametrize(
    ("own", "render", "size"),
    [
        ([(256, 256), (512, 512)], {}, (512, 512)),
        ([(256, 256), (240, 426)], {}, (240, 426)),
        ([(640, 480), (1280, 960)], {}, (640, 480)),
        ([(3840, 2160)], {}, (1920, 1080)),
        ([(3840, 2160)], {"fit": "largest"}, (3840, 2160)),
        ([(256, 256), (513, 511)], {"fit": "smallest"}, (256, 256)),
        ([(256, 256), (513, 511)], {"fit": "largest"}, (512, 510)),
        ([(256, 256)], {"fit": "640x480"}, (640, 480)),
        ([(256, 256)], {"size": (320, 240)}, (320, 240)),
        ([(20, 10)], {}, (128, 64)),
        ([], {}, (640, 480)),
    ],
)
def test_the_size_is_comfortable_or_as_the_researcher_says(own, render, size):
    assert choose(*(video(size=each) for each in own), **render)[0] == size


@pytest.mark.parametrize(
    ("own", "fps"),
    [
        ([25, 25, 30], 25),
        ([25, 30, 30], 30),
        ([25, 50], 25),
        ([12.5, 25], 25),
        ([12], 12),
        ([29.97, 30], 30),
        ([23.976, 24], 24),
        ([1000], 120),
        ([], 25),
    ],
)
def test_the_rate_is_the_one_at_which_the_fewest_videos_judder(own, fps):
    assert choose(*(video(fps=each) for each in own))[1] == fps


@pytest.mark.parametrize(
    ("own", "even"), [(25, True), (50, True), (12.5, True), (24.95, True), (30, False), (24, False)]
)
def test_frames_are_dropped_or_repeated_evenly(own, even):
    assert is_even_conversion(own, 25) == even


@pytest.mark.parametrize("render", [{"fit": "big"}, {"fit": "10x10"}, {"fit": "641x480"}, {"size": (641, 480)}])
def test_an_impossible_size_is_refused(render):
    with pytest.raises(ValueError, match=r"fit|641x480|10x10"):
        RenderTable(**render)
