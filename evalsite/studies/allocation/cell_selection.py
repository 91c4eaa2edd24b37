"""Which slot keys a new participation rates: those with the fewest ratings, and of these a balanced mixture."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from evalsite.studies.document.document import StudyDocument


class SlotKey(NamedTuple):
    """What allocation balances; `question` is empty where a trial asks about all questions."""

    condition: str
    clip: str
    question: str = ""


def slot_keys(document: StudyDocument) -> list[SlotKey]:
    """Return every slot key of a study."""
    return [
        SlotKey(condition.name, clip.name, question)
        for question in document.slot_questions
        for condition in document.conditions
        for clip in document.rated_clips
    ]


def select_slot_keys(document: StudyDocument, occupied: Mapping[SlotKey, int], rng: random.Random) -> list[SlotKey]:
    """Return the slot keys of one more participation; `occupied` counts the leased and filled slots of each key."""
    lists = counterbalanced_lists(document)
    ties = rng.sample(range(len(lists)), len(lists)) if len(lists) > 1 else [0]
    keys = lists[min(ties, key=lambda number: _urgency(lists[number], occupied, document.quota))]
    return keys if document.trial_count == len(keys) else _least_rated(keys, document.trial_count, occupied, rng)


def _urgency(keys: Sequence[SlotKey], occupied: Mapping[SlotKey, int], quota: int) -> tuple[int, int]:
    """Return what is least for the list that needs ratings most; ratings beyond the quota make up for no others."""
    counts = [occupied.get(key, 0) for key in keys]
    return sum(min(count, quota) for count in counts), sum(counts)


def counterbalanced_lists(document: StudyDocument) -> list[list[SlotKey]]:
    """Divide the slot keys into lists; a participant rates keys of one list, the one with the fewest ratings.

    A list has one question if participants are divided among the questions, and one condition if they are divided among
    the conditions. Where each clip is shown once, a list is a row of a Latin square: in an order of the clips that the
    study's seed decides, the n-th clip has condition n plus the number of the list.
    """
    lists: dict[tuple[str, int], list[SlotKey]] = {}
    by_question = document.design.layout == "split-questions"
    condition_rank = {condition.name: rank for rank, condition in enumerate(document.conditions)}
    names = [clip.name for clip in document.rated_clips]
    # Clips that follow each other in the file may belong together; no list shall have one condition for all of a kind.
    rng = random.Random(f"{document.design.seed} lists")  # noqa: S311 - a design, not a secret
    clip_rank = {name: rank for rank, name in enumerate(rng.sample(names, len(names)))}
    for key in slot_keys(document):
        row = 0
        if document.design.conditions_per_rater == "one":
            row = condition_rank[key.condition]
        elif document.design.clip_showings == "once":
            row = (condition_rank[key.condition] - clip_rank[key.clip]) % len(condition_rank)
        lists.setdefault((key.question if by_question else "", row), []).append(key)
    return [lists[label] for label in sorted(lists)]


def _least_rated(
    keys: Sequence[SlotKey], count: int, occupied: Mapping[SlotKey, int], rng: random.Random
) -> list[SlotKey]:
    """Select the least rated key repeatedly; among equals, the one whose factor levels were selected least so far."""
    remaining = rng.sample(keys, len(keys))
    level_counts: Counter[tuple[str, str]] = Counter()
    selected = []
    for _ in range(count):
        best = min(
            remaining,
            key=lambda key: (occupied.get(key, 0), *(level_counts[level] for level in _factor_levels(key))),
        )
        remaining.remove(best)
        selected.append(best)
        level_counts.update(_factor_levels(best))
    return selected


def _factor_levels(key: SlotKey) -> tuple[tuple[str, str], ...]:
    """Return the factor levels that a participant should see about equally often."""
    return (("question", key.question), ("condition", key.condition), ("clip", key.clip))
