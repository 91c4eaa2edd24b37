"""Codes against numpy's sorted way."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.models.codes import dense, levels


@given(st.lists(st.integers(0, 30), min_size=1))
def test_same_as_sorting(codes: list[int]) -> None:
    given_codes = np.array(codes)
    present, expected = np.unique(given_codes, return_inverse=True)
    assert levels(given_codes) == len(present)
    assert dense(given_codes).tolist() == expected.tolist()
