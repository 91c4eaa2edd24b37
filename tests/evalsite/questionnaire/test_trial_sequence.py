"""The trials of a participation: practice, main trials, repeats, checks and breaks, in every layout."""

from collections import Counter
from itertools import pairwise
from uuid import uuid4

import pytest

from evalsite.questionnaire.models import Participation, Trial
from evalsite.questionnaire.trial_sequence import TrialSequence
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


def kinds(trials: list[Trial]) -> Counter[str]:
    return Counter(trial.kind for trial in trials)


def of_kind(trials: list[Trial], kind: str) -> list[Trial]:
    return [trial for trial in trials if trial.kind == kind]


def study_with_everything(**protocol) -> Study:
    return create_crossed_study(
        3,
        6,
        extra=EXTRA,
        practice=[{"condition": "c0", "expected": [6, 10]}, {"condition": "c1"}],
        checks=[GOLD, INSTRUCTED, GOLD],
        protocol={"repeats": 3, "break_every": 10} | protocol,
    )


def test_everything_is_there_once_and_numbered():
    study = study_with_everything()
    trials = create_trials(study)
    assert kinds(trials) == {"practice": 2, "main": 18, "repeat": 3, "gold": 2, "instructed": 1}
    assert [trial.position for trial in trials] == list(range(-1, 25))
    assert study.read_document().presentation_count == 24
    assert all(trial.slot for trial in of_kind(trials, "main"))
    assert not any(trial.slot for trial in trials if trial.kind != "main")


def test_the_same_slots_give_the_same_trials():
    study = study_with_everything()
    person = Participation.objects.create(study=study, pk=uuid4())
    one, other = (
        [
            (trial.kind, trial.stimulus_id, trial.regions, trial.position)
            for trial in TrialSequence(
                person, study.read_document(), slot_allocation.allocate(study, person.pk)
            ).trials()
        ]
        for _ in range(2)
    )
    assert one == other


@pytest.mark.parametrize("clips", [3, 5])
@pytest.mark.parametrize("practice", [[], [{"condition": "c0"}, {"condition": "c1"}]])
def test_no_clip_runs_twice_in_a_row(clips, practice):
    study = create_crossed_study(2, clips, practice=practice, checks=[GOLD, INSTRUCTED], protocol={"practice": 2})
    for _ in range(12):
        assert not [pair for pair in pairwise(create_trials(study)) if pair[0].stimulus.clip == pair[1].stimulus.clip]


def test_practice_is_at_most_as_long_as_the_study():
    assert kinds(create_trials(create_crossed_study(2, 2, protocol={"practice": 9})))["practice"] == 4


def test_clips_are_shown_for_their_purpose():
    trials = create_trials(study_with_everything())
    assert {trial.stimulus.clip for trial in of_kind(trials, "practice")} == {"warm-up"}
    assert {trial.stimulus.clip for trial in of_kind(trials, "gold")} == {"sure"}
    assert {trial.stimulus.condition for trial in of_kind(trials, "gold")} == {"c0"}
    assert {trial.stimulus.purpose for trial in of_kind(trials, "main")} == {"rated"}


@pytest.mark.parametrize("number", range(4))
def test_no_clip_runs_twice_with_repeats_and_checks_among_them(number):
    study = study_with_everything()
    for _ in range(number):
        slot_allocation.allocate(study, uuid4())
    clips = [trial.stimulus.clip for trial in create_trials(study)]
    assert all(one != other for one, other in pairwise(clips[2:]))


def test_repeats_come_long_after_what_they_repeat():
    trials = create_trials(study_with_everything())
    first = {trial.stimulus_id: trial.position for trial in of_kind(trials, "main")}
    for repeat in of_kind(trials, "repeat"):
        assert repeat.position > 9 >= first[repeat.stimulus_id] - 1


def test_at_most_half_of_the_trials_are_repeated():
    study = create_crossed_study(2, 3, protocol={"repeats": 20})
    assert kinds(create_trials(study))["repeat"] == 3
    assert study.read_document().presentation_count == 9


def test_checks_are_spread():
    trials = create_trials(study_with_everything())
    first, second, third = sorted(trial.position for trial in trials if trial.kind in ("gold", "instructed"))
    assert first in range(2, 9)
    assert second in range(10, 17)
    assert third in range(18, 25)


def test_breaks_come_after_so_many_videos():
    assert [trial.position for trial in create_trials(study_with_everything()) if trial.break_before] == [11, 21]
    assert not any(trial.break_before for trial in create_trials(create_crossed_study(2, 6, slug="none")))


def test_practice_without_entries_shows_what_comes_last():
    trials = create_trials(create_crossed_study(2, 6, protocol={"practice": 2}))
    last = [trial.stimulus_id for trial in trials[:-3:-1]]
    assert [trial.stimulus_id for trial in of_kind(trials, "practice")] == last
    assert not kinds(create_trials(create_crossed_study(2, 6, slug="none", protocol={"practice": 0})))["practice"]


def test_blocks_ask_one_region_at_a_time_checks_too():
    design = {"layout": "blocks"}
    trials = create_trials(
        create_crossed_study(3, 6, design=design, checks=[GOLD, INSTRUCTED], protocol={"repeats": 4})
    )
    assert all(len(trial.regions) == 1 for trial in trials)
    regions = [trial.regions[0] for trial in trials if trial.kind in ("main", "gold")]
    assert sum(one != other for one, other in pairwise(regions)) == 2
    assert Counter(trial.regions[0] for trial in of_kind(trials, "main")) == {"upper": 18, "middle": 18, "lower": 18}


def test_a_check_of_a_region_stands_in_its_block():
    checks = [GOLD | {"region": region} for region in ("lower", "upper", "middle")]
    trials = create_trials(create_crossed_study(3, 6, design={"layout": "blocks"}, checks=checks))
    assert [trial.regions for trial in sorted(of_kind(trials, "gold"), key=lambda trial: int(trial.entry_number))] == [
        ["lower"],
        ["upper"],
        ["middle"],
    ]
    assert sum(one.regions != other.regions for one, other in pairwise(trials[1:])) == 2


def test_split_regions_ask_each_participant_about_one_everywhere():
    trials = create_trials(create_crossed_study(3, 6, design={"layout": "split-regions"}, checks=[GOLD, INSTRUCTED]))
    assert len({tuple(trial.regions) for trial in trials}) == 1
    assert kinds(trials)["main"] == 18


def test_together_a_gold_clip_asks_what_every_trial_asks():
    assert {tuple(trial.regions) for trial in of_kind(create_trials(study_with_everything()), "gold")} == {()}


def test_an_instructed_check_asks_its_own_question():
    study = study_with_everything()
    trial = of_kind(create_trials(study), "instructed")[0]
    (question,) = trial.questions(study.read_document())
    assert question.text == "This question checks that you read it. Please choose 3."
    assert len(of_kind(create_trials(study), "main")[0].questions(study.read_document())) == 3
