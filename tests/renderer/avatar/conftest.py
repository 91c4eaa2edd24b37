"""Heads of the reference person that several tests measure; building one takes a second."""

import pytest

from renderer.avatar.base_mesh import data_folder
from renderer.avatar.feature_points import find_feature_points
from renderer.avatar.head import build_head
from renderer.avatar.identity import REFERENCE, mix_person
from renderer.avatar.mesh_smoothing import MeshSmoother
from renderer.avatar_registry import load_avatar


@pytest.fixture(scope="session")
def reference_head():
    return build_head(mix_person(REFERENCE, data_folder()))


@pytest.fixture(scope="session")
def points(reference_head):
    """Return the vertex of each feature point of the reference head."""
    return find_feature_points(reference_head)


@pytest.fixture(scope="session")
def smoother(reference_head):
    return MeshSmoother.for_head(reference_head)


@pytest.fixture(scope="session")
def woman():
    return load_avatar()
