"""Progress callbacks."""

import pytest

from face.progress import no_progress, progress_bar, subrange


def test_subrange_scales_progress():
    calls = []
    step = subrange(lambda share, message: calls.append((share, message)), 0.25, 0.75)
    step(0, "begin")
    step(0.5, "half")
    step(1, "end")
    assert calls == [(0.25, "begin"), (0.5, "half"), (0.75, "end")]


def test_no_progress_accepts_share_and_message():
    subrange(no_progress, 0, 1)(0.5, "half")


@pytest.mark.parametrize("message", ["reading", "[not markup"])
def test_the_progress_bar_writes_to_stderr_only(capsys, message):
    with progress_bar("work") as progress:
        progress(1, message)
    output = capsys.readouterr()
    assert output.out == ""
    assert "work" in output.err
