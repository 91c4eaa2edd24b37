"""Durations as a person says them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evalsite.jobs.templatetags.durations import age, duration_text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (0.4, "0 s"),
        (119, "119 s"),
        (121, "2 min"),
        (7000, "117 min"),
        (12_000, "3 h 20 min"),
        (2e5, "2 days"),
    ],
)
def test_durations_are_spoken(seconds, words):
    assert duration_text(seconds) == words


def test_a_longer_time_is_never_said_in_a_smaller_unit():
    units = [duration_text(seconds).split()[1] for seconds in range(0, 300_000, 97)]
    ranks = [("s", "min", "h", "days").index(unit) for unit in units]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2, 3}


def test_how_long_ago():
    assert age(timezone.now() - timedelta(minutes=5)) == "5 min"
    assert age(timezone.now() + timedelta(minutes=5)) == "0 s"
