"""The analyses of a multiverse: planned exclusions, each rule alone, none, all but one rater or clip, clean trials."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from analysis.multiverse.disturbances import Disturbance
from analysis.plan import Exclusions, Plan
from analysis.raters.screening import NO_FAILED_CHECKS, screen_raters, without_excluded
from analysis.ratings import Ratings
from face.errors import InputError

Kind = Literal["planned", "none", "rule", "rater", "clip", "playback"]
KINDS: Final[dict[Kind, str]] = {
    "planned": "as planned",
    "none": "no exclusions",
    "rule": "one rule alone",
    "rater": "one rater left out",
    "clip": "one clip left out",
    "playback": "without disturbed playback",
}
"""Each kind of analysis in words."""
DISTURBED: Final = {
    "stalls": "trials that stalled",
    "hidden": "hidden trials",
    "dropped_frames": "dropped frames",
}
"""The kinds of disturbance in words."""


@dataclass(frozen=True, eq=False)
class Specification:
    """One analysis: `choice` says what is special about it, `ratings` are those that it uses."""

    kind: Kind
    choice: str
    ratings: Ratings


def specifications(
    ratings: Ratings,
    plan: Plan,
    *,
    failed: Mapping[str, str] = NO_FAILED_CHECKS,
    playback: Sequence[Disturbance] = (),
) -> Iterator[Specification]:
    """Yield every analysis that leaves ratings; the first is the planned one.

    An analysis of the same ratings as an earlier one is left out, so that no verdict counts twice.

    Parameters
    ----------
    ratings
        The ratings with `repeat` 0, of all raters.
    plan
        The plan whose rules are switched.
    failed
        Raters who failed a check of the questionnaire, with the check's name.
    playback
        How often the videos were disturbed; without it, no analysis concerns playback.

    Raises
    ------
    InputError
        If the plan's exclusions leave no rater.
    """
    planned = _included(ratings, plan.analysis.exclusions, failed)
    if not len(planned):
        raise InputError("the plan's exclusions leave no rater; loosen [analysis.exclusions]")
    yield Specification("planned", "as planned", planned)
    choices: list[tuple[Kind, str, Ratings]] = [
        ("none", "no exclusions", ratings),
        *(("rule", f"only {name}", _included(ratings, rule, failed)) for name, rule in _single_rules(plan).items()),
        *(("rater", f"without {name}", part) for name, part in _leave_one_out(planned, "rater")),
        *(("clip", f"without {name}", part) for name, part in _leave_one_out(planned, "clip")),
        *(("playback", f"without {name}", part) for name, part in _clean_trials(planned, playback)),
    ]
    made = {_key(planned)}
    for kind, choice, part in choices:
        if len(part) and _key(part) not in made:
            made.add(_key(part))
            yield Specification(kind, choice, part)


def _included(ratings: Ratings, rules: Exclusions, failed: Mapping[str, str]) -> Ratings:
    return without_excluded(ratings, screen_raters(ratings, rules, failed))


def _key(part: Ratings) -> bytes:
    """Return what tells selections of the same ratings apart: which raters, clips, conditions and questions remain."""
    return np.stack([part.rater, part.clip, part.condition, part.question]).tobytes()


def _single_rules(plan: Plan) -> dict[str, Exclusions]:
    """Return each rule that the plan declares, alone."""
    declared = plan.analysis.exclusions.model_dump(exclude_defaults=True) | {"checks": plan.analysis.exclusions.checks}
    none = Exclusions(checks=False)
    alone = {name: none.model_copy(update={name: value}) for name, value in declared.items() if value}
    return {name.replace("_", " "): rules for name, rules in alone.items() if rules != plan.analysis.exclusions}


def _leave_one_out(ratings: Ratings, factor: Literal["rater", "clip"]) -> Iterator[tuple[str, Ratings]]:
    codes, labels = (ratings.rater, ratings.raters) if factor == "rater" else (ratings.clip, ratings.clips)
    for code in np.unique(codes).tolist():
        yield labels[code], ratings.where(codes != code)


def _clean_trials(ratings: Ratings, playback: Sequence[Disturbance]) -> Iterator[tuple[str, Ratings]]:
    """Yield the ratings without trials whose video stalled, was hidden or lost frames, each alone and all together."""
    if not playback:
        return
    places = list(zip((ratings.raters[code] for code in ratings.rater), ratings.position.tolist(), strict=True))
    disturbed = {
        words: {(row.rater, float(row.position)) for row in playback if getattr(row, name)}
        for name, words in DISTURBED.items()
    }
    disturbed["any disturbed trial"] = set().union(*disturbed.values())
    for name, trials in disturbed.items():
        if trials:
            yield name, ratings.where(np.array([place not in trials for place in places]))
