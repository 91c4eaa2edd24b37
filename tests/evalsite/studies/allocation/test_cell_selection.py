"""Which cells a newcomer gets: the least rated ones, a fair mixture of them, and the same ones for the same chance."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.studies.allocation.cell_selection import counterbalanced_lists, select_slot_keys, slot_keys
from evalsite.studies.document import document

QUESTIONS = ("upper", "middle", "lower")


def study(conditions=3, clips=4, *, extra=(), **design):
    """Return a document; `extra` are more clips."""
    named = [{"name": "c0", "original": True}, *({"name": f"c{k}", "checkpoint": "x"} for k in range(1, conditions))]
    spoken = [{"name": f"k{k}", "recording": f"r{k}"} for k in range(clips)]
    tables = {"study": {"name": "any", "title": "Any"}, "conditions": named, "clips": [*spoken, *extra]}
    practice = {"practice": [{"condition": "c0"}]} if extra else {}
    return document.load_document(tables | practice | {"design": design})


sizes = st.tuples(st.integers(2, 4), st.integers(1, 5))
layouts = st.sampled_from(["together", "blocks", "split-questions"])
seeds = st.integers(0, 2**31)


@st.composite
def parts(draw):
    """Give a study of which each participant rates a part, and how full its cells are."""
    (conditions, clips), layout = draw(sizes), draw(layouts)
    shown = draw(st.sampled_from([{}, {"clip_showings": "once"}, {"conditions_per_rater": "one"}]))
    most = study(conditions, clips, layout=layout, **shown).max_trial_count
    result = study(conditions, clips, layout=layout, **shown, trials_per_rater=draw(st.integers(1, most)))
    taken = {cell: count for cell in slot_keys(result) if (count := draw(st.integers(0, 3)))}
    return result, taken


@pytest.mark.parametrize("layout", ["blocks", "split-questions"])
def test_slot_keys_are_condition_by_clip_by_region(layout):
    cells = slot_keys(study(2, 3, layout=layout))
    assert len(cells) == len(set(cells)) == 18
    assert {cell.question for cell in cells} == set(QUESTIONS)


def test_regions_of_one_presentation_share_a_slot_key():
    assert {cell.question for cell in slot_keys(study(2, 3))} == {""}
    assert len(slot_keys(study(2, 3))) == 6


def test_practice_clips_have_no_slot_keys():
    spare = {"name": "spare", "recording": "s", "purpose": "practice"}
    assert "spare" not in {cell.clip for cell in slot_keys(study(2, 3, extra=[spare]))}


@pytest.mark.parametrize("layout", ["together", "blocks"])
def test_a_complete_design_selects_every_key(layout):
    whole = study(2, 3, layout=layout)
    full = dict.fromkeys(slot_keys(whole)[:3], 100)
    assert select_slot_keys(whole, full, Random(1)) == slot_keys(whole)


@given(parts(), seeds)
def test_selected_keys_are_distinct_and_as_many_as_trials(part, seed):
    result, taken = part
    chosen = select_slot_keys(result, taken, Random(seed))
    assert len(chosen) == len(set(chosen)) == result.trial_count
    assert set(chosen) <= set(slot_keys(result))


@given(parts(), seeds)
def test_the_least_occupied_cells_are_selected(part, seed):
    result, taken = part
    chosen = select_slot_keys(result, taken, Random(seed))
    own = next(keys for keys in counterbalanced_lists(result) if chosen[0] in keys)
    left = {cell for cell in own if cell not in chosen}
    fullest = max(taken.get(cell, 0) for cell in chosen)
    assert all(taken.get(cell, 0) >= fullest for cell in left)


@given(parts(), seeds)
def test_equal_seeds_select_equal_cells(part, seed):
    result, taken = part
    assert select_slot_keys(result, taken, Random(seed)) == select_slot_keys(result, taken, Random(seed))


def test_other_seeds_select_other_cells():
    part = study(4, 5, trials_per_rater=6)
    assert len({tuple(select_slot_keys(part, {}, Random(seed))) for seed in range(20)}) > 10


@given(st.integers(1, 20), seeds)
def test_conditions_are_balanced_among_equal_cells(trials, seed):
    part = study(4, 5, trials_per_rater=trials)
    met = Counter(cell.condition for cell in select_slot_keys(part, {}, Random(seed)))
    assert max(met.values()) - min(met[f"c{k}"] for k in range(4)) <= 1


@given(st.integers(1, 24), seeds)
def test_regions_are_balanced_among_equal_cells(trials, seed):
    part = study(2, 4, layout="blocks", trials_per_rater=trials)
    met = Counter(cell.question for cell in select_slot_keys(part, {}, Random(seed)))
    assert max(met.values()) - min(met[question] for question in QUESTIONS) <= 1


@pytest.mark.parametrize("layout", ["together", "blocks", "split-questions"])
def test_occupancy_stays_balanced_over_many_participants(layout):
    part, chance = study(3, 4, layout=layout, trials_per_rater=4), Random(7)
    taken = Counter()
    for _ in range(36):
        taken.update(select_slot_keys(part, taken, chance))
    counts = {taken[cell] for cell in slot_keys(part)}
    assert max(counts) - min(counts) <= 1


def test_split_questions_select_the_least_rated_question():
    split = study(2, 3, layout="split-questions")
    taken = {cell: 2 for cell in slot_keys(split) if cell.question != "middle"}
    chosen = select_slot_keys(split, taken, Random(3))
    assert chosen == [cell for cell in slot_keys(split) if cell.question == "middle"]


def test_ties_between_regions_are_broken_at_random():
    split = study(2, 3, layout="split-questions")
    assert {select_slot_keys(split, {}, Random(seed))[0].question for seed in range(30)} == set(QUESTIONS)


@given(sizes, layouts, st.sampled_from(["once", "one"]), seeds, st.data())
def test_a_participant_meets_each_clip_in_one_condition_and_lists_stay_balanced(size, layout, kind, seed, data):
    key = {"once": {"clip_showings": "once"}, "one": {"conditions_per_rater": "one"}}[kind]
    result, chance, taken = study(*size, layout=layout, **key), Random(seed), Counter()
    lists = result.list_count
    assert lists == size[0] * (len(QUESTIONS) if layout == "split-questions" else 1)
    held = []
    for _ in range(3 * lists):
        chosen = select_slot_keys(result, taken, chance)
        shown = {}
        for cell in chosen:
            assert shown.setdefault(cell.clip, cell.condition) == cell.condition
        met = Counter(shown.values())
        assert len(met) == (1 if kind == "one" else min(size))
        assert max(met.values()) - min(met.values()) <= (0 if kind == "one" else 1)
        assert len(shown) == size[1]
        taken.update(chosen)
        held.append(chosen)
        if data.draw(st.booleans()):
            # Somebody drops out, and the next participant takes the place.
            taken.subtract(gone := held.pop(chance.randrange(len(held))))
            taken.update(replacement := select_slot_keys(result, taken, chance))
            held.append(replacement)
            assert len(gone) == len(replacement)
    assert {taken[cell] for cell in slot_keys(result)} == {3}


@given(parts(), seeds, st.integers(1, 3))
def test_counts_differ_by_at_most_one_whenever_every_list_was_given_equally_often(part, seed, blocks):
    (result, _), chance, taken = part, Random(seed), Counter()
    for _ in range(blocks * result.list_count):
        taken.update(select_slot_keys(result, taken, chance))
    counts = {taken[cell] for cell in slot_keys(result)}
    assert max(counts) - min(counts) <= 1


def test_a_list_with_too_many_ratings_of_one_key_still_gets_those_it_lacks():
    once = study(2, 2, clip_showings="once", raters=4)
    lacking, complete = counterbalanced_lists(once)
    taken = dict.fromkeys(complete, 2) | {lacking[0]: 3, lacking[1]: 1}
    assert all(select_slot_keys(once, taken, Random(seed)) == lacking for seed in range(8))
