"""Contrasts and lists in words."""

import pytest

from analysis.preregistration.wording import contrast_in_words, listed, weights_in_words


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"a": 1, "b": -1}, "a minus b"),
        ({"b": -1, "a": 1, "c": 0}, "a minus b"),
        ({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3, "o": -1}, "the mean of a, b and c minus o"),
        ({"o": 1, "a": -0.25, "b": -0.75}, "o minus (0.25 × a plus 0.75 × b)"),
        ({"a": 2, "b": -2}, "2 times a minus 2 times b"),
    ],
)
def test_contrasts(weights: dict[str, float], words: str) -> None:
    assert contrast_in_words(weights) == words


def test_weights_have_a_minus_sign() -> None:
    assert weights_in_words({"joint-1": 0.5, "b": -0.5}) == "joint-1 0.5, b −0.5"


def test_lists() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
