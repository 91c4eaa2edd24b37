"""Orders: complete, reproducible, balanced, and no clip twice running wherever that can be had."""

from collections import Counter
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.studies.allocation import counterbalancing
from evalsite.studies.allocation.cell_selection import SlotKey
from evalsite.studies.allocation.counterbalancing import count_repetitions, presentation_order

labels = st.integers(0, 5).map(str)
cells = st.lists(st.builds(SlotKey, labels, labels, st.just("-")), unique=True, min_size=1, max_size=30)
seeds = st.integers(0, 2**31)
numbers = st.integers(0, 100)


def crossed(conditions: int, clips: int, questions: str = "-") -> list[SlotKey]:
    return [SlotKey(f"c{c}", f"k{k}", r) for r, c, k in product(questions, range(conditions), range(clips))]


@given(cells, seeds, numbers)
def test_every_key_is_presented_once(items, seed, number):
    assert sorted(presentation_order(items, number=number, rng=Random(seed))) == sorted(items)


@given(cells, seeds, numbers)
def test_the_order_depends_on_seed_and_number(items, seed, number):
    one, other = (presentation_order(each, number=number, rng=Random(seed)) for each in (items, items[::-1]))
    assert one == other


@given(cells, seeds, numbers)
def test_clip_repetitions_are_minimal(items, seed, number):
    most = max(Counter(cell.clip for cell in items).values())
    unavoidable = max(0, 2 * most - len(items) - 1)
    assert count_repetitions(presentation_order(items, number=number, rng=Random(seed))) == unavoidable


@pytest.mark.parametrize("size", range(1, 9))
def test_a_williams_square_balances_positions_and_carryover(size):
    rows = counterbalancing.williams_square(size)
    assert len(rows) == (size if size % 2 == 0 else 2 * size)
    for column in zip(*rows, strict=True):
        assert set(Counter(column).values()) == {len(rows) // size}
    neighbours = Counter(pair for row in rows for pair in pairwise(row))
    assert len(neighbours) == size * (size - 1)
    assert len(set(neighbours.values())) <= 1


@pytest.mark.parametrize(("conditions", "clips"), [(2, 6), (3, 6), (4, 4), (5, 10)])
def test_conditions_come_in_rounds_from_the_williams_square(conditions, clips):
    rows = counterbalancing.williams_square(conditions)
    firsts = Counter()
    for number in range(len(rows)):
        order = presentation_order(crossed(conditions, clips), number=number, rng=Random(number))
        first_rounds = [order[start : start + conditions] for start in range(0, len(order) // 2, conditions)]
        for turn, part in enumerate(first_rounds):
            assert [int(cell.condition[1:]) for cell in part] == list(rows[(number + turn) % len(rows)])
        firsts[order[0].condition] += 1
    assert set(firsts.values()) == {len(rows) // conditions}


@pytest.mark.parametrize("number", range(30))
def test_the_talks_design_never_repeats_a_clip(number):
    assert not count_repetitions(presentation_order(crossed(5, 10), number=number, rng=Random(number)))


def test_region_blocks_are_counterbalanced():
    seen = Counter()
    for number in range(12):
        order = presentation_order(crossed(5, 4, "abc"), number=number, rng=Random(number))
        blocks = [order[start].question for start in range(0, 60, 20)]
        assert [cell.question for cell in order] == [question for question in blocks for _ in range(20)]
        assert not count_repetitions(order)
        seen[tuple(blocks)] += 1
    assert set(seen.values()) == {2}
    assert len(seen) == 6


def test_first_clips_are_balanced():
    first = Counter(presentation_order(crossed(2, 3), number=seed, rng=Random(seed))[0].clip for seed in range(1500))
    assert all(400 < first[f"k{clip}"] < 600 for clip in range(3))
