"""The picture that shows a researcher how a video will look."""

import io

import numpy as np
import pytest
from PIL import Image

from face.errors import InputError
from renderer.normalize.measurement import measure_video
from renderer.normalize.normalization import NormalizationTarget
from renderer.normalize.preview import preview_frame
from renderer.settings import RenderSettings
from tests.awkward_videos import AWKWARD_VIDEOS
from tests.awkward_videos.recipes import H264, encode

RISING = "color=black:size=96x64:rate=25:duration={seconds},geq=lum=16+N:cb=128:cr=128"
"""Each frame is a level brighter than the one before."""


@pytest.fixture(scope="module")
def rising(tmp_path_factory):
    path = encode(tmp_path_factory.mktemp("rising") / "a.mp4", *H264, "-crf", "4", picture=RISING, seconds=7)
    return path, measure_video(path)


def preview(path, properties, at=0.5, size=(96, 64), **target):
    png = preview_frame(path, properties, NormalizationTarget(RenderSettings(size=size, fps=25), **target), at)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.int16)


@pytest.mark.parametrize(("at", "frame"), [(0.0, 0), (0.25, 43), (0.5, 87), (0.9, 157), (1.0, 174)])
def test_it_is_the_frame_at_that_share_of_the_length(rising, at, frame):
    assert preview(*rising, at).mean() == pytest.approx(frame * 255 / 219, abs=1.5)


def test_it_has_the_size_of_the_study_with_bars_or_cropped(rising):
    bars, cropped = (preview(*rising, size=(64, 96), crop=crop) for crop in (False, True))
    assert bars.shape == cropped.shape == (96, 64, 3)
    assert bars[2].max() < 3
    assert bars[48].min() > 90
    assert cropped[2].min() > 90


def test_transparent_pictures_get_the_background(tmp_path):
    path = AWKWARD_VIDEOS["alpha, PNG"].write(tmp_path)
    assert np.abs(preview(path, measure_video(path))[4, 4] - (0x9A, 0xA4, 0xB2)).max() <= 2


def test_a_picture_held_for_long_is_found(tmp_path):
    """Three pictures, of which the first lasts 6 s: nothing begins shortly before the middle."""
    path = encode(
        tmp_path / "a.mp4",
        *H264,
        "-fps_mode",
        "vfr",
        picture=RISING,
        seconds=7,
        video_filter="select='not(mod(n,150))+eq(n,151)'",
    )
    assert preview(path, measure_video(path)).mean() < 3


def test_a_file_that_is_gone_is_named(rising, tmp_path):
    with pytest.raises(InputError, match=r"gone\.mp4 gives no picture"):
        preview(tmp_path / "gone.mp4", rising[1])
