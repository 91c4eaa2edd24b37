"""Statistics as the APA writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.report import apa


def plain(text: str) -> str:
    return text.replace(apa.NO_BREAK_SPACE, " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0421, "p = .042"),
        (0.0004, "p < .001"),
        (0.001, "p = .001"),
        (0.9996, "p > .999"),
        (1.0, "p > .999"),
        (0.5, "p = .500"),
    ],
)
def test_p_values(value, text):
    assert plain(apa.p_value(value)) == text


@given(st.floats(0, 1))
def test_a_p_value_is_never_0_or_1_and_has_no_leading_zero(value):
    text = plain(apa.p_value(value)).split()[-1]
    assert text.startswith(".")
    assert len(text) == 4


def test_in_a_column_headed_p_only_the_number_stays():
    assert apa.p_value_number(0.042) == ".042"
    assert plain(apa.p_value_number(0.0001)) == "< .001"


def test_chi_squared():
    assert plain(apa.chi_squared(37.694, df=4, n=20, p=1e-7)) == "χ²(4, n = 20) = 37.69, p < .001"


def test_f():
    assert plain(apa.f_test(3.1, df1=4, df2=75.6, p=0.02)) == "F(4, 75.60) = 3.10, p = .020"


def test_t_with_whole_and_nearly_whole_degrees():
    assert plain(apa.t_test(-2.311, df=19, p=0.0321)) == "t(19) = −2.31, p = .032"
    assert plain(apa.t_test(2.311, df=19.0000002, p=0.0321)) == "t(19) = 2.31, p = .032"


@pytest.mark.parametrize(("value", "text"), [(-0.001, "0.00"), (-1.005, "−1.00"), (2.0, "2.00")])
def test_numbers_have_a_true_minus_and_no_minus_zero(value, text):
    assert apa.number(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.471, ".47"), (-0.03, "−.03"), (1.0, "1.00")])
def test_shares_have_no_leading_zero(value, text):
    assert apa.proportion(value) == text


def test_a_statistic_is_not_broken_across_lines():
    assert " " not in apa.p_value(0.2)
