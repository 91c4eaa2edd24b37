"""How long ago something was, as a person says it."""

from datetime import datetime

from django import template
from django.utils import timezone

from evalsite.jobs.shown.spoken import spoken

register = template.Library()


@register.filter
def ago(moment: datetime) -> str:
    """Return how long it has been since then."""
    return spoken((timezone.now() - moment).total_seconds())
