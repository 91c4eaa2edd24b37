"""An avatar that is drawn in no time, and motion for it."""

import numpy as np
import pytest

from renderer import avatar_registry
from renderer.deformers import registry
from tests.renderer import ball_avatar


@pytest.fixture(scope="session")
def head():
    """A red ball."""
    return ball_avatar.red_ball()


@pytest.fixture
def ball_face(monkeypatch, head):
    """Replace every avatar and deformer by the ball, so that tests of videos build no head."""
    monkeypatch.setattr(avatar_registry, "load_avatar", lambda name: head)
    monkeypatch.setattr(registry, "create_deformer", lambda name, head: ball_avatar.Sideways(head))


@pytest.fixture
def swing():
    """FAPs of one second at 25 Hz that swing the head from side to side."""
    return ball_avatar.sideways(30 * np.sin(np.arange(25) / 3))
