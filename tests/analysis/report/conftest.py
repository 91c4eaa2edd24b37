"""Results to report: one small study whose answer is known, analysed once."""

import json
from typing import Any

import pytest

from analysis.pipeline import analyse
from analysis.plan import Analysis, Design, Exclusions, Plan
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings

RATINGS = simulate_ratings(
    {"a": 0.0, "b_1": 3.0, "c": 0.0}, raters=8, clips=4, seed=3, questions=("upper", "<mouth> & co")
)
PLAN = Plan(
    design=Design(raters=8, clips=4),
    analysis=Analysis(contrasts={"b − a": {"b_1": 1, "a": -1}}, exclusions=Exclusions(constant=True)),
)


@pytest.fixture
def ratings() -> Ratings:
    return RATINGS


@pytest.fixture(scope="session")
def results_json() -> str:
    return analyse(RATINGS, PLAN, simulated=True).to_json()


@pytest.fixture
def results(results_json: str) -> dict[str, Any]:
    """Return a copy of results.json's content that a test may change."""
    content: dict[str, Any] = json.loads(results_json)
    return content
