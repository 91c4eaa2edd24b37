"""Who gets which places. What a study asks is that every cell ends with as many valid ratings as every other.

One desk gives out the places of a study, one participation after the other: that keeps the balance exact however many
arrive at once, and the outcome a function of the study's seed and of what happened before. Places are leased; whose
lease runs out gives them back, which the next `take` sees to. All moments are the database's.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

from evalsite.database_time import now_plus
from evalsite.studies.file.document import StudyDocument
from evalsite.studies.models import Desk, Lease, Place, Study, StudyStimulus
from evalsite.studies.places.choosing import cells_of, choose
from evalsite.studies.places.order import Cell, arranged

State = Place.State
HELD = ~Q(state=State.FREE)


class FullError(Exception):
    """Every cell has, or is about to get, all the ratings that it needs."""


class _Fill(NamedTuple):
    """How many places of a cell are held, and how many there are."""

    held: int
    seats: int


@transaction.atomic
def take(study: Study, holder: UUID, *, pilot: bool = False) -> list[Place]:
    """Give the holder places for a whole participation, in the order in which to show them; the same ones every time.

    Raises
    ------
    FullError
        If the study needs nobody any more. A pilot is never full, nor is a study that goes on beyond its plan.
    """
    desk, document = _at_the_desk(study, pilot=pilot), study.read()
    if known := Lease.objects.filter(holder=holder).first():
        return list(known.places.order_by("position"))
    _take_back(desk, document)
    fill = _filled(desk)
    endless = pilot or document.recruitment.beyond_plan
    if not endless and all(fill[cell].held >= document.quota for cell in cells_of(document)):
        raise FullError
    desk.arrivals += 1
    desk.save(update_fields=["arrivals"])
    until = _until(document.protocol.lease_minutes)
    lease = Lease.objects.create(desk=desk, holder=holder, arrival=desk.arrivals, until=until)
    chance = random.Random(f"{document.design.seed} {lease.arrival}")  # noqa: S311 - a design, not a secret
    chosen = choose(document, {cell: each.held for cell, each in fill.items()}, chance)
    return _seat(lease, arranged(chosen, number=lease.arrival - 1, chance=chance), fill)


@transaction.atomic(savepoint=False)
def settle(place: Place, holder: UUID) -> Place:
    """Note that the holder's trial was answered, and return the place that the answer fills.

    Whoever comes back after the lease ran out fills their place if it is still free, else one more than was planned:
    no answer is thrown away.
    """
    mine = Place.objects.filter(pk=place.pk, lease=place.lease)
    if place.lease and place.lease.holder == holder and mine.update(state=State.SETTLED):
        return place
    return _fill_late(place, Lease.objects.get(holder=holder))


def renew(holder: UUID, minutes: float, *, seen: Lease | None = None) -> None:
    """Let the holder's lease run for so many minutes from now on, unless it was kept for good.

    `seen` is what was just read of it, if anything: where it lasts that long anyway, nothing is written.
    """
    if seen and seen.holder == holder and _lasts(seen, minutes):
        return
    Lease.objects.filter(holder=holder, until__isnull=False).update(until=_until(minutes))


def _until(minutes: float) -> Combinable:
    """Return a moment a tenth later than so many minutes from now, so that not every answer has to renew the lease."""
    return now_plus(1.1 * 60 * minutes)


def _lasts(lease: Lease, minutes: float) -> bool:
    return lease.until is None or lease.until > timezone.now() + timedelta(minutes=minutes)


def keep(holder: UUID) -> None:
    """Leave the holder's settled places settled for good; those without an answer return."""
    Place.objects.filter(lease__holder=holder, state=State.LEASED).update(state=State.FREE, lease=None, position=None)
    Lease.objects.filter(holder=holder).update(until=None)


def release(holder: UUID) -> None:
    """Take all places of a holder back, settled ones too: what they rated will not be used."""
    Place.objects.filter(lease__holder=holder).update(state=State.FREE, lease=None, position=None)


def is_full(study: Study) -> bool:
    """Return whether a newcomer would find no place at this moment."""
    document = study.read()
    if document.recruitment.beyond_plan:
        return False
    held = Place.objects.filter(HELD & ~_returned(document), desk__study=study, desk__pilot=False)
    counts = held.values("stimulus", "region").annotate(held=Count("pk")).values_list("held", flat=True)
    return sum(count >= document.quota for count in counts) == document.cells


def _at_the_desk(study: Study, *, pilot: bool) -> Desk:
    """Return the desk, held until the transaction ends."""
    desk, _ = Desk.objects.get_or_create(study=study, pilot=pilot)
    return Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)


def _returned(document: StudyDocument) -> Q:
    """Which places return: those whose lease ran out, if the answers of somebody who stopped are of no use."""
    over = Q(lease__until__lt=Now())
    return over if document.protocol.unfinished == "unused" else over & Q(state=State.LEASED)


def _take_back(desk: Desk, document: StudyDocument) -> None:
    Place.objects.filter(_returned(document), desk=desk).update(state=State.FREE, lease=None, position=None)


def _filled(desk: Desk) -> dict[Cell, _Fill]:
    rows = (
        Place.objects.filter(desk=desk)
        .values_list("stimulus__condition", "stimulus__clip", "region")
        .annotate(held=Count("pk", filter=HELD), seats=Max("seat"))
    )
    filled = {Cell(*labels): _Fill(held, seats) for *labels, held, seats in rows}
    return defaultdict(lambda: _Fill(0, 0), filled)


def _seat(lease: Lease, order: Iterable[Cell], fill: dict[Cell, _Fill]) -> list[Place]:
    """Seat the holder: in a free place of each cell, or in a new one."""
    study = lease.desk.study_id
    stimuli = {(each.condition, each.clip): each for each in StudyStimulus.objects.filter(study=study)}
    free = {
        (place.stimulus_id, place.region): place
        for place in Place.objects.filter(desk=lease.desk, state=State.FREE).order_by("-seat")
    }
    places = []
    for position, cell in enumerate(order, start=1):
        stimulus = stimuli[cell.condition, cell.clip]
        place = free.get((stimulus.pk, cell.region)) or Place(
            desk=lease.desk, stimulus=stimulus, region=cell.region, seat=fill[cell].seats + 1
        )
        place.stimulus, place.state, place.lease, place.position = stimulus, State.LEASED, lease, position
        places.append(place)
    Place.objects.bulk_update([place for place in places if place.pk], ["state", "lease", "position"])
    Place.objects.bulk_create([place for place in places if not place.pk])
    return places


def _fill_late(place: Place, lease: Lease) -> Place:
    Desk.objects.select_for_update(no_key=True).get(pk=lease.desk_id)
    cell = Place.objects.filter(desk=lease.desk_id, stimulus=place.stimulus_id, region=place.region)
    if already := cell.filter(lease=lease).first():
        return already
    if cell.filter(pk=place.pk, state=State.FREE).update(state=State.SETTLED, lease=lease):
        return place
    seat = (cell.aggregate(last=Max("seat"))["last"] or 0) + 1
    return cell.create(
        desk=lease.desk, stimulus_id=place.stimulus_id, region=place.region, seat=seat, state=State.SETTLED, lease=lease
    )
