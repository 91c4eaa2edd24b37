"""Invalid links from people, platforms and attackers are refused and start nothing."""

import pytest

from evalsite.questionnaire.models import Participation
from evalsite.recruitment.models import Recruit
from tests.evalsite.invalid_requests import all_rows, anonymous_client, check_refused, check_unchanged
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
def test_an_invalid_participant_id(study, person):
    with check_unchanged():
        text = check_refused(anonymous_client().get(f"/s/{study.slug}/", SENT | {"PROLIFIC_PID": person}), 400)
    assert not person or person not in text


@pytest.mark.parametrize("name", SENT)
def test_a_missing_or_repeated_parameter(study, name):
    with check_unchanged():
        check_refused(
            anonymous_client().get(f"/s/{study.slug}/", {key: value for key, value in SENT.items() if key != name}), 400
        )
        check_refused(anonymous_client().get(f"/s/{study.slug}/", SENT | {name: ["x", "y"]}), 400)
        check_refused(anonymous_client().get(f"/s/{study.slug}/", SENT | {name: [SENT[name]] * 2}), 400)


def test_the_same_person_with_another_submission(study):
    first = anonymous_client().get(f"/s/{study.slug}/", SENT)
    again = anonymous_client().get(f"/s/{study.slug}/", SENT | {"SESSION_ID": "d" * 24})
    assert first["Location"] == again["Location"]
    assert Participation.objects.count() == Recruit.objects.count() == 1
    assert Recruit.objects.get().platform_submission_id == "d" * 24


def test_a_visitor_without_the_platform_is_sent_to_it(study):
    with check_unchanged():
        check_refused(anonymous_client().get(f"/s/{study.slug}/"), 403)
        check_refused(anonymous_client().post(f"/s/{study.slug}/"), 403)


def test_get_and_head_start_nothing(store_folder):
    study = open_study()
    with check_unchanged():
        assert anonymous_client().get(f"/s/{study.slug}/").status_code == 200
        assert anonymous_client().head(f"/s/{study.slug}/").status_code == 200


def test_a_missing_or_closed_study(store_folder):
    study = draft_study()
    with check_unchanged():
        for slug in (study.slug, "no-such-study", "x" * 300, "faces%00", "..", "%2e%2e%2f"):
            check_refused(anonymous_client().get(f"/s/{slug}/"), 404)
            check_refused(anonymous_client().post(f"/s/{slug}/"), 404)


@pytest.mark.parametrize("host", ["evil.example.org", "localhost@evil.example.org", "localhost:x", "x" * 300])
def test_an_unknown_host(study, host):
    with check_unchanged():
        answer = anonymous_client().get(f"/s/{study.slug}/", SENT, HTTP_HOST=host)
    check_refused(answer, 400)


def test_an_unknown_host_does_not_appear_in_links(store_folder):
    study = open_study()
    answer = anonymous_client().get(f"/s/{study.slug}/", HTTP_HOST="evil.example.org")
    assert answer.status_code == 400
    forwarded = anonymous_client(
        X_Forwarded_Host="evil.example.org", X_Forwarded_For="6.6.6.6", X_Forwarded_Proto="https"
    )
    text = forwarded.get(f"/s/{study.slug}/").content.decode()
    assert "evil.example.org" not in text
    assert "https://" not in text


def test_proxy_headers_from_outside_are_ignored(store_folder):
    """Outside production nobody stands before us, so that a header can't make a foreign origin ours."""
    visitor = Visitor(open_study(protocol={"practice": 0})).to_first_trial()
    spoofed = anonymous_client(X_Forwarded_Proto="https", Origin="https://testserver")
    with check_unchanged():
        check_refused(spoofed.post(visitor.page.form.action, visitor.watch_and_fill()), 403)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("place", ["door", "page", "answer", "video"])
def test_an_unused_method(store_folder, method, place):
    visitor = Visitor(open_study(protocol={"practice": 0})).to_first_trial()
    home = visitor.home
    address = {"door": "/s/faces/", "page": home, "answer": f"{home}answer", "video": visitor.page.videos[0]}[place]
    with check_unchanged():
        check_refused(getattr(anonymous_client(), method)(address), 405)


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
def test_the_allowed_origins_of_an_answer(store_folder, headers, code):
    visitor = Visitor(open_study(protocol={"practice": 0})).to_first_trial()
    fields, before = visitor.watch_and_fill(), all_rows()
    assert anonymous_client(**headers).post(visitor.page.form.action, fields).status_code == code
    assert (all_rows() == before) == (code == 403)
