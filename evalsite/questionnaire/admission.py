"""Who may come in, and who may go on: what the state of the study means for a participation."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from evalsite.questionnaire import http_errors
from evalsite.questionnaire.models import Participation
from evalsite.studies.models import Study
from evalsite.studies.places import allocation

State = Study.State


def check_admits(study: Study) -> None:
    """Raise Refused unless a newcomer may begin now."""
    if study.state == State.PAUSED:
        raise http_errors.Refused(
            503,
            _("This study is taking a break"),
            _("Please come back later with the same link. Whoever has begun already may go on."),
        )
    if not study.is_live:
        raise http_errors.closed()
    if study.is_open and allocation.is_full(study):
        raise full()


def full() -> http_errors.Refused:
    """Refuse a newcomer when every place is taken."""
    return http_errors.Refused(
        503,
        _("All places are taken"),
        _(
            "Thank you for your interest! As many people as this study needs are taking part, or have done so. If "
            "somebody stops, a place becomes free: you may try again later."
        ),
    )


def check_goes_on(participation: Participation) -> None:
    """Raise Refused if the study takes no more answers of this participation; what is finished can still be looked at.

    Who has begun may finish while the study is paused. A pilot ends when the study opens.
    """
    going = (State.PILOT,) if participation.pilot else (State.OPEN, State.PAUSED)
    if participation.is_under_way and participation.study.state not in going:
        raise http_errors.closed()


def hold(participation: Participation) -> None:
    """Read the study's state again, and keep it from changing until the transaction ends.

    Without this an answer could commit just after the study had closed. Answers hold it side by side; SQLite has one
    writer at a time anyway.
    """
    share = " FOR SHARE" if connection.features.has_select_for_update else ""
    query = f"SELECT state FROM studies_study WHERE id = %s{share}"  # noqa: S608 - nothing in it comes from outside
    with connection.cursor() as cursor:
        cursor.execute(query, [participation.study_id])
        participation.study.state = cursor.fetchone()[0]
