"""Attention checks, practice feedback and exclusion rules."""

from datetime import timedelta

import pytest
from django.db.models import F

from analysis.pipeline import analyse
from analysis.plan import Plan
from analysis.ratings import Ratings
from evalsite.questionnaire import quality_checks
from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.questionnaire.ratings import excluded_raters, ratings_table
from evalsite.studies.models import Slot
from tests.evalsite.questionnaire.visitor import CHECKPOINTS, Visitor, open_study

pytestmark = pytest.mark.django_db

GOLD = {"kind": "gold", "condition": "sea-original", "question": "upper", "expected": [7, 10]}
INSTRUCTED = {"kind": "instructed", "answer": 4}
CHECKS = [GOLD, INSTRUCTED]


def take_part(*, gold: int = 8, instructed: int = 4, **tables) -> Visitor:
    """Take part, answering gold clips and instructed checks with these numbers."""
    visitor = Visitor(Participation.objects.first().study if Participation.objects.exists() else open_study(**tables))
    visitor.to_first_trial()
    while visitor.page.videos:
        media = visitor.page.videos[0].rpartition("/")[2]
        kind = Trial.objects.get(media_id=media).kind
        answers = {"gold": {"upper": gold}, "instructed": {"upper": instructed}}.get(kind, {})
        visitor.rate(**answers)
    return visitor


def latest_participation() -> Participation:
    return Participation.objects.latest("arrived_at")


def test_passed_checks_exclude_nobody():
    take_part(checks=CHECKS)
    assert (latest_participation().state, latest_participation().excluded_by) == ("completed", "")
    assert dict(Trial.objects.exclude(check_passed=None).values_list("kind", "check_passed")) == {
        "gold": True,
        "instructed": True,
    }
    assert Slot.objects.filter(state="filled").count() == 4


@pytest.mark.parametrize(
    ("gold", "instructed", "allowed", "rule"),
    [
        (6, 4, 1, "gold"),
        (8, 5, 1, "instructed"),
        (6, 5, 2, "gold, instructed"),
        (6, 4, 2, ""),
        (6, 5, 9, "gold, instructed"),
    ],
)
def test_failed_checks_exclude(gold, instructed, allowed, rule):
    take_part(gold=gold, instructed=instructed, checks=CHECKS, protocol={"failed_checks": allowed})
    assert latest_participation().excluded_by in (rule, ", ".join(reversed(rule.split(", "))))
    assert Slot.objects.filter(state="filled").count() == (0 if rule else 4)


def test_a_gold_check_of_one_region_ignores_the_others():
    take_part(checks=[GOLD])
    assert set(Rating.objects.filter(trial__kind="gold").values_list("question", "value")) == {
        ("upper", 8),
        ("middle", 10),
        ("lower", 1),
    }
    assert not latest_participation().excluded_by


def test_checks_repeats_and_practice_stay_out_of_the_analysed_ratings():
    take_part(checks=CHECKS, protocol={"repeats": 2, "practice": 2})
    rows = ratings_table(latest_participation().study)
    assert [row.repeat for row in rows].count(0) == 12
    assert [row.repeat for row in rows].count(1) == 6
    assert len(Ratings.from_rows(rows).analysed) == 12


def test_the_analysis_excludes_and_reports_excluded_raters():
    for gold in (8, 9, 2):
        take_part(gold=gold, checks=CHECKS, protocol={"failed_checks": 1})
    study = latest_participation().study
    assert excluded_raters(study) == {latest_participation().code: "gold"}
    results = analyse(Ratings.from_rows(ratings_table(study)), Plan(), failed=excluded_raters(study))
    assert [(entry.rater, entry.rule, entry.excluded) for entry in results.screening] == [
        (latest_participation().code, "gold", True)
    ]
    assert results.counts["raters"] == 2


def test_slots_of_excluded_raters_are_free_again():
    take_part(gold=2, checks=[GOLD], design={"raters": 1})
    take_part(gold=8)
    assert latest_participation().excluded_by == ""
    assert Slot.objects.filter(state="filled").count() == Slot.objects.count() == 4


def test_answers_that_are_too_fast_exclude():
    take_part(protocol={"min_response_seconds": 5.0})
    assert latest_participation().excluded_by == "fast"
    document = latest_participation().study.read_document()
    Trial.objects.update(answered_at=F("playback_started_at") + timedelta(seconds=6))
    assert quality_checks.exclusion_rules(latest_participation(), document) == ""


def test_check_answers_and_trial_kinds_never_reach_the_browser():
    visitor = take_part(checks=CHECKS, practice=[{"condition": "sea-original", "expected": [7, 10]}])
    received = b"\n".join(visitor.received).decode()
    for word in ("gold", "instructed", "expected", "main", "repeat", *CHECKPOINTS):
        assert word not in received.replace("<main", "").replace("</main", "")


def test_an_instructed_check_shows_only_its_own_question():
    visitor = Visitor(open_study(checks=[INSTRUCTED], protocol={"practice": 0})).to_first_trial()
    asked = []
    while visitor.page.videos:
        offered = {name for name in visitor.page.form.choices if name.startswith("rating-")}
        if "Please choose 4." in visitor.response.content.decode():
            asked.append(offered)
        visitor.rate(upper=4)
    assert asked == [{"rating-upper"}]


PRACTICE = {
    "condition": "sea-original",
    "expected": [7, 9],
    "note": "This mouth moved as measured.",
    "question": "lower",
}


FEEDBACK = [(2, "Most people chose 7 to 9."), (8, "Most people answered as you did.")]


@pytest.mark.parametrize(("lower", "sentence"), FEEDBACK)
def test_practice_feedback(lower, sentence):
    visitor = Visitor(open_study(practice=[PRACTICE, {"condition": "sea-jointly"}])).to_first_trial()
    assert "Most people" not in visitor.response.content.decode()
    visitor.rate(lower=lower)
    text = visitor.response.content.decode()
    assert sentence in text
    assert "This mouth moved as measured." in text
    assert sentence in visitor.client.get(visitor.home).content.decode()
    visitor.rate()
    assert "Most people" not in visitor.response.content.decode()


def test_feedback_on_the_last_practice_is_on_the_first_trial():
    visitor = Visitor(open_study(practice=[PRACTICE])).to_first_trial()
    visitor.rate()
    assert "Most people chose 7 to 9." in visitor.response.content.decode()
    visitor.rate()
    assert "Most people" not in visitor.response.content.decode()


def test_each_trial_of_a_block_asks_about_one_region():
    visitor = Visitor(open_study(design={"layout": "blocks"}, protocol={"practice": 0})).to_first_trial()
    fields = visitor.watch_and_fill()
    assert len([name for name in fields if name.startswith("rating-")]) == 1
    visitor.post(visitor.page.form.action, fields | {"rating-upper": "3", "rating-lower": "3"})
    assert visitor.response.status_code == 400
    visitor.to_end()
    assert len(ratings_table(visitor.participation.study)) == Rating.objects.count() == 12


def test_split_questions_from_the_link_to_the_table():
    study = open_study(design={"layout": "split-questions", "raters": 3})
    for _ in range(3):
        Visitor(study).to_first_trial().to_end()
    rows = ratings_table(study)
    assert len(rows) == 12
    assert {row.question for row in rows} == {"upper", "middle", "lower"}
    assert Visitor(study).response.status_code == 503


@pytest.mark.parametrize("scale", [[1, 5], [1, 7], [0, 10], [0, 100]])
def test_other_scales(scale):
    visitor = Visitor(open_study(design={"scale": scale}, protocol={"practice": 0})).to_first_trial()
    low, high = scale
    visitor.rate(upper=low, middle=high, lower=high - 1)
    assert set(Rating.objects.values_list("value", flat=True)) == {low, high, high - 1}
    form, fields = visitor.page.form, visitor.watch_and_fill(upper=low, middle=high, lower=high)
    for wrong in (low - 1, high + 1):
        visitor.post(form.action, fields | {"rating-upper": str(wrong)})
        assert visitor.response.status_code == 400


def test_unfinished_answers_are_used_where_the_consent_says_so():
    study = open_study(protocol={"incomplete": "include", "consent": "Your answers are used even if you stop."})
    visitor = Visitor(study).to_first_trial()
    visitor.rate()
    visitor.rate()
    assert len(ratings_table(study)) == 3


@pytest.mark.parametrize(("kept", "rows"), [("keep", 3), ("delete", 0)])
def test_kept_answers_of_withdrawn_participants_are_used(kept, rows):
    study = open_study(protocol={"practice": 0})
    visitor = Visitor(study).to_first_trial()
    visitor.rate()
    visitor.post(visitor.home + "withdraw", {"answers": kept})
    assert len(ratings_table(study)) == rows
    assert Slot.objects.filter(state="filled").count() == rows // 3
