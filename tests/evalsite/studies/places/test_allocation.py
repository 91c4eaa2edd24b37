"""Places: as many ratings for every cell, whoever comes and goes."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from bench import allocation as bench
from evalsite.studies.models import Lease, Place, Study
from evalsite.studies.places import allocation
from evalsite.studies.places.allocation import FullError
from tests.evalsite.studies.crossed import crossed

pytestmark = pytest.mark.django_db

OWN = {"protocol": {"unfinished": "used", "consent": "What you answer is used, even if you stop."}}
PART = {"design": {"trials_per_rater": 20, "raters": 40}}


def names(places: list[Place]) -> list[str]:
    return [f"{place.stimulus.condition} {place.stimulus.clip} {place.region}" for place in places]


def finish(study: Study, places: list[Place], *, until: int | None = None) -> None:
    """Answer the first `until` of a holder's places, all of them by default; who answers all has their lease kept."""
    holder = places[0].lease.holder
    for place in places[:until]:
        allocation.settle(place, holder)
    if until is None:
        allocation.keep(holder)


def time_out(holder: UUID | None = None) -> None:
    leases = Lease.objects.filter(until__isnull=False)
    (leases.filter(holder=holder) if holder else leases).update(until=Now() - timedelta(seconds=1))


def settled(study: Study) -> Counter[str]:
    """Return the ratings of every cell, those with none included."""
    counts = Counter({(each.condition, each.clip): 0 for each in study.stimuli.all()})
    rows = Place.objects.filter(desk__study=study, state="settled")
    counts.update(rows.values_list("stimulus__condition", "stimulus__clip"))
    return counts


def spread(study: Study) -> int:
    counts = settled(study).values()
    return max(counts) - min(counts)


def test_the_places_are_a_whole_participation_in_order():
    places = allocation.take(crossed(), uuid4())
    assert len(set(names(places))) == 50
    assert [place.position for place in places] == list(range(1, 51))
    assert {place.seat for place in places} == {1}
    assert Place.objects.filter(state="leased").count() == 50


def test_taking_twice_gives_the_same_places():
    study, holder = crossed(), uuid4()
    assert names(allocation.take(study, holder)) == names(allocation.take(study, holder))
    assert Place.objects.count() == 50
    assert study.desks.get().arrivals == 1


def test_seed_and_arrivals_decide_everything():
    orders = []
    for number, seed in enumerate([1, 1, 2]):
        study = crossed(slug=f"s{number}", design={"trials_per_rater": 20, "seed": seed})
        orders.append([names(allocation.take(study, uuid4())) for _ in range(3)])
    assert orders[0] == orders[1] != orders[2]


@pytest.mark.parametrize("trials", [7, 20, 33, 50])
def test_cells_fill_evenly(trials):
    study = crossed(design={"trials_per_rater": trials, "raters": 200})
    for _ in range(11):
        places = allocation.take(study, uuid4())
        per_condition = Counter(place.stimulus.condition for place in places)
        assert max(per_condition.values()) - min(per_condition.values()) <= 3
        finish(study, places)
        assert spread(study) <= 1


def test_a_part_of_the_cells_repeats_no_clip_in_a_row():
    study = crossed(**PART)
    for _ in range(6):
        clips = [place.stimulus.clip for place in allocation.take(study, uuid4())]
        assert all(one != other for one, other in pairwise(clips))


def test_blocks_ask_every_region_of_every_video():
    places = allocation.take(crossed(3, 4, design={"layout": "blocks"}), uuid4())
    assert Counter(place.region for place in places) == {"upper": 12, "middle": 12, "lower": 12}
    assert len({(place.stimulus_id, place.region) for place in places}) == 36


def test_split_regions_give_each_participant_one_and_each_region_as_many():
    study = crossed(3, 4, design={"layout": "split-regions", "raters": 9})
    regions = []
    for _ in range(9):
        places = allocation.take(study, uuid4())
        assert len({place.region for place in places}) == 1
        assert len(places) == 12
        regions.append(places[0].region)
    assert set(Counter(regions).values()) == {3}
    with pytest.raises(FullError):
        allocation.take(study, uuid4())


def test_a_full_study_takes_nobody_until_a_lease_runs_out():
    study = crossed(2, 3, design={"raters": 2})
    one, other = (allocation.take(study, uuid4()) for _ in range(2))
    assert allocation.is_full(study)
    with pytest.raises(FullError):
        allocation.take(study, uuid4())
    finish(study, one)
    time_out()
    assert not allocation.is_full(study)
    again = allocation.take(study, uuid4())
    assert {place.pk for place in again} == {place.pk for place in other}
    assert allocation.is_full(study)


def test_a_refused_newcomer_leaves_no_trace():
    study = crossed(2, 3, design={"raters": 1})
    allocation.take(study, uuid4())
    with pytest.raises(FullError):
        allocation.take(study, uuid4())
    assert study.desks.get().arrivals == Lease.objects.count() == 1


def test_the_pilot_has_a_desk_of_its_own_and_is_never_full():
    study = crossed(2, 3, design={"raters": 1})
    for _ in range(3):
        allocation.take(study, uuid4(), pilot=True)
    assert not allocation.is_full(study)
    assert allocation.take(study, uuid4())[0].seat == 1


def test_whoever_stops_gives_back_what_they_rated_too():
    study = crossed(2, 3, design={"raters": 1})
    finish(study, allocation.take(study, uuid4()), until=4)
    time_out()
    allocation.take(study, uuid4())
    assert Place.objects.count() == 6
    assert not Place.objects.filter(state="settled").exists()


def test_where_unfinished_answers_are_used_their_places_stay_settled():
    study = crossed(2, 3, design={"raters": 1}, **OWN)
    finish(study, allocation.take(study, uuid4()), until=4)
    time_out()
    assert not allocation.is_full(study)
    allocation.take(study, uuid4())
    assert Place.objects.filter(state="settled").count() == 4
    assert Place.objects.filter(seat=1, state="leased").count() == 2


def test_a_study_may_go_on_beyond_its_plan_and_stays_even():
    study = crossed(2, 3, design={"raters": 1, "trials_per_rater": 4}, recruitment={"beyond_plan": True})
    for _ in range(5):
        finish(study, allocation.take(study, uuid4()))
        assert spread(study) <= 1
    assert not allocation.is_full(study)


def test_an_answer_renews_the_lease():
    study, holder = crossed(2, 3, design={"raters": 1}), uuid4()
    allocation.take(study, holder)
    time_out()
    allocation.renew(holder, minutes=5)
    assert allocation.is_full(study)


def test_a_lease_that_lasts_is_not_written_again():
    study, holder = crossed(2, 3, protocol={"lease_minutes": 30}), uuid4()
    seen = allocation.take(study, holder)[0].lease
    seen.refresh_from_db()
    with CaptureQueriesContext(connection) as asked:
        allocation.renew(holder, minutes=30, seen=seen)
    assert not asked.captured_queries
    for other, minutes in ((holder, 40), (uuid4(), 30)):
        with CaptureQueriesContext(connection) as asked:
            allocation.renew(other, minutes, seen=seen)
        assert len(asked.captured_queries) == 1
    assert Lease.objects.get().until > seen.until + timedelta(minutes=10)


def test_what_is_kept_for_good_is_not_renewed_into_a_lease():
    study, holder = crossed(2, 3), uuid4()
    finish(study, allocation.take(study, holder))
    allocation.renew(holder, minutes=5)
    assert Lease.objects.get().until is None


def test_who_withdraws_or_is_left_out_frees_everything():
    study, holder = crossed(2, 3, design={"raters": 1}), uuid4()
    finish(study, allocation.take(study, holder))
    allocation.release(holder)
    assert set(Place.objects.values_list("state", "lease", "position")) == {("free", None, None)}
    allocation.take(study, uuid4())
    assert Place.objects.count() == 6


def test_who_stops_and_lets_the_answers_be_kept_frees_the_rest():
    study, holder = crossed(2, 3, design={"raters": 1}), uuid4()
    finish(study, allocation.take(study, holder), until=2)
    allocation.keep(holder)
    time_out()
    assert Place.objects.filter(state="settled").count() == 2
    assert {place.seat for place in allocation.take(study, uuid4())} == {1, 2}
    assert Place.objects.filter(seat=2).count() == 2


def test_who_comes_back_late_fills_their_place_if_it_is_free():
    study, holder = crossed(2, 3, design={"raters": 1}), uuid4()
    late = allocation.take(study, holder)[0]
    allocation.release(holder)
    assert allocation.settle(late, holder).pk == late.pk
    assert Place.objects.get(state="settled").lease.holder == holder


def test_who_comes_back_too_late_fills_one_more_than_was_planned():
    study, holder = crossed(2, 3, design={"raters": 1}), uuid4()
    late = allocation.take(study, holder)[0]
    time_out()
    allocation.take(study, uuid4())
    more = allocation.settle(late, holder)
    assert (more.seat, more.state, more.lease.holder) == (2, "settled", holder)
    assert allocation.settle(late, holder).pk == more.pk
    assert Place.objects.count() == 7


@pytest.mark.parametrize("doubled", ["seat", "position", "cell"])
def test_the_database_refuses_a_double_place(doubled):
    one, other = allocation.take(crossed(2, 3), uuid4())[:2]
    columns = {"desk": one.desk, "stimulus": one.stimulus, "seat": 9, "lease": one.lease, "position": 99}
    changes = {
        "seat": {"seat": 1, "lease": None, "state": "free"},
        "position": {"stimulus": other.stimulus} | {"position": other.position},
        "cell": {},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(**columns | {"state": "leased"} | changes[doubled])


def arrive(study: Study, chance: Random, *, drop_out: float) -> None:
    """Let people come one after the other until the study is full; some stop at a random point."""
    while not allocation.is_full(study):
        places = allocation.take(study, uuid4())
        stops = chance.randrange(len(places)) if chance.random() < drop_out else None
        finish(study, places, until=stops)
        if stops is not None:
            time_out(places[0].lease.holder)


def test_a_quarter_of_forty_drops_out_and_cells_stay_within_two():
    """Chance gives 7 to 21 here; see docs/measured/allocation.md."""
    least, most = bench.extremes(bench.balanced, drop_out=0.25, studies=12)
    assert 13 <= least <= most <= 15


def test_the_database_fills_as_the_simulation_does():
    document, chance, filled = bench.study(conditions=3, clips=8), Random(1), Counter()
    study = crossed(3, 8, design={"trials_per_rater": 20, "raters": 40}, **OWN)
    for arrival in range(1, 9):
        wanted = bench.balanced(document, filled, arrival, chance)
        places = allocation.take(study, uuid4())
        assert [(place.stimulus.condition, place.stimulus.clip) for place in places] == [cell[:2] for cell in wanted]
        stops = chance.randrange(20)
        finish(study, places, until=stops)
        time_out(places[0].lease.holder)
        filled.update(wanted[:stops])


def test_at_the_quota_all_cells_are_equal_whoever_dropped_out():
    study = crossed(design=PART["design"] | {"raters": 10})
    arrive(study, Random(7), drop_out=0.3)
    assert min(settled(study).values()) == 4
    assert spread(study) <= 1
