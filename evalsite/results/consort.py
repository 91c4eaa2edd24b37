"""How many came, how far they got, and why the others left: the flow of participants as reports of trials show it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from evalsite.questionnaire import ratings
from evalsite.questionnaire.models import Participation
from evalsite.results import snapshots
from evalsite.studies.models import Study

State = Participation.State


@dataclass(frozen=True)
class Stage:
    """How many came so far, and who of them went no further: reason → how many."""

    name: str
    people: int
    lost: dict[str, int]


def of(study: Study) -> list[Stage]:
    """Return the stages in their order, in two queries; the pilot's participants are not among them."""
    rated = Exists(ratings.raters(study).filter(pk=OuterRef("pk")))
    people = list(study.participations.filter(pilot=False).annotate(usable=rated))
    consented = [each for each in people if each.consented]
    begun = [each for each in consented if each.state != State.SCREENED_OUT]
    usable = [each for each in begun if each.usable]
    out = _left_out(study, usable)
    analysed = [each for each in usable if each.code not in out]
    return [
        Stage("arrived", len(people), _why(each for each in people if not each.consented)),
        Stage("consented", len(consented), _screened(consented)),
        Stage("admitted", len(begun), _why(each for each in begun if not each.usable)),
        Stage(
            _usable(usable),
            len(usable),
            _counted(f"left out by {out[each.code]}" for each in usable if each.code in out),
        ),
        Stage("analysed", len(analysed), {}),
    ]


def _usable(people: Iterable[Participation]) -> str:
    """Return what a stage of people whose answers may be used is called: that they have completed, where all have."""
    return "completed" if all(each.state == State.COMPLETED for each in people) else "usable"


def rows(study: Study) -> list[tuple[str, int, str, int]]:
    """Return the flow as a table: stage, people, reason, how many were lost for it."""
    table = []
    for stage in of(study):
        table.append((stage.name, stage.people, "", 0))
        table += [(stage.name, stage.people, reason, count) for reason, count in stage.lost.items()]
    return table


def _left_out(study: Study, people: Iterable[Participation]) -> dict[str, str]:
    """Return whom the analysis leaves out, each with the rule; before it was made, those of whom this is known."""
    if study.state == Study.State.CLOSED and (snapshot := snapshots.taken(study)):
        return {each["rater"]: each["rule"] for each in reversed(snapshot.results["screening"]) if each["excluded"]}
    checked = study.read().analysis.exclusions.checks
    return {each.code: each.excluded_by for each in people if each.excluded_by and checked}


def _screened(people: Iterable[Participation]) -> dict[str, int]:
    return _counted(f"screened out by {each.screened_by}" for each in people if each.state == State.SCREENED_OUT)


def _why(people: Iterable[Participation]) -> dict[str, int]:
    return _counted(_reason(each) for each in people)


def _counted(reasons: Iterable[str]) -> dict[str, int]:
    # Not the Counter itself: a template that asks it for its items is told 0.
    return dict(Counter(reasons))


def _reason(each: Participation) -> str:
    if each.state == State.WITHDRAWN:
        if each.consented is None:
            return "did not agree"
        return "withdrew before rating" if each.kept else "withdrew"
    if each.state == State.ARRIVED:
        return "did not consent yet, or went away"
    return "rated nothing" if each.state == State.COMPLETED else "not finished"
