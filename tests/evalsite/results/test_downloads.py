"""The tables about people as downloads: no condition in them."""

import pytest

from tests.evalsite.questionnaire.study_texts import FORMS
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db


def test_the_tables_are_downloaded_once_the_study_is_closed(researcher):
    study = open_study(**FORMS)
    Visitor(study).to_first_trial(age="33", english="1").to_end()
    for name in ("participants", "flow", "codebook"):
        assert researcher.get(f"/studies/faces/{name}.csv").status_code == 404
    type(study).objects.update(state="closed")
    for name in ("participants", "flow", "codebook"):
        answer = researcher.get(f"/studies/faces/{name}.csv")
        assert answer.status_code == 200
        assert f'filename="faces-{name}.csv"' in answer["Content-Disposition"]
        assert "sea-" not in answer.content.decode()
