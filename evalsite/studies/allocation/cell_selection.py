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
    keys = slot_keys(document)
    if document.design.layout == "split-questions":
        question = _least_rated_question(keys, occupied, rng)
        keys = [key for key in keys if key.question == question]
    return keys if document.trial_count == len(keys) else _least_rated(keys, document.trial_count, occupied, rng)


def _least_rated_question(keys: Sequence[SlotKey], occupied: Mapping[SlotKey, int], rng: random.Random) -> str:
    load: Counter[str] = Counter()
    for key in keys:
        load[key.question] += occupied.get(key, 0)
    return min(rng.sample(sorted(load), len(load)), key=load.__getitem__)


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
