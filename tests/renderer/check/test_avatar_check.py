"""The results of `python -m renderer check` for every built-in avatar."""

import numpy as np
import pytest

from face.faps import FAPS, fap_index
from renderer.avatar_registry import DEFAULT_AVATAR, avatar_names, load_avatar
from renderer.check.avatar_check import check_avatar
from renderer.check.fap_combinations import random_combinations

SAMPLED_FAPS = [FAPS[fap_index(number)] for number in (3, 5, 12, 16, 19, 23, 29, 31, 37, 41, 44, 53, 61, 65)]
"""One or two FAPs of each tissue, for the avatars that only the slow test checks in full."""


@pytest.fixture(scope="module")
def default_check():
    return check_avatar(load_avatar(), count=20, range_shares=(0.6, 1.0))


def assert_exact_and_free_of_artifacts(check):
    assert {row.name: row.error for row in check.faps if row.error > 0.02 or not row.driven} == {}
    assert {row.name: row.flipped for row in check.faps if row.flipped} == {}
    assert {row.name: row.stretch for row in check.faps if row.stretch > 2.5} == {}
    assert check.together.error < 0.02
    assert check.together.flipped_worst == 0
    assert check.together.stretch_worst < 2.5


def test_the_default_avatar_is_exact_and_free_of_artifacts(default_check):
    assert [row.fap for row in default_check.faps] == list(range(3, 69))
    assert_exact_and_free_of_artifacts(default_check)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in avatar_names() if name != DEFAULT_AVATAR])
def test_the_other_avatars_are_exact_and_free_of_artifacts(name):
    check = check_avatar(load_avatar(name), count=10, range_shares=(1.0,), faps=SAMPLED_FAPS)
    assert [row.fap for row in check.faps] == [fap.number for fap in SAMPLED_FAPS]
    assert_exact_and_free_of_artifacts(check)


@pytest.mark.slow
@pytest.mark.parametrize("name", avatar_names())
def test_every_avatar_is_exact_with_all_faps_and_200_combinations(name):
    check = check_avatar(load_avatar(name))
    assert (len(check.faps), check.together.count) == (66, 200)
    assert_exact_and_free_of_artifacts(check)


def test_results_are_available_as_json_and_lines(default_check):
    assert set(default_check.to_json()["faps"][0]) >= {"fap", "name", "driven", "error", "leak"}
    assert sum(line.lstrip()[:2].strip().isdigit() for line in default_check.lines()) >= 66


def test_random_combinations_stay_in_the_working_range_and_never_cross_lips_or_lids():
    values = random_combinations(300, np.random.default_rng(3))
    assert (values <= [fap.working_range[1] for fap in FAPS]).all()
    assert (values >= [fap.working_range[0] for fap in FAPS]).all()
    assert (values[:, fap_index(4)] + values[:, fap_index(5)] <= 1e-3).all()
    assert (values[:, fap_index(19)] + values[:, fap_index(21)] <= 1024.001).all()
