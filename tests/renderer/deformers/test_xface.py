"""The baseline deformer: zones and fixed axes."""

import numpy as np
import pytest

from face.faps import FAPS, fap_index
from renderer.deformers.registry import create_deformer
from renderer.deformers.xface import UNSUPPORTED_FAPS
from tests.renderer import small_head


@pytest.fixture(scope="module")
def head():
    return small_head.small_head()


@pytest.fixture(scope="module")
def deformer(head):
    return create_deformer("xface", head)


def displacements(head, deformer, **faps):
    values = np.zeros((1, 66), np.float32)
    for name, value in faps.items():
        values[0, fap_index(int(name[1:]))] = value
    return deformer.vertices(values)[0] - head.neutral


def test_no_fap_gives_the_neutral_face(head, deformer):
    assert np.abs(displacements(head, deformer)).max() < 1e-4


@pytest.mark.parametrize("number", sorted(UNSUPPORTED_FAPS - {52, 57}))
def test_unsupported_faps_move_nothing(head, deformer, number):
    assert (
        np.abs(displacements(head, deformer, **{f"f{number}": FAPS[fap_index(number)].working_range[1]})).max() < 1e-4
    )


def test_inner_lips_take_the_value_of_outer_ones(head, deformer):
    np.testing.assert_allclose(
        displacements(head, deformer, f52=-200), displacements(head, deformer, f5=-200), atol=1e-5
    )


def test_the_jaw_is_shifted_straight_down(head, deformer):
    jaw = displacements(head, deformer, f3=500)
    assert np.abs(jaw[:, [0, 2]]).max() < 1e-3
    assert jaw[head.feature_points["2.1"], 1] < -3


def test_feature_points_move_less_than_demanded(head, deformer):
    brow = displacements(head, deformer, f33=200)[head.feature_points["4.3"], 1]
    assert 0.15 < brow / (200 * head.fapu.ens / 1024) < 0.25


def test_blocks_equal_the_frames_of_the_whole(deformer):
    values = np.random.default_rng(0).normal(0, 50, (40, 66)).astype(np.float32)
    blocks = list(deformer.blocks(values))
    assert [len(block) for block in blocks] == [32, 8]
    np.testing.assert_allclose(blocks[1][0], deformer.vertices(values[32:33])[0], atol=1e-3)
