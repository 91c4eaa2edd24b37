"""A visitor at the first rated video of an open study."""

import pytest

from tests.evalsite.questionnaire.visitor import Visitor, open_study


@pytest.fixture
def visitor(db) -> Visitor:
    visitor = Visitor(open_study()).to_first_trial()
    visitor.rate()
    return visitor
