"""Minutes and reward: from videos and pilot, frozen as they were told, and named if they are far off."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evalsite.questionnaire.models import Participation
from evalsite.studies import duration, editing, lifecycle, terms
from evalsite.studies.document import document
from evalsite.studies.models import Study
from tests.evalsite.studies.test_lifecycle import TABLES, finish_videos, recordings_and_checkpoint, study

__all__ = ["recordings_and_checkpoint", "study"]

HOURLY = {"payment": {"reward_per_hour": 12}}


def load(clips: int = 8, **tables) -> document.StudyDocument:
    named = [{"name": f"clip-{number}", "recording": f"corpus/{number}"} for number in range(clips)]
    return document.load_document(TABLES | {"clips": named} | tables)


def minutes(loaded: document.StudyDocument, seconds: float) -> float:
    return duration.duration_from_videos(loaded, {clip.name: seconds for clip in loaded.clips}).minutes


def notes(loaded: document.StudyDocument, seconds: float) -> list[str]:
    estimate = duration.duration_from_videos(loaded, {clip.name: seconds for clip in loaded.clips})
    return terms.term_notes(loaded, terms.document_terms(loaded, estimate))


def complete_pilot(study: Study, *minutes: float, simulated: bool = False) -> None:
    for each in minutes:
        end = timezone.now()
        person = Participation.objects.create(
            study=study, pilot=True, simulated=simulated, state="completed", completed_at=end
        )
        Participation.objects.filter(pk=person.pk).update(arrived_at=end - timedelta(minutes=each))


@given(clips=st.integers(2, 60), seconds=st.floats(0.5, 120), extra=st.floats(0.1, 60))
def test_longer_or_more_videos_take_longer(clips, seconds, extra):
    shorter, longer = minutes(load(clips), seconds), minutes(load(clips), seconds + extra)
    assert shorter < longer
    assert shorter < minutes(load(clips + 1), seconds)
    # Everything is watched, with one practice video at least.
    assert (2 * clips + 1) * seconds < 60 * shorter


@pytest.mark.parametrize(
    "tables",
    [
        {"protocol": {"repeats": 4}},
        {"protocol": {"practice": 3}},
        {"protocol": {"break_every": 5}},
        {"checks": [{"kind": "instructed", "answer": 3}]},
        {"before": [{"name": "age", "kind": "number", "text": "How old are you?"}]},
        {"practice": [{"condition": "measured"}, {"condition": "measured"}]},
    ],
    ids=str,
)
def test_all_that_a_participant_does_takes_time(tables):
    assert minutes(load(**tables), 3.0) > minutes(load(), 3.0)


def test_one_question_a_video_is_quicker_than_three():
    split = load(design={"layout": "split-questions"})
    assert split.trial_count == load().trial_count
    assert minutes(split, 3.0) < minutes(load(), 3.0)


def test_a_clip_of_unknown_length_counts_as_the_average():
    known = {"clip-0": 4.0, "clip-1": 8.0}
    assert duration.duration_from_videos(load(3), known).minutes == pytest.approx(minutes(load(3), 6.0))


@pytest.mark.parametrize("seconds", [3.0, 20.0])
def test_15_minutes_and_3_dollars_are_not_right_for_every_study(seconds):
    """As the first presets had it: 16 videos of 3 s took minutes, 44 of 20 s half an hour."""
    loaded = load(
        8 if seconds == 3 else 22, protocol={"minutes": 15}, payment={"minutes": 15, "reward": 3}, design={"raters": 4}
    )
    found = notes(loaded, seconds)
    assert found[0].startswith("protocol.minutes: 15 minutes, but by the length of the videos a participation takes")
    assert found[1].startswith("payment.minutes: 15 minutes, but")
    assert [note for note in found if note.startswith("payment.reward: 3 USD")] == found[2:]
    assert len(found) == (2 if seconds == 3 else 3)


@pytest.mark.parametrize(
    ("payment", "named"),
    [
        ({"reward": 1}, False),
        ({"reward": "0.20"}, True),
        ({"reward": 30}, True),
        ({"reward": 30, "currency": "JPY"}, False),
        ({"reward_per_hour": 12}, False),
        ({"reward_per_hour": 90}, False),
        ({"reward": 1, "reward_per_hour": 12}, False),
        ({"reward": 3, "reward_per_hour": 12}, True),
        ({}, False),
    ],
    ids=str,
)
def test_a_reward_far_from_what_is_usual_or_wanted_is_named(payment, named):
    loaded = load(payment=payment)
    assert 4 < minutes(loaded, 3.0) < 8
    assert any(note.startswith("payment.reward: ") for note in notes(loaded, 3.0)) == named


@given(clips=st.integers(2, 40), seconds=st.floats(1, 30), per_hour=st.decimals("1", "60", places=2))
def test_computed_terms_are_never_named_and_pay_what_was_wanted(clips, seconds, per_hour):
    loaded = load(clips, payment={"reward_per_hour": str(per_hour)})
    estimate = duration.duration_from_videos(loaded, {clip.name: seconds for clip in loaded.clips})
    found = terms.document_terms(loaded, estimate)
    assert [note for note in terms.term_notes(loaded, found) if not note.startswith("design")] == []
    assert estimate.minutes <= found.minutes <= estimate.minutes + 1
    assert found.reward * 60 >= per_hour * Decimal(found.minutes)


@pytest.mark.parametrize(("clips", "seconds"), [(40, 60.0), (300, 600.0), (2000, 600.0)])
def test_a_very_long_study_is_named_and_its_document_can_still_be_read(clips, seconds):
    loaded = load(clips)
    (note,) = notes(loaded, seconds)
    assert note.startswith(f"design.trials_per_rater: a participation of {2 * clips} videos takes about ")
    found = terms.document_terms(loaded, duration.duration_from_videos(loaded, {"clip-0": seconds}))
    stored = terms.with_told_terms(loaded.to_stored(), found, terms.open_keys(loaded))
    assert document.load_document(stored).protocol.minutes == found.minutes


def create_study(**tables) -> Study:
    created = lifecycle.create(document.load_document(TABLES | tables))
    finish_videos()
    return created


@pytest.mark.django_db
@pytest.mark.usefixtures("recordings_and_checkpoint")
class TestFrozenTerms:
    """What participants were told stays in the study's document."""

    def test_opening_writes_them_into_the_document(self):
        opened = lifecycle.open(create_study(**HOURLY))
        loaded = opened.read_document()
        estimate = duration.estimate_duration(opened)
        assert loaded.protocol.minutes == estimate.told
        assert loaded.payment.reward == Decimal(estimate.told) * 12 / 60
        assert opened.versions.get().document == opened.document
        assert opened.document["computed"] == ["protocol.minutes", "payment.reward"]

    def test_what_the_file_says_stays(self):
        given = {"protocol": {"minutes": 42}, "payment": {"reward": "1.50", "reward_per_hour": 12}}
        opened = lifecycle.open(create_study(**given))
        assert opened.read_document().protocol.minutes == 42
        assert opened.read_document().payment.reward == Decimal("1.50")
        assert "computed" not in opened.document

    def test_after_a_pilot_the_median_of_its_people_counts(self):
        piloted = lifecycle.pilot(create_study(**HOURLY))
        told = piloted.read_document().protocol.minutes
        complete_pilot(piloted, 10, 30)
        complete_pilot(piloted, 0.1, 0.1, 0.1, simulated=True)
        assert duration.estimate_duration(piloted).pilot == 0
        complete_pilot(piloted, 20)
        assert duration.estimate_duration(piloted).pilot == 3
        opened = lifecycle.open(piloted)
        assert told < 20 < opened.read_document().protocol.minutes <= 22
        assert opened.read_document().payment.reward == Decimal(opened.read_document().protocol.minutes) / 5

    def test_a_text_changed_later_leaves_them(self):
        opened = lifecycle.open(create_study(**HOURLY))
        told = opened.read_document()
        changed = document.load_document(TABLES | HOURLY | {"protocol": {"consent": "Our new address."}})
        edited = editing.edit(opened, changed, "", note="address").read_document()
        assert edited.protocol.minutes == told.protocol.minutes
        assert edited.payment == told.payment
        assert edited.protocol.consent == "Our new address."

    def test_in_a_pilot_they_follow_a_change(self):
        piloted = lifecycle.pilot(create_study(**HOURLY))
        before = piloted.read_document()
        longer = document.load_document(TABLES | HOURLY | {"protocol": {"repeats": 2, "practice": 4}})
        after = editing.edit(piloted, longer, "", note="more practice").read_document()
        assert after.protocol.minutes > before.protocol.minutes
        assert after.payment.reward > before.payment.reward

    def test_a_study_of_the_first_release_keeps_what_it_told(self):
        created = create_study()
        created.document["protocol"]["minutes"] = 5
        created.save()
        opened = lifecycle.open(created)
        assert opened.read_document().protocol.minutes == 5
        edited = editing.edit(opened, document.load_document(TABLES | {"protocol": {"consent": "We."}}), "", note="x")
        assert edited.read_document().protocol.minutes == 5


@pytest.mark.parametrize(
    ("design", "advice"),
    [
        ({"clip_showings": "once", "raters": 20}, ""),
        ({"raters": 21}, ""),
        (
            {"clip_showings": "once", "raters": 21},
            "among 2 conditions; equally many ratings of each video take 20 or 22",
        ),
        (
            {"conditions_per_rater": "one", "raters": 1},
            "among 2 conditions; equally many ratings of each video take 2,",
        ),
        (
            {"conditions_per_rater": "one", "layout": "split-questions", "raters": 20},
            "among 6 conditions × questions; equally many ratings of each video take 18 or 24, so write raters = 18",
        ),
    ],
    ids=str,
)
def test_raters_who_can_not_be_divided_among_conditions_are_named(design, advice):
    found = [note for note in notes(load(design=design), 3.0) if note.startswith("design.raters")]
    assert len(found) == bool(advice)
    assert advice in "".join(found)


@pytest.mark.parametrize("design", [{"clip_showings": "once"}, {"conditions_per_rater": "one"}], ids=str)
def test_who_sees_each_clip_once_needs_less_time(design):
    whole, part = load(protocol={"practice": 0}), load(design=design, protocol={"practice": 0})
    assert part.trial_count == whole.trial_count / 2
    assert minutes(part, 20.0) < minutes(whole, 20.0)
