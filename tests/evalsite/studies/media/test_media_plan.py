"""Every video of a clip becomes as long as its longest picture or sound, and nothing is said of lengths twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cells import Cell
from evalsite.studies.media.cell_sources import CellSources, SourceLength, video_length
from evalsite.studies.media.media_plan import held_seconds, plan_media
from evalsite.studies.media.picture_format import PictureFormat
from tests.evalsite.studies.media.test_equivalence_checks import sound, video

lengths = st.builds(SourceLength, st.floats(0.04, 600), st.none() | st.floats(0.04, 600))
cells = st.builds(Cell, st.sampled_from("abc"), st.sampled_from("xyz"))


@given(st.dictionaries(cells, lengths, min_size=1), st.integers(5, 120))
def test_a_plan_covers_picture_and_sound_by_less_than_a_frame(lengths, fps):
    sources = CellSources({}, lengths, {})
    plan = plan_media(sources, PictureFormat(fps=fps))
    for clip in {cell.clip for cell in lengths}:
        longest = max(length.longest for cell, length in lengths.items() if cell.clip == clip)
        assert longest - 1e-6 <= plan.seconds(clip) < longest + 1 / fps + 1e-6
    assert all(min(held_seconds(plan, sources, cell)) > -1e-6 for cell in lengths)


@pytest.mark.parametrize(
    ("elsewhere", "second", "natural"), [(False, 3.0, True), (False, 3.1, False), (True, 3.0, False)]
)
def test_a_length_is_recorded_only_where_videos_differ_by_themselves(elsewhere, second, natural):
    both = {Cell("a", "x"): SourceLength(3.0, 3.0), Cell("b", "x"): SourceLength(second, 3.0)}
    plan = plan_media(CellSources({}, both, {}, made_elsewhere=elsewhere), PictureFormat())
    assert (plan.min_seconds("x") == 0) == natural


def test_loudness_is_the_recording_s_where_there_is_one():
    videos = {Cell("a", clip): video(sound=sound(loudness=-30.0)) for clip in "xy"}
    lengths = {cell: video_length(each) for cell, each in videos.items()}
    plan = plan_media(CellSources(videos, lengths, {"x": sound(loudness=-20.0)}), PictureFormat())
    assert plan.loudness["x"] == -20.0
    assert plan.loudness["y"] == pytest.approx(-28.0), "a peak of -3 dB may be raised by 2 dB"
