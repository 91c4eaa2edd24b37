"""P-values adjusted over a family."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.comparisons.multiple_testing import (
    ADJUSTMENTS,
    adjust_within_families,
    benjamini_hochberg,
    bonferroni,
    holm,
)
from tests.analysis.oracle import from_r

P = st.one_of(st.none(), st.floats(0, 1))


def test_holm_on_a_worked_example() -> None:
    # By hand: 4 × 0.005, 3 × 0.01, 2 × 0.03, then not below the one before; 4/1, 4/2, 4/3, 4/4 from above.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])


@pytest.mark.parametrize("rule", ADJUSTMENTS)
@given(p=st.lists(P))
def test_adjusted_p_values_keep_the_order_and_never_decrease(rule: str, p: list[float | None]) -> None:
    result = ADJUSTMENTS[rule](p)
    pairs = sorted((a, b) for a, b in zip(p, result, strict=True) if a is not None and b is not None)
    assert all(raw <= adjusted + 1e-12 and adjusted <= 1 for raw, adjusted in pairs)
    assert [adjusted for _, adjusted in pairs] == sorted(adjusted for _, adjusted in pairs)
    assert [a is None for a in p] == [b is None for b in result]


@given(st.lists(st.floats(0, 1)))
def test_benjamini_hochberg_is_never_stricter_than_holm(p: list[float]) -> None:
    pairs = zip(benjamini_hochberg(p), holm(p), strict=True)
    assert all((mild or 0) <= (strict or 0) + 1e-12 for mild, strict in pairs)


def test_a_planned_test_that_could_not_be_computed_counts_for_holm() -> None:
    assert holm([0.02, None]) == [0.04, None]
    assert benjamini_hochberg([0.02, None]) == [0.02, None]
    assert bonferroni([0.02, None, 0.6], [2, 2, 3]) == [0.04, None, 1.0]
    assert holm([]) == benjamini_hochberg([]) == []


def test_each_label_is_a_separate_family() -> None:
    assert adjust_within_families([0.01, 0.02, 0.03], ["x", "y", "x"], "holm") == [0.02, 0.02, 0.03]


def test_benjamini_hochberg_agrees_with_r() -> None:
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005, 0.2]) == pytest.approx(from_r("effects")["few"]["bh"])
