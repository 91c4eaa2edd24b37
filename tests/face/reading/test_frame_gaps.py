"""Frames that are not finite are held: the last good one, at the start the first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from face.errors import InputError, prefix_errors
from face.reading.frame_gaps import source_frames


@given(st.lists(st.booleans(), min_size=1, max_size=30).filter(any))
def test_each_frame_shows_the_last_good_one(good):
    source, notes = source_frames(np.array(good), "numbers")
    first = good.index(True)
    for frame, shown in enumerate(source.tolist()):
        before = [other for other in range(frame + 1) if good[other]]
        assert shown == (before[-1] if before else first)
    held = f"{good.count(False)} of {len(good)} frames are not finite; the last good frame is held there"
    assert notes == (() if all(good) else (held,))


def test_no_good_frame_is_an_error_that_names_its_source():
    with pytest.raises(InputError, match=r"^m\.npy: no frame has finite numbers"), prefix_errors("m.npy"):
        source_frames(np.zeros(3, bool), "numbers")
