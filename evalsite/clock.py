"""Time as the database has it: machines that share one need not agree on what time it is."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, ExpressionWrapper
from django.db.models.functions import Now

if TYPE_CHECKING:
    from django.db.models.expressions import CombinedExpression


def from_now(seconds: float) -> "ExpressionWrapper[CombinedExpression]":
    """Return a moment by the database's clock."""
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())
