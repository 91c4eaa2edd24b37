"""Results to report: one small study whose answer is known, analysed once."""

import json
from typing import Any

import pytest

from analysis.pipeline import analyse
from analysis.plan import Analysis, Design, Exclusions, Plan
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings

RATINGS = simulate_ratings(
    {"a": 0.0, "b_1": 3.0, "c": 0.0}, raters=8, clips=4, seed=3, regions=("upper", "<mouth> & co")
)
PLAN = Plan(
    design=Design(raters=8, clips=4),
    analysis=Analysis(contrasts={"b − a": {"b_1": 1, "a": -1}}, exclusions=Exclusions(constant=True)),
)
KEPT: dict[str, Any] = {}


@pytest.fixture
def ratings() -> Ratings:
    return RATINGS


@pytest.fixture
def results() -> dict[str, Any]:
    """Return a copy of results.json's content that a test may change."""
    if not KEPT:
        KEPT["text"] = analyse(RATINGS, PLAN, simulated=True).to_json()
    found: dict[str, Any] = json.loads(KEPT["text"])
    return found
