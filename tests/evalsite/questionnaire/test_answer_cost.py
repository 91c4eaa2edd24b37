"""The number of SQL statements of an answer and of a page, which limits how many people can take part at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.evalsite.questionnaire.visitor import PREFER_PAGE, Visitor, open_study

REGIONS = ("upper", "middle", "lower")
pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(store_folder):
    visitor = Visitor(open_study(clips=4, protocol={"practice": 0})).to_first_trial()
    visitor.rate()
    return visitor


def captured_sql(work) -> list[str]:
    """Return the statements of a piece of work, without those that only mark a transaction inside a test's own."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return [each["sql"] for each in captured.captured_queries if "SAVEPOINT" not in each["sql"]]


def test_an_answer_takes_six_statements_and_the_next_page_none(visitor):
    fields = visitor.watch_and_fill()
    statements = captured_sql(lambda: visitor.client.post(visitor.page.form.action, fields, headers=PREFER_PAGE))
    assert len(statements) <= 6, "\n".join(statements)
    assert not [each for each in statements if '"source"' in each or '"provenance"' in each]


def test_the_same_answer_again_takes_less(visitor):
    fields = visitor.watch_and_fill()
    visitor.client.post(visitor.page.form.action, fields)
    assert len(captured_sql(lambda: visitor.client.post(visitor.page.form.action, fields))) <= 5


def test_a_page_takes_two_statements(visitor):
    statements = captured_sql(lambda: visitor.client.get(visitor.home))
    assert len(statements) <= 2, "\n".join(statements)


def test_a_play_token_takes_no_statement(visitor):
    form = visitor.page.form
    assert captured_sql(lambda: visitor.client.post(form.play_token_url, {"trial": form.hidden["trial"]})) == []


def test_the_number_of_trials_does_not_change_the_number_of_statements(store_folder):
    """The last of many answers takes as many statements as the first, apart from completing."""
    visitor = Visitor(open_study(clips=12, protocol={"practice": 0})).to_first_trial()
    counts = []
    for _ in range(20):
        fields = visitor.watch_and_fill()
        counts.append(len(captured_sql(lambda fields=fields: visitor.client.post(visitor.page.form.action, fields))))
        visitor.page = visitor.get(visitor.home)
    assert len(set(counts)) == 1


def test_cached_questions_are_in_the_right_language(store_folder):
    """The questions' markup is cached; another language must not get it."""
    asks = {region: {"text": f"Wie natürlich: {region}?", "low": "gar nicht", "high": "sehr"} for region in REGIONS}
    words = {"de": {"title": "Gesichter", "questions": asks}}
    visitor = Visitor(open_study(translations=words, protocol={"practice": 0})).to_first_trial()
    assert "How natural" in visitor.response.content.decode()
    assert "Wie natürlich: upper?" in visitor.client.get(f"{visitor.home}?lang=de", follow=True).content.decode()
    assert "Wie natürlich" not in visitor.client.get(f"{visitor.home}?lang=en", follow=True).content.decode()
