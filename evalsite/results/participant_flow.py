"""The flow of participants, as in a CONSORT diagram: how many reached each stage, and why the others did not."""

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
    """How many participants reached a stage, and how many were lost after it, by reason."""

    name: str
    count: int
    losses: dict[str, int]


def flow_stages(study: Study) -> list[Stage]:
    """Return the stages in order, in two queries; participants of the pilot are not counted."""
    has_rated = Exists(ratings.rated_participations(study).filter(pk=OuterRef("pk")))
    arrived = list(study.participations.filter(pilot=False).annotate(usable=has_rated))
    consented = [each for each in arrived if each.consented_at]
    admitted = [each for each in consented if each.state != State.SCREENED_OUT]
    usable = [each for each in admitted if each.usable]
    excluded = _exclusion_rules(study, usable)
    analysed = [each for each in usable if each.code not in excluded]
    exclusions = (f"excluded by {excluded[each.code]}" for each in usable if each.code in excluded)
    return [
        Stage("arrived", len(arrived), _count(_dropout_reason(each) for each in arrived if not each.consented_at)),
        Stage("consented", len(consented), _screened_out(consented)),
        Stage("admitted", len(admitted), _count(map(_dropout_reason, (each for each in admitted if not each.usable)))),
        Stage(_usable_name(usable), len(usable), _count(exclusions)),
        Stage("analysed", len(analysed), {}),
    ]


def flow_rows(study: Study) -> list[tuple[str, int, str, int]]:
    """Return the flow as table rows: stage, participants, reason, participants lost for that reason."""
    rows = []
    for stage in flow_stages(study):
        rows.append((stage.name, stage.count, "", 0))
        rows += [(stage.name, stage.count, reason, count) for reason, count in stage.losses.items()]
    return rows


def _usable_name(participations: Iterable[Participation]) -> str:
    """Name the stage of those whose answers may be used: "completed" if all of them completed the study."""
    return "completed" if all(each.state == State.COMPLETED for each in participations) else "usable"


def _exclusion_rules(study: Study, participations: Iterable[Participation]) -> dict[str, str]:
    """Return the excluded raters, each with the rule; before the analysis, only those who failed a check."""
    if study.state == Study.State.CLOSED and (snapshot := snapshots.find_snapshot(study)):
        return {row["rater"]: row["rule"] for row in reversed(snapshot.results["screening"]) if row["excluded"]}
    checks_exclude = study.read_document().analysis.exclusions.checks
    return {each.code: each.excluded_by for each in participations if each.excluded_by and checks_exclude}


def _screened_out(participations: Iterable[Participation]) -> dict[str, int]:
    return _count(f"screened out by {each.screened_by}" for each in participations if each.state == State.SCREENED_OUT)


def _count(reasons: Iterable[str]) -> dict[str, int]:
    # A plain dict: in a template, `counter.items` would look up the missing key "items" and give 0.
    return dict(Counter(reasons))


def _dropout_reason(participation: Participation) -> str:
    if participation.state == State.WITHDRAWN:
        if participation.consented_at is None:
            return "declined consent"
        return "withdrew before rating" if participation.answers_kept else "withdrew"
    if participation.state == State.ARRIVED:
        return "did not consent (yet)"
    return "gave no valid rating" if participation.state == State.COMPLETED else "not finished"
