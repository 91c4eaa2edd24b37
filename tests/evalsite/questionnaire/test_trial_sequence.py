"""The trials of a participation: practice, main trials, repeats, checks and breaks, in every layout."""

from collections import Counter
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.questionnaire.models import Participation, Trial
from evalsite.questionnaire.trial_sequence import MIN_VIDEOS_AFTER_BREAK, TrialSequence, break_positions
from evalsite.studies.allocation import slot_allocation
from evalsite.studies.models import Study
from tests.evalsite.studies.crossed_study import create_crossed_study

pytestmark = pytest.mark.django_db

GOLD = {"kind": "gold", "condition": "c0", "expected": [6, 10]}
INSTRUCTED = {"kind": "instructed", "answer": 3}
EXTRA = (
    {"name": "warm-up", "recording": "corpus/w", "purpose": "practice"},
    {"name": "sure", "recording": "corpus/s", "purpose": "checks"},
)


def create_trials(study: Study) -> list[Trial]:
    person = Participation.objects.create(study=study, pk=uuid4())
    slots = slot_allocation.allocate(study, person.pk)
    return TrialSequence(person, study.read_document(), slots).trials()


def count_kinds(trials: list[Trial]) -> Counter[str]:
    return Counter(trial.kind for trial in trials)


def filter_by_kind(trials: list[Trial], kind: str) -> list[Trial]:
    return [trial for trial in trials if trial.kind == kind]


def create_full_study(**protocol) -> Study:
    return create_crossed_study(
        3,
        6,
        extra=EXTRA,
        practice=[{"condition": "c0", "expected": [6, 10]}, {"condition": "c1"}],
        checks=[GOLD, INSTRUCTED, GOLD],
        protocol={"repeats": 3, "break_every": 10} | protocol,
    )


def test_trials_are_complete_and_numbered():
    study = create_full_study()
    trials = create_trials(study)
    assert count_kinds(trials) == {"practice": 2, "main": 18, "repeat": 3, "gold": 2, "instructed": 1}
    assert [trial.position for trial in trials] == list(range(-1, 25))
    assert study.read_document().presentation_count == 24
    assert all(trial.slot for trial in filter_by_kind(trials, "main"))
    assert not any(trial.slot for trial in trials if trial.kind != "main")


def test_the_same_slots_give_the_same_trials():
    study = create_full_study()
    person = Participation.objects.create(study=study, pk=uuid4())
    one, other = (
        [
            (trial.kind, trial.stimulus_id, trial.questions, trial.position)
            for trial in TrialSequence(
                person, study.read_document(), slot_allocation.allocate(study, person.pk)
            ).trials()
        ]
        for _ in range(2)
    )
    assert one == other


@pytest.mark.parametrize("clips", [3, 5])
@pytest.mark.parametrize("practice", [[], [{"condition": "c0"}, {"condition": "c1"}]])
def test_no_clip_is_shown_twice_in_a_row(clips, practice):
    study = create_crossed_study(2, clips, practice=practice, checks=[GOLD, INSTRUCTED], protocol={"practice": 2})
    for _ in range(12):
        assert not [pair for pair in pairwise(create_trials(study)) if pair[0].stimulus.clip == pair[1].stimulus.clip]


def test_practice_is_at_most_as_long_as_the_study():
    assert count_kinds(create_trials(create_crossed_study(2, 2, protocol={"practice": 9})))["practice"] == 4


def test_clips_are_shown_for_their_purpose():
    trials = create_trials(create_full_study())
    assert {trial.stimulus.clip for trial in filter_by_kind(trials, "practice")} == {"warm-up"}
    assert {trial.stimulus.clip for trial in filter_by_kind(trials, "gold")} == {"sure"}
    assert {trial.stimulus.condition for trial in filter_by_kind(trials, "gold")} == {"c0"}
    assert {trial.stimulus.purpose for trial in filter_by_kind(trials, "main")} == {"rated"}


@pytest.mark.parametrize("number", range(4))
def test_no_clip_is_shown_twice_in_a_row_with_repeats_and_checks(number):
    study = create_full_study()
    for _ in range(number):
        slot_allocation.allocate(study, uuid4())
    clips = [trial.stimulus.clip for trial in create_trials(study)]
    assert all(one != other for one, other in pairwise(clips[2:]))


def test_repeats_of_the_first_half_come_in_the_second_half():
    trials = create_trials(create_full_study())
    first = {trial.stimulus_id: trial.position for trial in filter_by_kind(trials, "main")}
    for repeat in filter_by_kind(trials, "repeat"):
        assert repeat.position > 9 >= first[repeat.stimulus_id] - 1


def test_at_most_half_of_the_trials_are_repeated():
    study = create_crossed_study(2, 3, protocol={"repeats": 20})
    assert count_kinds(create_trials(study))["repeat"] == 3
    assert study.read_document().presentation_count == 9


def test_checks_are_spread():
    trials = create_trials(create_full_study())
    first, second, third = sorted(trial.position for trial in trials if trial.kind in ("gold", "instructed"))
    assert first in range(2, 9)
    assert second in range(10, 17)
    assert third in range(18, 25)


def test_breaks_come_at_the_configured_interval():
    assert [trial.position for trial in create_trials(create_full_study()) if trial.break_before] == [11, 21]
    assert not any(trial.break_before for trial in create_trials(create_crossed_study(2, 6, slug="none")))


def test_practice_without_entries_uses_the_last_trials():
    trials = create_trials(create_crossed_study(2, 6, protocol={"practice": 2}))
    last = [trial.stimulus_id for trial in trials[:-3:-1]]
    assert [trial.stimulus_id for trial in filter_by_kind(trials, "practice")] == last
    assert not count_kinds(create_trials(create_crossed_study(2, 6, slug="none", protocol={"practice": 0})))["practice"]


def test_in_blocks_each_trial_asks_about_one_region():
    design = {"layout": "blocks"}
    trials = create_trials(
        create_crossed_study(3, 6, design=design, checks=[GOLD, INSTRUCTED], protocol={"repeats": 4})
    )
    assert all(len(trial.questions) == 1 for trial in trials)
    regions = [trial.questions[0] for trial in trials if trial.kind in ("main", "gold")]
    assert sum(one != other for one, other in pairwise(regions)) == 2
    assert Counter(trial.questions[0] for trial in filter_by_kind(trials, "main")) == {
        "upper": 18,
        "middle": 18,
        "lower": 18,
    }


def test_a_check_of_one_region_is_in_its_block():
    checks = [GOLD | {"question": region} for region in ("lower", "upper", "middle")]
    trials = create_trials(create_crossed_study(3, 6, design={"layout": "blocks"}, checks=checks))
    assert [
        trial.questions for trial in sorted(filter_by_kind(trials, "gold"), key=lambda trial: int(trial.entry_number))
    ] == [
        ["lower"],
        ["upper"],
        ["middle"],
    ]
    assert sum(one.questions != other.questions for one, other in pairwise(trials[1:])) == 2


def test_split_questions_ask_a_participant_about_one_region_only():
    trials = create_trials(create_crossed_study(3, 6, design={"layout": "split-questions"}, checks=[GOLD, INSTRUCTED]))
    assert len({tuple(trial.questions) for trial in trials}) == 1
    assert count_kinds(trials)["main"] == 18


def test_gold_checks_ask_about_all_regions_in_the_together_layout():
    assert {tuple(trial.questions) for trial in filter_by_kind(create_trials(create_full_study()), "gold")} == {()}


def test_an_instructed_check_asks_its_own_question():
    study = create_full_study()
    trial = filter_by_kind(create_trials(study), "instructed")[0]
    (question,) = trial.questions_in(study.read_document())
    assert question.text == "This question checks that you read it. Please choose 3."
    assert len(filter_by_kind(create_trials(study), "main")[0].questions_in(study.read_document())) == 3


@given(count=st.integers(0, 400), every=st.none() | st.integers(5, 60))
def test_breaks_come_regularly_and_never_at_the_beginning_or_before_the_last_videos(count, every):
    positions = list(break_positions(count, every))
    assert all(1 < position <= count - MIN_VIDEOS_AFTER_BREAK + 1 for position in positions)
    assert all(later - earlier == every for earlier, later in pairwise([1, *positions]))
    # Without a break nobody watches more than the study asks for, and the last few.
    assert every is None or count - (positions[-1] if positions else 1) + 1 < every + MIN_VIDEOS_AFTER_BREAK


def test_a_break_never_comes_before_the_last_video():
    study = create_crossed_study(2, 8, protocol={"break_every": 15})
    assert not [trial for trial in create_trials(study) if trial.break_before]


@pytest.mark.parametrize("design", [{"clip_showings": "once"}, {"conditions_per_rater": "one"}])
def test_nobody_meets_a_rated_clip_in_two_conditions(design):
    checks = [INSTRUCTED, {"kind": "instructed", "answer": 2}]
    study = create_crossed_study(3, 6, design=design, checks=checks, protocol={"repeats": 2, "practice": 2})
    for _ in range(6):
        trials = create_trials(study)
        shown = {(trial.stimulus.clip, trial.stimulus.condition) for trial in trials}
        assert len(shown) == len({clip for clip, _ in shown}) == 6
        conditions = {condition for _, condition in shown}
        assert len(conditions) == (1 if "conditions_per_rater" in design else 3)


def test_practice_and_checks_of_a_condition_show_the_clips_that_the_participant_rates_in_it():
    practice = [{"condition": "c0"}, {"condition": "c2"}]
    study = create_crossed_study(
        3, 6, design={"clip_showings": "once"}, practice=practice, checks=[GOLD, INSTRUCTED], protocol={"repeats": 2}
    )
    for _ in range(6):
        trials = create_trials(study)
        assert [trial.stimulus.condition for trial in trials[:2]] == ["c0", "c2"]
        shown = {(trial.stimulus.clip, trial.stimulus.condition) for trial in trials}
        assert len(shown) == len({clip for clip, _ in shown}) == 6


def test_a_participant_of_one_condition_meets_another_by_clips_set_apart_only():
    spare = [{"name": f"s{kind}", "recording": f"s{kind}", "purpose": kind} for kind in ("practice", "checks")]
    study = create_crossed_study(
        3,
        6,
        extra=tuple(spare),
        design={"conditions_per_rater": "one"},
        practice=[{"condition": "c0"}],
        checks=[GOLD, INSTRUCTED],
    )
    for _ in range(6):
        trials = create_trials(study)
        rated = [trial for trial in trials if trial.stimulus.purpose == "rated"]
        assert len({trial.stimulus.condition for trial in rated}) == 1
        assert {trial.kind for trial in trials if trial not in rated} == {"practice", "gold"}
