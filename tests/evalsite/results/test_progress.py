"""What the pilot tells: how many got through and how long it took, of the pilot alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evalsite.questionnaire.models import Participation
from evalsite.results import progress

pytestmark = pytest.mark.django_db


def take_part(study, *, minutes: float | None = None, **fields) -> Participation:
    """Let somebody begin the pilot, and complete it if it took `minutes`."""
    begun = timezone.now() - timedelta(hours=1)
    ended = {"state": "completed", "completed_at": begun + timedelta(minutes=minutes)} if minutes is not None else {}
    known = {"pilot": True, "state": "started", "consented_at": begun, "started_at": begun} | ended | fields
    return Participation.objects.create(study=study, **known)


def test_nobody_in_a_pilot_is_nothing_to_tell(study_maker):
    study = study_maker()
    take_part(study, pilot=False, minutes=3)
    take_part(study, state="arrived", consented_at=None, started_at=None)
    assert progress.pilot_summary(study) is None


def test_the_median_is_of_those_who_completed(study_maker):
    study = study_maker()
    for minutes in (2, 4, 30, None):
        take_part(study, minutes=minutes)
    take_part(study, pilot=False, minutes=100)
    found = progress.pilot_summary(study)
    assert (found.began, found.completed, found.simulated) == (4, 3, False)
    assert found.median_minutes == pytest.approx(4)


def test_none_completed_has_no_minutes(study_maker):
    study = study_maker()
    take_part(study)
    assert progress.pilot_summary(study) == progress.PilotSummary(1, 0, None, simulated=False)


def test_one_script_is_enough_to_say_so(study_maker):
    study = study_maker()
    take_part(study, minutes=1)
    take_part(study, minutes=1, simulated=True)
    assert progress.pilot_summary(study).simulated


def test_it_takes_one_query_however_many_took_part(study_maker, django_assert_num_queries):
    study = study_maker()
    for minutes in range(5):
        take_part(study, minutes=minutes)
    with django_assert_num_queries(1):
        progress.pilot_summary(study)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_the_page_shows_it_beside_the_study(researcher, study_maker, state):
    study = study_maker(state=state)
    take_part(study, minutes=4.26)
    take_part(study)
    text = researcher.get("/studies/first/").content.decode()
    assert "1 of 2 participants completed it, in a median of 4.3 minutes from the first video to the last" in text
    assert "simulated participants" not in text
