"""A question without a region has a name and no drawing; its answers, checks and translations go by the name."""

import pytest

from evalsite.questionnaire.models import Participation, Rating, Trial
from evalsite.questionnaire.rating_scales import scale_groups
from evalsite.questionnaire.ratings import ratings_table
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db

QUESTIONS = [
    {"name": "mouth", "region": "lower", "text": "How natural does the mouth move?"},
    {"name": "trust", "text": "How trustworthy is this person?", "low": "not at all", "high": "fully"},
]
CHECKS = [{"kind": "instructed", "answer": 4, "question": "trust"}]


@pytest.mark.parametrize("layout", ["together", "blocks", "split-questions"])
def test_from_the_link_to_the_table(layout):
    study = open_study(questions=QUESTIONS, design={"layout": layout, "raters": 2})
    for _ in range(2):
        visitor = Visitor(study)
        visitor.to_first_trial()
        while visitor.page.videos:
            visitor.rate(mouth=6, trust=7)
    rows = ratings_table(study)
    assert set(Rating.objects.values_list("question", flat=True)) == {"mouth", "trust"}
    assert len(rows) == Rating.objects.filter(trial__kind="main").count()


def test_the_facts_of_a_study_give_the_scale_of_each_question():
    own = {"name": "human", "kind": "statement", "text": "It seems human.", "scale": [1, 7]}
    document = open_study(questions=[*QUESTIONS, own]).read_document()
    groups = [(group.low, group.high, group.high_label, len(group.questions)) for group in scale_groups(document)]
    assert groups == [(1, 10, "high naturalness", 1), (1, 10, "fully", 1), (1, 7, "strongly agree", 1)]


def test_only_a_question_about_a_region_has_a_drawing():
    visitor = Visitor(open_study(questions=QUESTIONS))
    visitor.to_first_trial()
    text = visitor.client.get(visitor.home).content.decode()
    assert 'id="question-mouth"' in text
    assert 'id="question-trust"' in text
    assert text.count('class="region-highlight"') == 1


def test_an_instructed_check_names_its_question():
    visitor = Visitor(open_study(questions=QUESTIONS, checks=CHECKS))
    visitor.to_first_trial()
    while visitor.page.videos:
        is_check = Trial.objects.get(media_id=visitor.page.videos[0].rpartition("/")[2]).kind == "instructed"
        visitor.rate(**({"trust": 4} if is_check else {"mouth": 6, "trust": 7}))
    assert Trial.objects.get(kind="instructed").questions == ["trust"]
    assert not Participation.objects.get().excluded_by
