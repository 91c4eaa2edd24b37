import errno
import os

import pytest

from evalsite.jobs.runner import describe_error


def caused(error, *, cause=None, context=None):
    error.__cause__, error.__context__ = cause, context
    return error


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/store/work/x")


@pytest.mark.parametrize(
    "error",
    [
        FULL,
        OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)),
        RuntimeError("ffmpeg ended with 228: Error writing trailer: No space left on device"),
        caused(RuntimeError("could not save"), cause=FULL),
        caused(RuntimeError("could not save"), context=caused(ValueError("x"), cause=FULL)),
    ],
)
def test_a_full_disk_is_named_whoever_noticed_it(error):
    assert describe_error(error).startswith("the disk is full")
    assert "try again" in describe_error(error)


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "Permission denied"), ValueError("3"), RuntimeError("full")])
def test_anything_else_keeps_its_own_words(error):
    assert describe_error(error).startswith(f"{type(error).__name__}: {error}")
    assert "\n" not in describe_error(error)
