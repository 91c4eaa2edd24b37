"""What the numbers say, in words."""

import pytest

from analysis.report import phrasing


def make_contrast(verdict, **changes):
    return {"verdict": verdict, "detectable_difference": 0.79, "reason": None, "method": "model"} | changes


def sentence(contrast):
    return phrasing.verdict_sentence(contrast, alpha=0.05, bound=0.5)


@pytest.mark.parametrize(
    ("verdict", "expected_message"),
    [
        ("different", "significant at α = .05"),
        ("equivalent", "smaller than 0.5 points"),
        ("different but equivalent", "significant, but smaller than 0.5 points"),
        ("undecided", "detects a true difference of 0.79 points in 80 of 100"),
    ],
)
def test_every_verdict_has_a_sign_and_a_sentence(verdict, expected_message):
    assert expected_message in sentence(make_contrast(verdict))
    assert phrasing.VERDICT_SYMBOLS[verdict]


def test_without_an_estimate_the_reason_is_given():
    assert (
        sentence(make_contrast(None, reason="the condition x was not rated"))
        == "Not estimated: the condition x was not rated."
    )


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        ({"b": -1, "a": 1}, "a − b"),
        ({"a": 1, "b": -0.25, "c": -0.25, "d": -0.25, "e": -0.25}, "a − 1/4 (b + c + d + e)"),
        ({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3, "d": -1}, "1/3 (a + b + c) − d"),
        ({"a": 1, "b": 0, "c": -1}, "a − c"),
        ({"a": 0.123, "b": 0.877, "c": -1}, "0.877 b + 0.123 a − c"),
    ],
)
def test_weights_are_written_as_a_sum(weights, text):
    assert phrasing.weights_text(weights) == text


def test_what_limits_a_verdict_stands_beside_it():
    limited = make_contrast("different", warnings=["tested on rater means, because all scores are equal"])
    assert sentence(limited).endswith(" Tested on rater means, because all scores are equal.")


def test_friedman_is_told_or_why_not():
    test = {"chi2": 9.1, "df": 2, "p": 0.0106, "kendall_w": 0.2, "n": 20, "reason": None}
    assert (
        phrasing.friedman_sentence(test).replace("\xa0", " ")
        == "Friedman test: χ²(2, n = 20) = 9.10, p = .011, W = .20."
    )
    assert "needs two" in phrasing.friedman_sentence(test | {"chi2": None, "reason": "it needs two raters"})


def test_no_model_no_sentence():
    assert phrasing.omnibus_sentence(None) == phrasing.omnibus_sentence({"F": None}) == ""


def test_questions_are_called_as_participants_know_them():
    assert phrasing.question_name("upper") == "eyebrow region"
    assert phrasing.question_name("overall") == "overall"
