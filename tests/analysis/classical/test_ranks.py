"""Ranks against scipy's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import rankdata

from analysis.classical.ranks import midranks, row_ranks

FEW = st.integers(-3, 3).map(float)


@given(arrays(float, st.integers(1, 30), elements=FEW))
def test_midranks_are_scipy_s(values: np.ndarray) -> None:
    ranks, counts = midranks(values)
    assert ranks.tolist() == rankdata(values).tolist()
    assert counts.sum() == len(values)
    assert len(counts) == len(set(values.tolist()))


@given(arrays(float, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=FEW))
def test_row_ranks_are_scipy_s_in_each_row(values: np.ndarray) -> None:
    assert row_ranks(values).tolist() == rankdata(values, axis=1).tolist()
