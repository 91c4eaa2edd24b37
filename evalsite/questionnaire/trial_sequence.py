"""The trials of one participation in their order: practice, allocated slots, repeats, checks and breaks.

`evalsite.studies.allocation.counterbalancing` decides the order of the slots; this module only inserts the rest.
"""

import random
from collections.abc import Callable, Sequence
from typing import Final

from evalsite.questionnaire.models import LAST_PRACTICE_POSITION, Participation, Trial
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.practice_and_checks import Check, Practice
from evalsite.studies.models import Slot, StudyStimulus

Kind = Trial.Kind
Purpose = StudyStimulus.Purpose

MIN_VIDEOS_AFTER_BREAK: Final = 3
"""Nobody needs a rest when almost nothing is left."""


def break_positions(count: int, break_every: int | None) -> range:
    """Return the positions, counted from 1, of the videos that come right after a break.

    No break comes at the beginning, right after the practice, nor with fewer than three videos left.
    """
    if break_every is None:
        return range(0)
    return range(break_every + 1, count - MIN_VIDEOS_AFTER_BREAK + 2, break_every)


class TrialSequence:
    """Builds the trials of one participation; the same slots always give the same trials.

    An insertion index is the number of trials before the inserted one.
    """

    def __init__(self, participation: Participation, document: StudyDocument, slots: Sequence[Slot]) -> None:
        self.participation = participation
        self.document = document
        lease = slots[0].lease
        arrival = lease.arrival if lease else 0
        self.random = random.Random(f"{document.design.seed} {arrival} session")  # noqa: S311 - an order, not a secret
        self.stimuli = list(participation.study.stimuli.order_by("condition", "clip"))
        by_id = {stimulus.pk: stimulus for stimulus in self.stimuli}
        self.main = [
            self._trial(Kind.MAIN, by_id[slot.stimulus_id], [slot.question] if slot.question else [], slot=slot)
            for slot in slots
        ]

    def trials(self) -> list[Trial]:
        """Return all trials with their positions."""
        practice = self._practice()
        for position, trial in enumerate(practice, start=LAST_PRACTICE_POSITION - len(practice) + 1):
            trial.position = position
        trials = self._with_checks(self._with_repeats(self.main))
        breaks = break_positions(len(trials), self.document.protocol.break_every)
        for position, trial in enumerate(trials, start=1):
            trial.position = position
            trial.break_before = position in breaks
        return practice + trials

    def _practice(self) -> list[Trial]:
        """Return the practice trials of the study file, or else some of the last main trials' stimuli."""
        if not self.document.practice:
            return [self._trial(Kind.PRACTICE, trial.stimulus, trial.questions) for trial in self._last_trials()]
        first, practice = self.main[0], list[Trial]()
        for number, entry in enumerate(self.document.practice):
            neighbour_clips = {trial.stimulus.clip for trial in (first, *practice[-1:])}
            stimuli = self._matching_stimuli(entry, Purpose.PRACTICE)
            others = [stimulus for stimulus in stimuli if stimulus.clip not in neighbour_clips]
            stimulus = self.random.choice(others or stimuli)
            practice.append(self._trial(Kind.PRACTICE, stimulus, self._questions(entry, near=first), entry=number))
        return practice

    def _last_trials(self) -> list[Trial]:
        """Return the last main trials, whose rating is farthest away, but not ending with the first trial's clip."""
        backwards, count = self.main[::-1], min(self.document.protocol.practice, len(self.main))
        windows = [backwards[start : start + count] for start in range(len(backwards) - count + 1)]
        first_clip = self.main[0].stimulus.clip
        return next((each for each in windows if each and each[-1].stimulus.clip != first_clip), windows[0])

    def _with_repeats(self, trials: list[Trial]) -> list[Trial]:
        """Insert some trials of the first half again in the second half."""
        half = len(trials) // 2
        for original in self.random.sample(trials[:half], self.document.repeat_count):
            repeat = self._trial(Kind.REPEAT, original.stimulus, original.questions)
            trials = self._inserted(trials, repeat, range(half + 1, len(trials) + 1))
        return trials

    def _with_checks(self, trials: list[Trial]) -> list[Trial]:
        """Spread the checks evenly, in the order of the file; a check of one question goes into its block."""
        count, length = len(self.document.checks), len(trials)
        for number, entry in enumerate(self.document.checks):
            stretch = range(1 + number * length // count + number, 1 + (number + 1) * length // count + number)
            block = [index for index in range(1, len(trials) + 1) if trials[index - 1].questions == [entry.question]]
            indices = block or stretch
            questions = self._questions(entry, near=trials[self.random.choice(indices) - 1])
            stimuli = self._matching_stimuli(entry, Purpose.CHECKS)
            shuffled = self.random.sample(stimuli, len(stimuli))
            candidates = [self._trial(Kind(entry.kind), stimulus, questions, entry=number) for stimulus in shuffled]
            fitting = (each for each in candidates if any(_differs_in_clip(trials, each, index) for index in indices))
            check = next(fitting, candidates[0])
            trials = self._inserted(trials, check, indices, fallback=range(1, len(trials) + 1))
        return trials

    def _inserted(
        self, trials: list[Trial], extra: Trial, indices: Sequence[int], *, fallback: Sequence[int] = ()
    ) -> list[Trial]:
        """Insert a trial at one of the indices: if possible in the block of its question and not next to its own clip.

        If none of the indices offers both, one of `fallback` may.
        """

        def differs_from_neighbours(index: int) -> bool:
            return _differs_in_clip(trials, extra, index)

        def is_in_block(index: int) -> bool:
            return bool(trials[index - 1].questions == extra.questions)

        best = _satisfying(indices, is_in_block, differs_from_neighbours) or _satisfying(
            fallback, is_in_block, differs_from_neighbours
        )
        second_best = _satisfying(indices, is_in_block) or _satisfying(indices, differs_from_neighbours)
        index = self.random.choice(best or second_best or list(indices))
        return [*trials[:index], extra, *trials[index:]]

    def _questions(self, entry: Practice | Check, *, near: Trial) -> list[str]:
        """Return the questions to ask: those of a nearby trial, so that a check looks like every other trial."""
        if isinstance(entry, Check) and entry.kind == "instructed":
            return [entry.question or (near.questions or self.document.question_names)[0]]
        return [entry.question] if entry.question and near.questions else near.questions

    def _matching_stimuli(self, entry: Practice | Check, purpose: str) -> list[StudyStimulus]:
        """Return the stimulus that an entry names, or all that match it; clips reserved for the purpose come first."""
        matching = [
            stimulus
            for stimulus in self.stimuli
            if entry.condition in (None, stimulus.condition) and entry.clip in (None, stimulus.clip)
        ]
        matching = [stimulus for stimulus in matching if self._may_be_met(stimulus, entry, purpose)] or matching
        reserved = [stimulus for stimulus in matching if stimulus.purpose == purpose]
        rated = [stimulus for stimulus in matching if stimulus.purpose == Purpose.RATED]
        return matching if entry.clip else reserved or rated

    def _may_be_met(self, stimulus: StudyStimulus, entry: Practice | Check, purpose: str) -> bool:
        """Return whether the design lets the participant meet a stimulus outside the rated trials.

        A participant of one condition meets another only where an entry names it. Where each clip is shown once, a
        rated clip is met in its own condition only.
        """
        if self.document.design.conditions_per_rater == "one":
            is_own = stimulus.condition == self.main[0].stimulus.condition and stimulus.purpose == Purpose.RATED
            return bool(entry.condition) or is_own
        if not self.document.shows_clips_once or stimulus.purpose == purpose:
            return True
        # A clip that the participant does not rate has one condition too, however often it is shown.
        own = {trial.stimulus.clip: trial.stimulus.condition for trial in self.main}
        return stimulus.condition == own.get(stimulus.clip, self.main[0].stimulus.condition)

    def _trial(
        self,
        kind: Trial.Kind,
        stimulus: StudyStimulus,
        questions: list[str],
        *,
        slot: Slot | None = None,
        entry: int | None = None,
    ) -> Trial:
        return Trial(
            participation=self.participation,
            kind=kind,
            stimulus=stimulus,
            questions=questions,
            slot=slot,
            entry_number="" if entry is None else str(entry),
        )


def _differs_in_clip(trials: Sequence[Trial], extra: Trial, index: int) -> bool:
    """Return whether a trial inserted at the index has another clip than both its neighbours."""
    return extra.stimulus.clip not in {trial.stimulus.clip for trial in trials[index - 1 : index + 1]}


def _satisfying(indices: Sequence[int], *conditions: Callable[[int], bool]) -> list[int]:
    """Return the indices that satisfy all conditions."""
    return [index for index in indices if all(condition(index) for condition in conditions)]
