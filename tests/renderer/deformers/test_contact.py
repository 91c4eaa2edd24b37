"""Contact of tissue: lips, lids, and the inner and outer side of one lip."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from face.faps import FAPS, Fapu, fap_index
from renderer.deformers.contact import LIDS, LIPS, TETHERS, resolve_contact
from renderer.deformers.fap_targets import MAX_OVERSHOOT, fap_targets

FAPU = Fapu(irisd=10, es=57, ens=43, mns=18, mw=46)
MM = st.floats(-12, 12, width=32)


def targets_from(**faps):
    targets = np.zeros((1, 66), np.float32)
    for name, value in faps.items():
        targets[0, fap_index(int(name[1:]))] = value
    return targets


@given(upper=MM, lower=MM)
def test_lips_never_cross(upper, lower):
    for above, below in LIPS:
        result = resolve_contact(targets_from(**{f"f{above}": upper, f"f{below}": lower}), FAPU)
        assert result[0, fap_index(above)] + result[0, fap_index(below)] <= 1e-3


@given(upper=MM, lower=MM)
def test_lids_never_cross(upper, lower):
    for above, below in LIDS:
        result = resolve_contact(targets_from(**{f"f{above}": upper, f"f{below}": lower}), FAPU)
        assert result[0, fap_index(above)] + result[0, fap_index(below)] <= FAPU.irisd + 1e-3


@given(inner=MM, outer=MM)
def test_inner_and_outer_lip_stay_together(inner, outer):
    for first, second, slack in TETHERS[:4]:
        result = resolve_contact(targets_from(**{f"f{first}": inner, f"f{second}": outer}), FAPU)
        assert abs(result[0, fap_index(first)] - result[0, fap_index(second)]) <= slack + 1e-3


@pytest.mark.parametrize("fap", FAPS, ids=lambda fap: fap.name)
def test_a_single_fap_is_unchanged(fap):
    targets = targets_from(**{f"f{fap.number}": 3.0})
    assert resolve_contact(targets, FAPU)[0, fap_index(fap.number)] == pytest.approx(3)


@pytest.mark.parametrize("fap", FAPS, ids=lambda fap: fap.name)
def test_demands_are_exact_in_the_working_range_and_saturate_beyond(fap):
    low, high = fap.working_range
    values = np.zeros((4, 66), np.float32)
    values[:, fap_index(fap.number)] = high, 1.1 * high, 1e6, low
    demands = fap_targets(values, FAPU)[:, fap_index(fap.number)] / FAPU.mm_per_unit()[fap_index(fap.number)]
    if fap.number != 47:
        assert demands[[0, 3]] == pytest.approx([high, low], rel=1e-5)
        assert high < demands[1] < demands[2] <= high * (1 + MAX_OVERSHOOT) * 1.0001
