"""The table of FAPs says what the standard says."""

from collections import Counter

import numpy as np
import pytest

from face.faps import FAPS, Fapu, FapUnit, fap_index

BY_NUMBER = {fap.number: fap for fap in FAPS}


def test_units_are_counted_as_in_the_standard():
    counts = Counter(fap.unit for fap in FAPS)
    assert counts == {FapUnit.MNS: 23, FapUnit.ENS: 16, FapUnit.AU: 8, FapUnit.MW: 7, FapUnit.IRISD: 6, FapUnit.ES: 6}


def test_groups_are_counted_as_in_the_standard():
    counts = Counter(fap.group for fap in FAPS)
    assert counts == {2: 16, 3: 12, 4: 8, 5: 4, 6: 5, 7: 3, 8: 10, 9: 4, 10: 4}


def test_numbers_are_columns_in_order():
    assert [fap_index(fap.number) for fap in FAPS] == list(range(66))


def test_only_five_faps_have_one_direction():
    assert {fap.number for fap in FAPS if not fap.bidirectional} == {3, 14, 41, 42, 47}


@pytest.mark.parametrize("fap", [fap for fap in FAPS if fap.mirror], ids=lambda fap: fap.name)
def test_mirrors_are_mutual_and_mirrored(fap):
    other = BY_NUMBER[fap.mirror]
    assert other.mirror == fap.number
    assert other.unit is fap.unit
    if fap.axis:
        assert other.axis in (fap.axis, (-fap.axis[0], *fap.axis[1:]))


def test_upper_and_lower_lid_faps_of_1024_close_the_eye():
    mm = Fapu(irisd=8.0, es=60, ens=40, mns=25, mw=50).mm_per_unit()
    assert 512 * mm[fap_index(19)] + 512 * mm[fap_index(21)] == pytest.approx(8.0)


def test_angles_are_hundred_thousandths_of_a_radian():
    mm = Fapu(irisd=8.0, es=60, ens=40, mns=25, mw=50).mm_per_unit()
    assert mm[fap_index(23)] == np.float32(1e-5)


@pytest.mark.parametrize("fap", FAPS, ids=lambda fap: fap.name)
def test_working_ranges_include_0_and_lie_within_the_standard_range(fap):
    least, most = fap.working_range
    assert least <= 0 < most
    assert (least < 0) == fap.bidirectional
    assert fap.working_range == BY_NUMBER[fap.mirror or fap.number].working_range
