"""The database's clock: machines that share a database may disagree about the time."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, ExpressionWrapper
from django.db.models.functions import Now

if TYPE_CHECKING:
    from django.db.models.expressions import CombinedExpression


def now_plus(seconds: float) -> "ExpressionWrapper[CombinedExpression]":
    """Return the time `seconds` from now by the database's clock; negative for the past."""
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())
