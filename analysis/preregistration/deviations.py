"""How an analysis deviates from the sealed pre-registration: in its plan, and in its data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from pydantic import BaseModel

from analysis.plan import Plan
from analysis.preregistration.seal import SealedPreregistration
from analysis.ratings import Ratings

MAX_LISTED: Final = 5
NAMED_TABLES: Final = ("questions",)
"""Lists whose entries have names: they are compared by name."""

NO_EFFECT: Final = ("payment", "design.seed", "analysis.seed")
"""Keys that change neither what is asked nor how it is analysed."""


def preregistration_deviations(sealed: SealedPreregistration, plan: Plan, ratings: Ratings) -> list[str]:
    """Return the deviations, one sentence each.

    Parameters
    ----------
    sealed
        The pre-registration.
    plan
        The plan of the analysis.
    ratings
        The ratings before exclusions.
    """
    return [
        *(f"pre-registered plan: {change}" for change in plan_changes(sealed.plan, plan)),
        *_names("condition", sealed.conditions, _used(ratings.conditions, ratings.condition)),
        *(_names("clip", sealed.clips, _used(ratings.clips, ratings.clip)) if sealed.clips else []),
        *_trials(sealed.plan, ratings),
        *_showings(sealed.plan, ratings),
    ]


def plan_changes(sealed: Plan, plan: Plan) -> list[str]:
    """Return each key of the plan that has another value than the sealed one, in words."""
    changes = _changes(_comparable(sealed), _comparable(plan), "")
    return [change for key, change in changes if not key.startswith(NO_EFFECT)]


def _comparable(plan: Plan) -> dict[str, Any]:
    """Return the plan's content with every default, so that a value that is written out is no change."""
    questions = [
        question.model_copy(
            update={"scale": plan.scale_of(question.name), "equivalence_bound": plan.bound_of(question.name)}
        )
        for question in plan.questions
    ]
    return {**_content(plan), "questions": list(map(_content, questions))}


def _content(value: Any) -> Any:
    """Return a document as plain data; unlike its dump with keys that have their defaults."""
    if isinstance(value, BaseModel):
        return {name: _content(getattr(value, name)) for name in type(value).model_fields}
    return list(value) if isinstance(value, tuple) else value


def _changes(old: Any, new: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield the keys that differ, each with the change in words."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys([*old, *new]):
            yield from _changes(old.get(name), new.get(name), f"{key}.{name}".lstrip("."))
    elif key in NAMED_TABLES and old != new:
        yield from _changes({each["name"]: each for each in old}, {each["name"]: each for each in new}, key)
        order = [[each["name"] for each in table] for table in (old, new)]
        if order[0] != order[1] and set(order[0]) == set(order[1]):
            yield key, f"{key} are in another order"
    elif old != new:
        yield key, _in_words(old, new, key)


def _in_words(old: Any, new: Any, key: str) -> str:
    if old is None:
        return f"{key} = {_value(new)} was not in it"
    if new is None:
        return f"{key} = {_value(old)} is left out"
    return f"{key} was {_value(old)}, the analysis has {_value(new)}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value["name"]) if "name" in value else ", ".join(f"{name} {each:g}" for name, each in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _names(what: str, sealed: Sequence[str], found: Sequence[str]) -> list[str]:
    absent = [name for name in sealed if name not in found]
    added = [name for name in found if name not in sealed]
    return [
        *([f"no rating of the pre-registered {what}{'s' * (len(absent) > 1)} {_listed(absent)}"] if absent else []),
        *([f"{_not_registered(what, len(added))}: {_listed(added)}"] if added else []),
    ]


def _not_registered(what: str, count: int) -> str:
    return f"{what}s that were not pre-registered" if count > 1 else f"a {what} that was not pre-registered"


def _trials(plan: Plan, ratings: Ratings) -> list[str]:
    """Return how many raters rated fewer videos than each was to rate; where all are to be rated, nothing is said."""
    wanted = plan.design.trials_per_rater
    if wanted is None or plan.design.layout != "together":
        return []
    cells = ratings.clip * len(ratings.conditions) + ratings.condition
    counts = [len(np.unique(cells[ratings.rater == rater])) for rater in np.unique(ratings.rater)]
    fewer = sum(count < wanted for count in counts)
    return [f"{fewer} of {len(counts)} raters rated fewer than the pre-registered {wanted} videos"] if fewer else []


def _showings(plan: Plan, ratings: Ratings) -> list[str]:
    """Return how many raters rated more conditions, or a clip in more of them, than the plan lets them see."""
    design = plan.design
    if design.conditions_per_rater == "one":
        seen, what = ratings.rater, "more than the one condition that was pre-registered"
    elif design.clip_showings == "once":
        seen, what = ratings.rater * len(ratings.clips) + ratings.clip, "a clip in more conditions than pre-registered"
    else:
        return []
    pairs = np.unique(np.stack([seen, ratings.condition, ratings.rater]), axis=1)
    codes, counts = np.unique(pairs[0], return_counts=True)
    raters = len(np.unique(pairs[2][np.isin(pairs[0], codes[counts > 1])]))
    return [f"{raters} of {len(np.unique(ratings.rater))} raters rated {what}"] if raters else []


def _used(labels: Sequence[str], codes: np.ndarray[Any, Any]) -> list[str]:
    return [labels[code] for code in np.unique(codes)]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return ", ".join(names[:MAX_LISTED]) + more
