"""Durations in words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evalsite.jobs.templatetags.durations import age, duration_text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 seconds"),
        (0.4, "0 seconds"),
        (119, "1 minute and 59 seconds"),
        (121, "2 minutes"),
        (7000, "1 hour and 57 minutes"),
        (12_000, "3 hours and 20 minutes"),
        (2e5, "2 days and 8 hours"),
    ],
)
def test_durations_have_no_more_than_two_units(seconds, words):
    assert duration_text(seconds) == words


def test_duration_units_are_short():
    assert max(duration_text(seconds).count(" and ") for seconds in range(0, 300_000, 97)) == 1
    assert not any("," in duration_text(seconds) for seconds in range(0, 300_000, 97))


def test_age_of_a_moment():
    assert age(timezone.now() - timedelta(minutes=5)) == "5 minutes"
    assert age(timezone.now() + timedelta(minutes=5)) == "0 seconds"
