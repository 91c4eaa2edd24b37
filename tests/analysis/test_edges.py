"""Studies at the edge of what can be analysed: results with reasons, never an exception, a warning or a NaN."""

import json
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from analysis.objective_scores import ObjectiveScore
from analysis.pipeline import analyse
from analysis.plan import Plan, parse_plan
from analysis.ratings import RatingRow, Ratings
from analysis.report.files import report_files
from tests.analysis.finite import not_finite

Keep = Callable[[int, int, str], bool]
chance = np.random.default_rng(0)


def study(
    raters: int, clips: int, conditions: str, rule: Callable | None = None, keep: Keep = lambda *_: True
) -> Ratings:
    rule = rule or (lambda *_: int(chance.integers(1, 11)))
    cells = (cell for cell in product(range(raters), range(clips), conditions) if keep(*cell))
    return Ratings.from_rows(RatingRow(f'участник "{i}"\n', f"k{k}", c, "рот", rule(i, k, c)) for i, k, c in cells)


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
    "every rating in one condition and clip": lambda: study(9, 1, "abc", keep=lambda i, k, c: i % 3 == "abc".index(c)),
    "one rating": lambda: study(1, 1, "ab", keep=lambda i, k, c: c == "a"),
    "constant": lambda: study(4, 3, "ab", lambda *_: 0.1),
    "raters and conditions add up": lambda: study(4, 3, "abc", lambda i, k, c: i / 3 + k / 7 + ord(c) / 9 - 9),
    "tiny": lambda: study(5, 4, "abc", lambda *_: chance.integers(1, 11) * 1e-9),
    "huge": lambda: study(5, 4, "abc", lambda *_: chance.integers(1, 11) * 1e14),
    "all sizes": lambda: study(5, 4, "abc", lambda *_: 10.0 ** int(chance.integers(-12, 15))),
    "one huge rating": lambda: study(5, 4, "abc", lambda i, k, c: 1e15 if i == k == 0 and c == "a" else i + k + 1),
    "many conditions": lambda: study(4, 2, "abcdefghijklmn"),
}


def plan_for(ratings: Ratings) -> Plan:
    low, high = int(ratings.rating.min() // 1), int(ratings.rating.max() // 1 + 1)
    tables = {"analysis": {"contrasts": {"b-a": {"b": 1, "a": -1}}}, "design": {"scale": [low, high]}}
    return parse_plan(tables, source="test")


@pytest.mark.parametrize("case", CASES)
def test_edge_cases_give_results_with_reasons(case: str) -> None:
    ratings = CASES[case]()
    result = json.loads(analyse(ratings, plan_for(ratings)).to_json())
    assert not list(not_finite(result))
    question = result["questions"]["рот"]
    for missing, reason in (
        (question["clmm"]["loglik"], question["clmm"]["warnings"]),
        (question["lmm"]["components"], question["lmm"]["warnings"]),
        (question["rm_anova"]["F"], question["rm_anova"]["reason"]),
        (question["agreement"]["icc_2_1"]["estimate"], question["agreement"]["icc_2_1"]["reason"]),
        (question["agreement"]["alpha_ordinal"]["estimate"], question["agreement"]["alpha_ordinal"]["reason"]),
        (result["contrasts"][0]["p"], result["contrasts"][0]["reason"]),
    ):
        assert missing is not None or reason


@pytest.mark.parametrize(
    "case",
    ["two ratings", *(pytest.param(case, marks=pytest.mark.slow) for case in CASES if case != "two ratings")],
)
def test_edge_cases_have_a_report_with_every_possible_figure(case: str) -> None:
    ratings = CASES[case]()
    cells = {(ratings.clips[k], ratings.conditions[c]) for k, c in zip(ratings.clip, ratings.condition, strict=True)}
    scores = [ObjectiveScore(clip, condition, "рот", "lve", 1.0) for clip, condition in cells]
    plan = plan_for(ratings)
    report = report_files(json.loads(analyse(ratings, plan, objective=scores).to_json()), title=case)
    assert "figures/histogram.svg" in report
    assert b"nan" not in report["report.html"].partition(b"<h2>Tables</h2>")[2].partition(b"<h2>")[0]


@pytest.mark.slow
def test_a_million_ratings_need_less_than_two_gigabytes(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    generator = np.random.default_rng(1)
    with path.open("w") as file:
        file.write("rater,clip,condition,question,rating\n")
        for rater in range(4000):
            values = generator.integers(1, 11, 250).tolist()
            file.writelines(f"r{rater},k{n % 50},c{n // 50},overall,{value}\n" for n, value in enumerate(values))
    code = (
        "import resource, sys; from pathlib import Path; from analysis.ratings_csv import parse_ratings_csv; "
        "from analysis.pipeline import analyse; found = analyse(parse_ratings_csv(Path(sys.argv[1]).read_text(), '')); "
        "print(found.counts['ratings'], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    count, kilobytes = map(int, done.stdout.split())
    assert count == 1_000_000
    assert kilobytes < 2_000_000
