"""Everybody enters at the same moment and clicks twice: no slot is allocated twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from evalsite.questionnaire.models import Participation, Trial
from evalsite.studies.allocation import slot_allocation
from evalsite.studies.models import Slot, SlotLease
from tests.evalsite.studies.crossed_study import create_crossed_study

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 12


def post(url: str, fields: dict[str, str]) -> tuple[int, str]:
    try:
        answer = Client().post(url, fields)
        return answer.status_code, answer.headers.get("Location", "")
    finally:
        connection.close()


def enter_study(people: int) -> list[str]:
    """Let people enter, and return the addresses of their participations."""
    with ThreadPoolExecutor(THREADS) as pool:
        entered = list(pool.map(lambda _: post("/s/crossed/", {}), range(people)))
    assert {status for status, _ in entered} == {303}
    return [address.partition("?")[0] for _, address in entered]


def consent_twice(addresses: list[str]) -> list[int]:
    """Have everybody click twice at once, and return the statuses."""
    clicks = [f"{address}consent" for address in addresses for _ in range(2)]
    with ThreadPoolExecutor(THREADS) as pool:
        return [status for status, _ in pool.map(lambda url: post(url, {"agree": "yes"}), clicks)]


@pytest.mark.parametrize("people", [20, pytest.param(250, marks=pytest.mark.slow)])
def test_cells_are_balanced_and_no_slot_is_allocated_twice(people):
    study = create_crossed_study(design={"raters": people, "trials_per_rater": 20}, protocol={"practice": 0})
    addresses = enter_study(people)
    assert set(consent_twice(addresses)) == {303}
    assert Trial.objects.count() == Slot.objects.exclude(state="free").count() == 20 * people
    assert Participation.objects.filter(state="consented").count() == SlotLease.objects.count() == people
    assert sorted(SlotLease.objects.values_list("arrival", flat=True)) == list(range(1, people + 1))
    filled = Counter(Slot.objects.values_list("stimulus", flat=True))
    assert len(filled) == 50
    assert max(filled.values()) - min(filled.values()) <= 1
    assert slot_allocation.is_full(study)
    assert post("/s/crossed/", {})[0] == 503


def test_participants_beyond_the_last_slot_get_the_page_of_a_full_study():
    create_crossed_study(2, 3, design={"raters": 3}, protocol={"practice": 0})
    statuses = consent_twice(enter_study(8))
    assert Counter(statuses) == {303: 6, 503: 10}
    assert Slot.objects.count() == 18


@pytest.mark.parametrize("restriction", [{"clip_showings": "once"}, {"conditions_per_rater": "one"}], ids=str)
def test_everybody_sees_each_clip_once_however_many_arrive_at_once(restriction):
    study = create_crossed_study(4, 6, design=restriction | {"raters": 20}, protocol={"practice": 0})
    statuses = consent_twice(enter_study(23))
    assert Counter(statuses) == {303: 40, 503: 6}
    assert set(Counter(Slot.objects.values_list("stimulus", flat=True)).values()) == {5}
    shown = Counter(Slot.objects.values_list("lease", "stimulus__clip"))
    assert (len(shown), set(shown.values())) == (20 * 6, {1})
    conditions = Counter(lease for lease, _ in set(Slot.objects.values_list("lease", "stimulus__condition")))
    assert set(conditions.values()) == {1 if "conditions_per_rater" in restriction else 4}
    assert slot_allocation.is_full(study)
