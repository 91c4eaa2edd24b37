"""manage.py simulate: scripted participants take part in an open study, through the same pages as everyone."""

from argparse import ArgumentParser, ArgumentTypeError
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from math import isfinite
from typing import Any, Final

import httpx

from analysis.rating_simulation import RatingModel
from evalsite.command import SiteCommand, integer_in_range, site_url
from evalsite.recruitment.simulation.participant import NoPlaceError, Scripted
from evalsite.studies import lifecycle
from evalsite.studies.models import Study
from evalsite.studies.places import allocation
from face.errors import InputError
from face.progress import progress_bar

REMEDY: Final[dict[str, str]] = {
    Study.State.DRAFT: "; let it have a pilot: manage.py study pilot {}",
    Study.State.PAUSED: "; let it go on first: manage.py study resume {}",
    Study.State.CLOSED: ", and takes no answers any more",
}


def effect(text: str) -> tuple[str, float]:
    """Read CONDITION=POINTS."""
    name, _, points = text.rpartition("=")
    with suppress(ValueError):
        if isfinite(float(points)):
            return name, float(points)
    raise ArgumentTypeError(f"write CONDITION=POINTS, e.g. joint-1=0.5, not {text!r}")


class Command(SiteCommand):
    help = "Let scripted participants with known opinions take part; they are marked as simulated everywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("--raters", type=integer_in_range(1, 10_000), help="how many (default: the study's design)")
        parser.add_argument("--side-by-side", type=integer_in_range(1, 500), default=20, help="how many at a time")
        parser.add_argument("--url", help="where the site answers (default: where `up` runs)")
        parser.add_argument("--seed", type=int, default=0, help="decides the opinions")
        parser.add_argument(
            "--effect", type=effect, action="append", help="CONDITION=POINTS above the middle", default=[]
        )

    def handle(self, *, study: str, **options: Any) -> None:
        found = lifecycle.find(study)
        if not found.is_live:
            raise InputError(f"study {study} is {found.state}{REMEDY[found.state].format(study)}")
        if found.is_open and allocation.is_full(found):
            raise InputError(
                f"every video of {study} has, or is about to get, its ratings; raise design.raters in another study, "
                "or let this kind of study go on with `beyond_plan = true` in [recruitment]"
            )
        document = found.read()
        effects = dict(options["effect"])
        for name in effects.keys() - {condition.name for condition in document.conditions}:
            raise InputError(f"--effect: study {study} has no condition {name!r}")
        opinions = RatingModel(options["seed"], effects, scale=document.design.scale)
        raters = options["raters"] or document.design.raters
        site = options["url"] or site_url()
        people = [Scripted(found, site, opinions, rater=f"scripted-{number}") for number in range(raters)]
        completed = _take_part(found, people, side_by_side=options["side_by_side"])
        if completed < raters:
            raise InputError(f"{completed} of {raters} simulated participants completed {study}: no place is left")
        print(f"{raters} simulated participants completed {study}.")


def _take_part(study: Study, people: list[Scripted], *, side_by_side: int) -> int:
    """Let them take part and return how many did, since places may run out meanwhile."""
    document = study.read()
    total = len(people) * (document.showings + document.practices)
    done: list[None] = []
    with progress_bar(f"Simulating {len(people)} participants") as progress, ThreadPoolExecutor(side_by_side) as pool:

        def rated() -> None:
            done.append(None)
            progress(len(done) / total, f"{len(done)} of {total} videos")

        running = [pool.submit(person.take_part, rated) for person in people]
        try:
            return sum(_completed(each) for each in as_completed(running))
        except httpx.TransportError as error:
            pool.shutdown(cancel_futures=True)
            raise InputError(f"the site does not answer ({error}); start it with manage.py up, or give --url") from None
        except (httpx.HTTPStatusError, ValueError) as error:
            pool.shutdown(cancel_futures=True)
            raise InputError(f"a participant got stuck: {error}".partition("\n")[0]) from None


def _completed(run: Future[None]) -> bool:
    try:
        run.result()
    except NoPlaceError:
        return False
    return True
