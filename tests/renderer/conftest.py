"""What the tests of drawing share."""

import numpy as np
import pytest

from renderer import avatar, deform
from tests.renderer import balls


@pytest.fixture(scope="session")
def head():
    """A red ball."""
    return balls.red_ball()


@pytest.fixture
def ball_face(monkeypatch, head):
    """Let every avatar be the ball, so that a test of videos needs no real one."""
    monkeypatch.setattr(avatar, "load", lambda name: head)
    monkeypatch.setattr(deform, "make", lambda name, head: balls.Sideways(head))


@pytest.fixture
def swing():
    """FAPs of one second at 25 Hz that swing the head to and fro."""
    return balls.sideways(30 * np.sin(np.arange(25) / 3))
