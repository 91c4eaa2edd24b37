"""Which participation gets which slots: all slot keys should end with equally many valid ratings.

One row is locked while a study's slots are allocated, so that one participation is served after the other: the balance
stays exact however many arrive at once, and the study's seed and earlier arrivals decide the outcome. Slots are leased;
the next `allocate` frees those whose lease has expired. All times are the database's.
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

from evalsite.database import now_plus
from evalsite.studies.allocation.cell_selection import SlotKey, select_slot_keys, slot_keys
from evalsite.studies.allocation.counterbalancing import presentation_order
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.models import AllocationLock, Slot, SlotLease, Study, StudyStimulus

State = Slot.State
NOT_FREE = ~Q(state=State.FREE)


class StudyFullError(Exception):
    """Every slot key has, or is about to get, all the ratings that it needs."""


class _SlotCounts(NamedTuple):
    """How many slots of a key are leased or filled, and how many there are."""

    occupied: int
    total: int


@transaction.atomic
def allocate(study: Study, participation_id: UUID, *, pilot: bool = False) -> list[Slot]:
    """Return a participation's slots in the order of presentation; calling again returns the same ones.

    Raises
    ------
    StudyFullError
        If the study needs no more participants. A pilot is never full, nor is a study that admits people over quota.
    """
    lock, document = _lock_allocation(study, pilot=pilot), study.read_document()
    if existing := SlotLease.objects.filter(participation_id=participation_id).first():
        return list(existing.slots.order_by("position"))
    _free_expired_slots(lock, document)
    counts = _slot_counts(lock)
    unlimited = pilot or document.recruitment.over_quota
    if not unlimited and all(counts[key].occupied >= document.quota for key in slot_keys(document)):
        raise StudyFullError
    lock.arrivals += 1
    lock.save(update_fields=["arrivals"])
    expires = _lease_expiry(document.protocol.lease_minutes)
    lease = SlotLease.objects.create(
        lock=lock, participation_id=participation_id, arrival=lock.arrivals, expires=expires
    )
    rng = random.Random(f"{document.design.seed} {lease.arrival}")  # noqa: S311 - a design, not a secret
    keys = select_slot_keys(document, {key: each.occupied for key, each in counts.items()}, rng)
    return _lease_slots(lease, presentation_order(keys, number=lease.arrival - 1, rng=rng), counts)


@transaction.atomic(savepoint=False)
def fill(slot: Slot, participation_id: UUID) -> Slot:
    """Record that the participation answered the slot's trial, and return the slot that the answer fills.

    No answer is lost: after the lease has expired it fills the slot if that is still free, else an additional one.
    """
    own_slot = Slot.objects.filter(pk=slot.pk, lease=slot.lease)
    if slot.lease and slot.lease.participation_id == participation_id and own_slot.update(state=State.FILLED):
        return slot
    return _fill_after_expiry(slot, SlotLease.objects.get(participation_id=participation_id))


def renew(participation_id: UUID, minutes: float, *, last_read: SlotLease | None = None) -> None:
    """Extend the participation's lease to that many minutes from now, unless it was kept for good.

    Nothing is written where the lease as `last_read` lasts that long anyway.
    """
    if last_read and last_read.participation_id == participation_id and _lasts(last_read, minutes):
        return
    leases = SlotLease.objects.filter(participation_id=participation_id, expires__isnull=False)
    leases.update(expires=_lease_expiry(minutes))


def _lease_expiry(minutes: float) -> Combinable:
    """Return the time that many minutes and a tenth from now; the tenth spares most answers a renewal."""
    return now_plus(1.1 * 60 * minutes)


def _lasts(lease: SlotLease, minutes: float) -> bool:
    return lease.expires is None or lease.expires > timezone.now() + timedelta(minutes=minutes)


def keep_filled(participation_id: UUID) -> None:
    """Keep the participation's filled slots for good, and free the others."""
    unanswered = Slot.objects.filter(lease__participation_id=participation_id, state=State.LEASED)
    unanswered.update(state=State.FREE, lease=None, position=None)
    SlotLease.objects.filter(participation_id=participation_id).update(expires=None)


def release(participation_id: UUID) -> None:
    """Free all slots of a participation, filled ones too: its ratings will not be used."""
    slots = Slot.objects.filter(lease__participation_id=participation_id)
    slots.update(state=State.FREE, lease=None, position=None)


def is_full(study: Study) -> bool:
    """Return whether a new participation would get no slots now."""
    document = study.read_document()
    if document.recruitment.over_quota:
        return False
    occupied = Slot.objects.filter(NOT_FREE & ~_expired(document), lock__study=study, lock__pilot=False)
    counts = occupied.values("stimulus", "question").annotate(slots=Count("pk")).values_list("slots", flat=True)
    return sum(count >= document.quota for count in counts) == document.slot_key_count


def _lock_allocation(study: Study, *, pilot: bool) -> AllocationLock:
    """Return the row, locked until the transaction ends."""
    lock, _ = AllocationLock.objects.get_or_create(study=study, pilot=pilot)
    return AllocationLock.objects.select_for_update(no_key=True).get(pk=lock.pk)


def _expired(document: StudyDocument) -> Q:
    """Select slots whose lease has expired; filled ones only if incomplete participations are excluded."""
    expired = Q(lease__expires__lt=Now())
    return expired if document.protocol.incomplete == "exclude" else expired & Q(state=State.LEASED)


def _free_expired_slots(lock: AllocationLock, document: StudyDocument) -> None:
    Slot.objects.filter(_expired(document), lock=lock).update(state=State.FREE, lease=None, position=None)


def _slot_counts(lock: AllocationLock) -> dict[SlotKey, _SlotCounts]:
    rows = (
        Slot.objects.filter(lock=lock)
        .values_list("stimulus__condition", "stimulus__clip", "question")
        .annotate(occupied=Count("pk", filter=NOT_FREE), total=Max("number"))
    )
    counts = {
        SlotKey(condition, clip, question): _SlotCounts(occupied, total)
        for condition, clip, question, occupied, total in rows
    }
    return defaultdict(lambda: _SlotCounts(0, 0), counts)


def _lease_slots(lease: SlotLease, order: Iterable[SlotKey], counts: dict[SlotKey, _SlotCounts]) -> list[Slot]:
    """Lease a free slot of each key, or a new one."""
    study = lease.lock.study_id
    stimuli = {(each.condition, each.clip): each for each in StudyStimulus.objects.filter(study=study)}
    free = {
        (slot.stimulus_id, slot.question): slot
        for slot in Slot.objects.filter(lock=lease.lock, state=State.FREE).order_by("-number")
    }
    slots = []
    for position, key in enumerate(order, start=1):
        stimulus = stimuli[key.condition, key.clip]
        slot = free.get((stimulus.pk, key.question)) or Slot(
            lock=lease.lock, stimulus=stimulus, question=key.question, number=counts[key].total + 1
        )
        slot.stimulus, slot.state, slot.lease, slot.position = stimulus, State.LEASED, lease, position
        slots.append(slot)
    Slot.objects.bulk_update([slot for slot in slots if slot.pk], ["state", "lease", "position"])
    Slot.objects.bulk_create([slot for slot in slots if not slot.pk])
    return slots


def _fill_after_expiry(slot: Slot, lease: SlotLease) -> Slot:
    AllocationLock.objects.select_for_update(no_key=True).get(pk=lease.lock_id)
    same_key = Slot.objects.filter(lock=lease.lock_id, stimulus=slot.stimulus_id, question=slot.question)
    if filled_before := same_key.filter(lease=lease).first():
        return filled_before
    if same_key.filter(pk=slot.pk, state=State.FREE).update(state=State.FILLED, lease=lease):
        return slot
    return same_key.create(
        lock=lease.lock,
        stimulus_id=slot.stimulus_id,
        question=slot.question,
        number=(same_key.aggregate(last=Max("number"))["last"] or 0) + 1,
        state=State.FILLED,
        lease=lease,
    )
