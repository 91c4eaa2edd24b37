"""Studies at the edge of what can be analysed: results with reasons, never an exception, a warning or a NaN."""

import json
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from analysis.plan import plan_of
from analysis.ratings import Ratings, Row, from_rows
from analysis.results import analyse

Keep = Callable[[int, int, str], bool]
chance = np.random.default_rng(0)


def study(
    raters: int, clips: int, conditions: str, rule: Callable | None = None, keep: Keep = lambda *_: True
) -> Ratings:
    rule = rule or (lambda *_: int(chance.integers(1, 11)))
    cells = (cell for cell in product(range(raters), range(clips), conditions) if keep(*cell))
    return from_rows(Row(f'участник "{i}"\n', f"k{k}", c, "рот", rule(i, k, c)) for i, k, c in cells)


CASES: dict[str, Callable[[], Ratings]] = {
    "two raters": lambda: study(2, 4, "abc"),
    "one clip": lambda: study(10, 1, "abc"),
    "two ratings": lambda: study(1, 1, "ab"),
    "raters who miss a condition": lambda: study(6, 4, "abc", keep=lambda i, k, c: i > 1 or c != "b"),
    "two halves without a common clip": lambda: study(8, 6, "ab", keep=lambda i, k, c: (i < 4) == (k < 3)),
    "conditions mixed with clips": lambda: study(8, 6, "ab", keep=lambda i, k, c: (c == "a") == (k < 3)),
    "one other rating": lambda: study(5, 4, "abc", lambda i, k, c: 5 + (i == k == 0 and c == "a")),
    "conditions apart": lambda: study(6, 5, "ab", lambda i, k, c: 1 if c == "a" else 10),
    "conditions nearly apart": lambda: study(
        6, 5, "abc", lambda i, k, c: ord(c) * 3 - 290 + int(chance.integers(0, 2))
    ),
    "one rating per rater": lambda: study(12, 4, "abc", keep=lambda i, k, c: i == k * 3 + "abc".index(c)),
    "two steps": lambda: study(6, 6, "ab", lambda *_: int(chance.integers(1, 3))),
    "no steps": lambda: study(6, 6, "ab", lambda *_: float(chance.uniform(1, 10))),
    "many conditions": lambda: study(4, 2, "abcdefghijklmn"),
}


@pytest.mark.parametrize("case", CASES)
def test_edges_give_results_with_reasons(case: str) -> None:
    plan = plan_of({"analysis": {"contrasts": {"b-a": {"b": 1, "a": -1}}}}, source="test")
    found = json.loads(analyse(CASES[case](), plan).to_json())
    region = found["regions"]["рот"]
    for missing, reason in (
        (region["clmm"]["loglik"], region["clmm"]["warnings"]),
        (region["lmm"]["components"], region["lmm"]["warnings"]),
        (region["rm_anova"]["F"], region["rm_anova"]["reason"]),
        (region["agreement"]["icc_2_1"]["estimate"], region["agreement"]["icc_2_1"]["reason"]),
        (region["agreement"]["alpha_ordinal"]["estimate"], region["agreement"]["alpha_ordinal"]["reason"]),
        (found["contrasts"][0]["p"], found["contrasts"][0]["reason"]),
    ):
        assert missing is not None or reason
