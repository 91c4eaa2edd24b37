"""Erasure on request and after the retention time; people are recognised without their ids."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from evalsite.jobs import scheduler
from evalsite.jobs.management.commands import scheduler as scheduler_command
from evalsite.questionnaire.models import Participation, Rating
from evalsite.recruitment.models import Recruit, possible_pseudonyms, pseudonym
from evalsite.results import participants
from evalsite.studies import lifecycle
from evalsite.studies.models import Study
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db

PERSON = "5f1e0c9a7b3d2e4f6a8b9c0d"
PROLIFIC_QUERY = {
    "PROLIFIC_PID": PERSON,
    "STUDY_ID": "60d5ecb8f1a2b3c4d5e6f708",
    "SESSION_ID": "61a0b1c2d3e4f506",
}
CODE = {"recruitment": {"prolific": {"completion_code": "C1A2B3C4"}, "direct": True}}


def enter_from_prolific(client) -> str:
    """Open Prolific's link and return the address that it redirects to."""
    return client.get("/s/faces/", PROLIFIC_QUERY)["Location"]


@pytest.fixture
def study(client) -> Study:
    """Return a study with two completed participations, one of them from Prolific."""
    study = open_study(**CODE)
    Visitor(study).to_first_trial().to_end()
    Recruit.objects.create(
        study=study,
        platform="prolific",
        pseudonym=pseudonym(study.pk, "prolific", PERSON),
        platform_person_id=PERSON,
        platform_study_id="e",
        platform_submission_id="s",
        participation=Participation.objects.get(),
    )
    Visitor(study).to_first_trial().to_end()
    return study


def test_pseudonyms_differ_by_study_and_key(settings):
    mine = pseudonym(1, "prolific", PERSON)
    others = {
        pseudonym(2, "prolific", PERSON),
        pseudonym(1, "mturk", PERSON),
        pseudonym(1, "prolific", "x"),
    }
    assert mine not in others
    assert PERSON not in mine
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert pseudonym(1, "prolific", PERSON) != mine
    assert mine in possible_pseudonyms(1, "prolific", PERSON)


def test_a_person_is_recognised_after_erasure_and_key_rotation(client, settings):
    open_study(**CODE)
    first = enter_from_prolific(client)
    Recruit.objects.erase_ids()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    enter_from_prolific(client)
    assert Participation.objects.count() == 1
    assert client.get(first).status_code == 200
    assert Recruit.objects.get().platform_person_id == PERSON


def test_erasing_by_code(study, capsys):
    code = Recruit.objects.get().participation.code
    call_command("erase_participant", "faces", code)
    person = Participation.objects.get(code=code)
    assert (person.state, person.answers_kept) == ("withdrawn", False)
    assert Rating.objects.filter(trial__participation=person).count() == 0
    assert Rating.objects.count() == 12
    assert Recruit.objects.values_list("platform_person_id", "platform_study_id", "platform_submission_id").get() == (
        "",
        "",
        "",
    )
    assert f"Erased {code} of study faces." in capsys.readouterr().out
    assert code not in [row[0] for row in participants.participant_rows(study)]


def test_erasing_by_platform_id_can_be_repeated_after_the_ids_are_erased(study):
    call_command("erase_participant", "--person", PERSON)
    call_command("erase_participant", "--person", PERSON)
    assert Rating.objects.count() == 12
    assert Participation.objects.filter(state="withdrawn").count() == 1


def test_erasure_overrules_kept_answers(study):
    Participation.objects.update(state="withdrawn", answers_kept=True)
    call_command("erase_participant", "faces", Recruit.objects.get().participation.code)
    assert list(Participation.objects.order_by("answers_kept").values_list("answers_kept", flat=True)) == [False, True]
    assert Rating.objects.count() == 12


def test_erasure_after_closing_warns_about_results_and_downloads(study, capsys):
    lifecycle.close(study)
    call_command("erase_participant", "faces", Recruit.objects.get().participation.code)
    assert "still contain them" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name the participant"),
        (["faces"], "name the participant"),
        (["faces", "r000"], "no participant 'r000'"),
        (["nothing", "r000"], "no study 'nothing'"),
        (["--person", "nobody"], "nobody with this prolific id"),
        (["faces", "r000", "--person", PERSON], "name the participant"),
    ],
)
def test_mistakes_are_reported_in_one_sentence(study, capsys, arguments, message):
    with pytest.raises(SystemExit) as stopped:
        call_command("erase_participant", *arguments)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
    assert Rating.objects.count() == 24


@pytest.mark.parametrize(("closed_days_ago", "days", "erased"), [(91, None, 1), (89, None, 0), (2, 1, 1), (None, 0, 0)])
def test_retention(study, capsys, closed_days_ago, days, erased):
    if closed_days_ago is not None:
        Study.objects.update(closed=timezone.now() - timedelta(days=closed_days_ago))
    call_command("retention", *([] if days is None else ["--days", str(days)]))
    assert f"of {erased} participants" in capsys.readouterr().out
    assert Recruit.objects.filter(platform_person_id="").count() == erased
    assert Rating.objects.count() == 24


def test_the_scheduler_erases_expired_ids(study, monkeypatch):
    monkeypatch.setattr(scheduler, "DAY_SECONDS", 0.0)
    monkeypatch.setattr(scheduler_command, "close_old_connections", lambda: None)
    Study.objects.update(closed=timezone.now() - timedelta(days=91))
    scheduler_command.tick()
    assert Recruit.objects.get().platform_person_id == ""
