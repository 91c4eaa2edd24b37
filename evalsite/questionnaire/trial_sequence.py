"""Everything that one participation is shown, in order: practice, the places it holds, repeats, checks and rests."""

import random
from collections.abc import Callable, Sequence

from evalsite.questionnaire.models import PRACTICE, Participation, Trial
from evalsite.studies.file.checks import Check, Practice
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.models import Place, StudyStimulus

Kind = Trial.Kind
Purpose = StudyStimulus.Purpose


class Session:
    """The trials of one participation while they are laid out; the same places give the same trials."""

    def __init__(self, participation: Participation, document: StudyDocument, places: Sequence[Place]) -> None:
        self.participation = participation
        self.document = document
        lease = places[0].lease
        arrival = lease.arrival if lease else 0
        self.chance = random.Random(f"{document.design.seed} {arrival} session")  # noqa: S311 - an order, not a secret
        self.stimuli = list(participation.study.stimuli.order_by("condition", "clip"))
        shown = {each.pk: each for each in self.stimuli}
        self.main = [
            self._trial(Kind.MAIN, shown[place.stimulus_id], [place.region] if place.region else [], place=place)
            for place in places
        ]

    def trials(self) -> list[Trial]:
        """Return all trials with their positions; those of the practice come before 1."""
        practice = self._practice()
        for position, trial in enumerate(practice, start=PRACTICE - len(practice) + 1):
            trial.position = position
        shown = self._with_checks(self._with_repeats(self.main))
        every = self.document.protocol.break_every
        for position, trial in enumerate(shown, start=1):
            trial.position = position
            trial.break_before = every is not None and position > 1 and position % every == 1
        return practice + shown

    def _practice(self) -> list[Trial]:
        if not self.document.practice:
            return [self._trial(Kind.PRACTICE, trial.stimulus, trial.asked) for trial in self._last()]
        first, shown = self.main[0], list[Trial]()
        for number, entry in enumerate(self.document.practice):
            beside = {each.stimulus.clip for each in (first, *shown[-1:])}
            stimuli = self._stimuli(entry, Purpose.PRACTICE)
            stimulus = self.chance.choice([each for each in stimuli if each.clip not in beside] or stimuli)
            shown.append(self._trial(Kind.PRACTICE, stimulus, self._asked(entry, near=first), entry=number))
        return shown

    def _last(self) -> list[Trial]:
        """Return trials to practise with: the last ones, longest ago when they are rated, but not the first's clip."""
        backwards, count = self.main[::-1], min(self.document.protocol.practice, len(self.main))
        stretches = [backwards[begin : begin + count] for begin in range(len(backwards) - count + 1)]
        clip = self.main[0].stimulus.clip
        return next((each for each in stretches if each and each[-1].stimulus.clip != clip), stretches[0])

    def _with_repeats(self, trials: list[Trial]) -> list[Trial]:
        """Show some videos of the first half again in the second."""
        half = len(trials) // 2
        for again in self.chance.sample(trials[:half], self.document.repeats):
            repeat = self._trial(Kind.REPEAT, again.stimulus, again.asked)
            trials = self._inserted(trials, repeat, range(half + 1, len(trials) + 1))
        return trials

    def _with_checks(self, trials: list[Trial]) -> list[Trial]:
        """Spread the checks over the session, in the order of the file; one about a region goes into its block."""
        count, length = len(self.document.checks), len(trials)
        for number, entry in enumerate(self.document.checks):
            stretch = range(1 + number * length // count + number, 1 + (number + 1) * length // count + number)
            block = [slot for slot in range(1, len(trials) + 1) if trials[slot - 1].asked == [entry.region]]
            slots = block or stretch
            asked = self._asked(entry, near=trials[self.chance.choice(slots) - 1])
            stimuli = self._stimuli(entry, Purpose.CHECKS)
            shuffled = self.chance.sample(stimuli, len(stimuli))
            checks = [self._trial(Kind(entry.kind), each, asked, entry=number) for each in shuffled]
            check = next((each for each in checks if any(_apart(trials, each, slot) for slot in slots)), checks[0])
            trials = self._inserted(trials, check, slots, beyond=range(1, len(trials) + 1))
        return trials

    def _inserted(
        self, trials: list[Trial], extra: Trial, slots: Sequence[int], *, beyond: Sequence[int] = ()
    ) -> list[Trial]:
        """Put a trial into one of the slots: in its region's block, and not beside its own clip, if that can be had.

        Where none of the slots offers both, one of those `beyond` may.
        """

        def apart(slot: int) -> bool:
            return _apart(trials, extra, slot)

        def belongs(slot: int) -> bool:
            return bool(trials[slot - 1].asked == extra.asked)

        best = _best(slots, belongs, apart) or _best(beyond, belongs, apart)
        slot = self.chance.choice(best or _best(slots, belongs) or _best(slots, apart) or list(slots))
        return [*trials[:slot], extra, *trials[slot:]]

    def _asked(self, entry: Practice | Check, *, near: Trial) -> list[str]:
        """Return the regions to ask about: what trials near it ask, so that a check looks like every other trial."""
        if isinstance(entry, Check) and entry.kind == "instructed":
            return [entry.region or (near.asked or self.document.regions)[0]]
        return [entry.region] if entry.region and near.asked else near.asked

    def _stimuli(self, entry: Practice | Check, purpose: str) -> list[StudyStimulus]:
        """Return the video that an entry names, or those that fit it: of clips kept for the purpose, if any."""
        named = [
            each
            for each in self.stimuli
            if entry.condition in (None, each.condition) and entry.clip in (None, each.clip)
        ]
        kept = [each for each in named if each.purpose == purpose]
        rated = [each for each in named if each.purpose == Purpose.RATED]
        return named if entry.clip else kept or rated

    def _trial(
        self,
        kind: Trial.Kind,
        stimulus: StudyStimulus,
        asked: list[str],
        *,
        place: Place | None = None,
        entry: int | None = None,
    ) -> Trial:
        label = "" if entry is None else str(entry)
        return Trial(
            participation=self.participation, kind=kind, stimulus=stimulus, asked=asked, place=place, entry=label
        )


def _apart(trials: Sequence[Trial], extra: Trial, slot: int) -> bool:
    """Return whether a trial put into the slot has another clip than those before and after it."""
    return extra.stimulus.clip not in {each.stimulus.clip for each in trials[slot - 1 : slot + 1]}


def _best(slots: Sequence[int], *wishes: Callable[[int], bool]) -> list[int]:
    """Return the slots that fulfil all wishes."""
    return [slot for slot in slots if all(wish(slot) for wish in wishes)]
