"""Holm's adjustment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.adjust import holm

P = st.one_of(st.none(), st.floats(0, 1))


def test_a_worked_example() -> None:
    # By hand: 4 × 0.005, 3 × 0.01, 2 × 0.03, then not below the one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(st.lists(P))
def test_adjusted_values_keep_the_order_and_never_fall(p: list[float | None]) -> None:
    pairs = sorted((a, b) for a, b in zip(p, holm(p), strict=True) if a is not None and b is not None)
    assert all(raw <= adjusted <= 1 for raw, adjusted in pairs)
    assert [adjusted for _, adjusted in pairs] == sorted(adjusted for _, adjusted in pairs)
    assert [a is None for a in p] == [b is None for b in holm(p)]


def test_a_test_that_was_not_made_does_not_count() -> None:
    assert holm([0.02, None]) == [0.02, None]
    assert holm([]) == []
