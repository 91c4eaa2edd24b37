"""Orders: complete, reproducible, and no clip twice running wherever that can be had."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evalsite.studies.order import shuffled

cells = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30)
seeds = st.integers(0, 2**31)


def clip(cell: tuple[int, int]) -> int:
    return cell[0]


def repeats(order: list[tuple[int, int]]) -> int:
    return sum(clip(one) == clip(two) for one, two in pairwise(order))


@given(cells, seeds)
def test_everything_is_shown_once(items, seed):
    assert sorted(shuffled(items, seed, clip=clip)) == sorted(items)


@given(cells, seeds)
def test_the_seed_decides(items, seed):
    assert shuffled(items, seed, clip=clip) == shuffled(list(items), seed, clip=clip)


@given(cells, seeds)
def test_clips_repeat_only_as_often_as_they_must(items, seed):
    most = max(Counter(map(clip, items)).values(), default=0)
    unavoidable = max(0, 2 * most - len(items) - 1)
    assert repeats(shuffled(items, seed, clip=clip)) == unavoidable


def test_every_cell_comes_first_about_as_often():
    items = [(number, condition) for number in range(3) for condition in range(2)]
    first = Counter(shuffled(items, seed, clip=clip)[0] for seed in range(3000))
    assert all(400 < first[item] < 600 for item in items)
