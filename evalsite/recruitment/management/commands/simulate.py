"""manage.py simulate: simulated participants take part in an open study, through the same pages as people."""

from argparse import ArgumentParser, ArgumentTypeError
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from math import isfinite
from typing import Any, Final

import httpx

from analysis.rating_simulation import RatingModel
from evalsite.command import SiteCommand, integer_in_range, site_url
from evalsite.recruitment.simulation.participant import SimulatedParticipant, StudyFullError
from evalsite.studies import lifecycle
from evalsite.studies.allocation import slot_allocation
from evalsite.studies.models import Study
from face.errors import InputError
from face.progress import progress_bar

REMEDIES: Final[dict[str, str]] = {
    Study.State.DRAFT: "; start its pilot first: manage.py study pilot {}",
    Study.State.PAUSED: "; resume it first: manage.py study resume {}",
    Study.State.CLOSED: " and takes no more answers",
}


def parse_effect(text: str) -> tuple[str, float]:
    """Parse CONDITION=POINTS."""
    name, _, points = text.rpartition("=")
    with suppress(ValueError):
        if isfinite(float(points)):
            return name, float(points)
    raise ArgumentTypeError(f"write CONDITION=POINTS, e.g. joint-1=0.5, not {text!r}")


class Command(SiteCommand):
    help = "Let simulated participants with known opinions take part; they are marked as simulated everywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="name of the study")
        parser.add_argument(
            "--raters", type=integer_in_range(1, 10_000), help="how many (default: the study's design.raters)"
        )
        parser.add_argument("--parallel", type=integer_in_range(1, 500), default=20, help="how many at the same time")
        parser.add_argument("--url", help="address of the site (default: where `up` runs)")
        parser.add_argument("--seed", type=int, default=0, help="seed of the opinions")
        effect_help = "CONDITION=POINTS above the middle of the scale; may be repeated"
        parser.add_argument("--effect", type=parse_effect, action="append", help=effect_help, default=[])

    def handle(self, *, study: str, **options: Any) -> None:
        target = lifecycle.get_study(study)
        _check_takes_participants(target)
        document = target.read_document()
        effects = dict(options["effect"])
        for name in effects.keys() - {condition.name for condition in document.conditions}:
            raise InputError(f"--effect: study {study} has no condition {name!r}")
        scales = {name: document.scale_of(name) for name in document.question_names}
        opinions = RatingModel(options["seed"], effects, scales=scales)
        raters = options["raters"] or document.design.raters
        url = options["url"] or site_url()
        names = [f"simulated-{number}" for number in range(raters)]
        participants = [SimulatedParticipant(target, url, opinions, rater=name) for name in names]
        completed = _run(target, participants, parallel=options["parallel"])
        if completed < raters:
            raise InputError(f"{completed} of {raters} simulated participants completed {study}: no place is left")
        print(f"{raters} simulated participants completed {study}.")


def _check_takes_participants(study: Study) -> None:
    if not study.is_live:
        raise InputError(f"study {study.slug} is {study.state}{REMEDIES[study.state].format(study.slug)}")
    if study.is_open and slot_allocation.is_full(study):
        raise InputError(
            f"every video of {study.slug} has, or is about to get, all its ratings; raise design.raters in a new "
            "study, or set `over_quota = true` in [recruitment] to let studies go on beyond their plan"
        )


def _run(study: Study, participants: list[SimulatedParticipant], *, parallel: int) -> int:
    """Let all take part and return how many completed the study, as it may become full in the meantime."""
    document = study.read_document()
    total = len(participants) * (document.presentation_count + document.practice_count)
    rated: list[None] = []
    title = f"Simulating {len(participants)} participants"
    with progress_bar(title) as progress, ThreadPoolExecutor(parallel) as pool:

        def on_rated() -> None:
            rated.append(None)
            progress(len(rated) / total, f"{len(rated)} of {total} videos")

        runs = [pool.submit(participant.take_part, on_rated) for participant in participants]
        try:
            return sum(_completed(run) for run in as_completed(runs))
        except httpx.TransportError as error:
            pool.shutdown(cancel_futures=True)
            raise InputError(f"the site does not answer ({error}); start it with manage.py up, or give --url") from None
        except (httpx.HTTPStatusError, ValueError) as error:
            pool.shutdown(cancel_futures=True)
            raise InputError(f"a simulated participant got stuck: {error}".partition("\n")[0]) from None


def _completed(run: Future[None]) -> bool:
    try:
        run.result()
    except StudyFullError:
        return False
    return True
