"""Links as people, platforms and attackers bring them: wrong ones are refused plainly and begin nothing."""

import pytest

from evalsite.questionnaire.models import Participation
from evalsite.recruitment.models import Recruit
from tests.evalsite.bad import nothing_changes, refused, rows, stranger
from tests.evalsite.questionnaire.visitor import Visitor, draft_study, open_study

pytestmark = pytest.mark.django_db
PROLIFIC = {"recruitment": {"prolific": {"completion_code": "C1"}}, "protocol": {"practice": 0}}
SENT = {"PROLIFIC_PID": "a" * 24, "STUDY_ID": "b" * 24, "SESSION_ID": "c" * 24}


@pytest.fixture
def study(store_folder):
    return open_study(**PROLIFIC)


BAD_PEOPLE = {
    "a placeholder that nobody filled in": "{{%PROLIFIC_PID%}}",
    "the preview's": "ASSIGNMENT ID NOT AVAILABLE",
    "empty": "",
    "ten kilobytes": "a" * 10_240,
    "with a line break": "a\r\nSet-Cookie: x=1",
    "a quote": "a' OR 1=1 --",
    "a NUL byte": "a\0b",
    "a script": "<script>",
    "another alphabet": "ПРИВЕТ",
    "a path": "../../etc",
}


@pytest.mark.parametrize("person", BAD_PEOPLE.values(), ids=BAD_PEOPLE)
def test_a_person_that_is_none(study, person):
    with nothing_changes():
        text = refused(stranger().get(f"/s/{study.slug}/", SENT | {"PROLIFIC_PID": person}), 400)
    assert not person or person not in text


@pytest.mark.parametrize("name", SENT)
def test_a_parameter_that_is_missing_or_there_twice(study, name):
    with nothing_changes():
        refused(stranger().get(f"/s/{study.slug}/", {key: value for key, value in SENT.items() if key != name}), 400)
        refused(stranger().get(f"/s/{study.slug}/", SENT | {name: ["x", "y"]}), 400)
        refused(stranger().get(f"/s/{study.slug}/", SENT | {name: [SENT[name]] * 2}), 400)


def test_the_same_person_comes_back_with_another_submission(study):
    first = stranger().get(f"/s/{study.slug}/", SENT)
    again = stranger().get(f"/s/{study.slug}/", SENT | {"SESSION_ID": "d" * 24})
    assert first["Location"] == again["Location"]
    assert Participation.objects.count() == Recruit.objects.count() == 1
    assert Recruit.objects.get().platform_submission_id == "d" * 24


def test_who_comes_without_the_platform_is_told_to_come_by_it(study):
    with nothing_changes():
        refused(stranger().get(f"/s/{study.slug}/"), 403)
        refused(stranger().post(f"/s/{study.slug}/"), 403)


def test_looking_begins_nothing(store_folder):
    study = open_study()
    with nothing_changes():
        assert stranger().get(f"/s/{study.slug}/").status_code == 200
        assert stranger().head(f"/s/{study.slug}/").status_code == 200


def test_a_study_that_is_not_there_or_not_open(store_folder):
    study = draft_study()
    with nothing_changes():
        for slug in (study.slug, "no-such-study", "x" * 300, "faces%00", "..", "%2e%2e%2f"):
            refused(stranger().get(f"/s/{slug}/"), 404)
            refused(stranger().post(f"/s/{slug}/"), 404)


@pytest.mark.parametrize("host", ["evil.example.org", "localhost@evil.example.org", "localhost:x", "x" * 300])
def test_a_host_that_is_not_ours(study, host):
    with nothing_changes():
        answer = stranger().get(f"/s/{study.slug}/", SENT, HTTP_HOST=host)
    refused(answer, 400)


def test_a_foreign_host_never_gets_into_a_link(store_folder):
    study = open_study()
    answer = stranger().get(f"/s/{study.slug}/", HTTP_HOST="evil.example.org")
    assert answer.status_code == 400
    forwarded = stranger(X_Forwarded_Host="evil.example.org", X_Forwarded_For="6.6.6.6", X_Forwarded_Proto="https")
    text = forwarded.get(f"/s/{study.slug}/").content.decode()
    assert "evil.example.org" not in text
    assert "https://" not in text


def test_a_proxy_s_word_is_not_taken_from_strangers(store_folder):
    """Outside production nobody stands before us, so that a header can't make a foreign origin ours."""
    visitor = Visitor(open_study(protocol={"practice": 0})).to_first_trial()
    spoofed = stranger(X_Forwarded_Proto="https", Origin="https://testserver")
    with nothing_changes():
        refused(spoofed.post(visitor.page.form.action, visitor.watch_and_fill()), 403)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("place", ["door", "page", "answer", "video"])
def test_a_method_that_no_page_uses(store_folder, method, place):
    visitor = Visitor(open_study(protocol={"practice": 0})).to_first_trial()
    home = visitor.home
    address = {"door": "/s/faces/", "page": home, "answer": f"{home}answer", "video": visitor.page.videos[0]}[place]
    with nothing_changes():
        refused(getattr(stranger(), method)(address), 405)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 303),
        ({"Origin": "null"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "http://evil.example.org"}, 403),
        ({"Origin": "https://testserver.evil.example.org"}, 403),
        ({"Origin": "http://testserver:81"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "null"}, 403),
    ],
)
def test_where_an_answer_may_come_from(store_folder, headers, code):
    visitor = Visitor(open_study(protocol={"practice": 0})).to_first_trial()
    fields, before = visitor.watch_and_fill(), rows()
    assert stranger(**headers).post(visitor.page.form.action, fields).status_code == code
    assert (rows() == before) == (code == 403)
