"""Durations and ages in words."""

from datetime import datetime, timedelta
from typing import Final

import humanize
from django import template
from django.utils import timezone

MINUTE, HOUR, DAY = 60, 3600, 86400
UNITS: Final = ((2 * MINUTE, "seconds"), (DAY, "minutes"), (float("inf"), "hours"))
"""Below each duration in seconds, the smallest unit that is worth showing."""

register = template.Library()


def duration_text(seconds: float) -> str:
    """Return a duration in words, e.g. "12 minutes" or "3 hours and 20 minutes"; negative ones as 0 seconds."""
    duration = max(round(seconds), 0)
    unit = next(unit for limit, unit in UNITS if duration < limit)
    return humanize.precisedelta(timedelta(seconds=duration), minimum_unit=unit, format="%0.0f")


@register.filter
def age(moment: datetime) -> str:
    """Return in words how long ago a moment was."""
    return duration_text((timezone.now() - moment).total_seconds())
