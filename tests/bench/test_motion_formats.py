"""The page of round trips is made from a short motion."""

import pytest

from bench.motion_formats import format_page, known_motion


@pytest.mark.slow
def test_the_page_of_a_short_motion():
    page = format_page(known_motion(seconds=0.2))
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) == 2 + 7 + 4
    assert "float32, metres (FaceFormer, CodeTalker, …) | 0.0000 | 0.0000 |" in page
