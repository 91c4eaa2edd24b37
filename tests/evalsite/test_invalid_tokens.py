"""Invalid tokens and those of other participants are refused in the same way, and nothing changes."""

import base64
from uuid import uuid4

import pytest
from django.core import signing
from django.test import override_settings

from evalsite.questionnaire import tokens
from evalsite.recruitment import entry_links
from evalsite.studies import lifecycle
from tests.evalsite.invalid_requests import anonymous_client, check_refused, check_unchanged
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db
QUICK = {"protocol": {"practice": 0}}


@pytest.fixture
def visitor(store_folder):
    return Visitor(open_study(**QUICK)).to_first_trial()


def token_of(visitor):
    return visitor.page.form.action.split("/")[2]


def alter_first_character(token):
    return ("A" if token[0] != "A" else "B") + token[1:]


def sign_for_another_purpose(token):
    """Return a signed unknown id: the signature of another purpose."""
    return signing.Signer(sep=".", salt="evalsite.questionnaire.trial").sign(token.partition(".")[0])


def without_signature(token):
    return token.partition(".")[0]


def token_of_unknown_participation(_token):
    return tokens.participation_token(uuid4())


def sign_with_removed_key(token):
    with override_settings(SECRET_KEY="a key that was thrown away" * 3, SECRET_KEY_FALLBACKS=[]):
        return signing.Signer(sep=".", salt="evalsite.questionnaire.participation").sign(without_signature(token))


def sign_invalid_id(_token):
    return signing.Signer(sep=".", salt="evalsite.questionnaire.participation").sign("not-an-id")


INVALID = {
    "altered": alter_first_character,
    "cut short": lambda token: token[:-3],
    "lengthened": lambda token: token + "AA",
    "unsigned": without_signature,
    "an empty signature": lambda token: without_signature(token) + ".",
    "signed with an old key": sign_with_removed_key,
    "signed for another purpose": sign_for_another_purpose,
    "of nobody": token_of_unknown_participation,
    "no id": sign_invalid_id,
    "a hundred kilobytes": lambda token: token * 1500,
    "no base64": lambda _token: "%%%.***",
    "a NUL byte": lambda token: f"{token}%00",
    "in capitals": str.upper,
    "a JSON web token without algorithm": lambda token: (
        base64.urlsafe_b64encode(b'{"alg":"none"}').decode() + f".{token}."
    ),
    "of another alphabet": lambda _token: "тест.тест",
    "SQL": lambda _token: "x' OR 1=1 --.x",
}
PLACES = ("", "video/x", "notes")
FORMS = ("consent", "start", "play-token", "answer", "device-check", "before", "after", "withdraw")


@pytest.mark.parametrize("wrong", INVALID.values(), ids=INVALID)
def test_an_invalid_token(visitor, wrong):
    token, client = wrong(token_of(visitor)), anonymous_client()
    with check_unchanged():
        for place in PLACES:
            check_refused(client.get(f"/p/{token}/{place}"), 404)
        fields = {"agree": "yes", "answers": "delete", "trial": visitor.page.form.hidden["trial"]}
        for form in FORMS:
            # `play-token` asks no database: that a signed id is nobody's shows in the trial token, which is another's.
            check_refused(client.post(f"/p/{token}/{form}", fields), *((400, 404) if form == "play-token" else (404,)))


def test_a_missing_token(visitor):
    with check_unchanged():
        check_refused(anonymous_client().get("/p//"), 404)
        check_refused(anonymous_client().post("/p//answer"), 404)


def test_a_get_request_changes_nothing(visitor):
    """What changes something needs POST: no picture and no link of another page can do it."""
    with check_unchanged():
        for form in set(FORMS) - {"withdraw"}:
            check_refused(anonymous_client().get(f"/p/{token_of(visitor)}/{form}?agree=yes&answers=delete"), 405)


@pytest.mark.parametrize("key", ["trial", "play"])
@pytest.mark.parametrize(
    "wrong",
    [
        alter_first_character,
        without_signature,
        token_of_unknown_participation,
        lambda _: "",
        lambda _: "x" * 100_000,
        lambda _: "\0",
    ],
)
def test_an_invalid_trial_token(visitor, key, wrong):
    fields = visitor.watch_and_fill()
    with check_unchanged():
        check_refused(anonymous_client().post(visitor.page.form.action, fields | {key: wrong(fields[key])}), 400, 422)


def test_the_token_of_another_participation_s_trial(visitor):
    other = Visitor(visitor.participation.study).to_first_trial()
    theirs = other.watch_and_fill()
    with check_unchanged():
        for key in ("trial", "play"):
            check_refused(
                anonymous_client().post(visitor.page.form.action, visitor.watch_and_fill() | {key: theirs[key]}),
                400,
                422,
            )


def test_a_token_after_the_last_page_shows_that_page_and_stores_nothing(visitor):
    fields = visitor.watch_and_fill()
    home = f"/p/{token_of(visitor)}/"
    visitor.to_end()
    with check_unchanged():
        assert anonymous_client().post(f"{home}answer", fields).status_code == 303
        check_refused(anonymous_client().post(f"{home}answer", fields | {"rating-upper": "9"}), 409)
        assert anonymous_client().get(home).status_code == 200


def test_a_token_of_a_closed_study(visitor):
    fields, home = visitor.watch_and_fill(), f"/p/{token_of(visitor)}/"
    lifecycle.close(visitor.participation.study)
    with check_unchanged():
        check_refused(anonymous_client().get(home), 410)
        check_refused(anonymous_client().post(f"{home}answer", fields), 410)


def test_a_forged_expired_or_foreign_simulation_ticket(visitor, monkeypatch):
    study = visitor.participation.study
    good = entry_links.issue_ticket(study, uuid4())
    wrong = [
        alter_first_character(good),
        good[:-2],
        signing.dumps(["other", uuid4().hex], salt=entry_links.TICKET_SALT),
        "x",
    ]
    old = signing.dumps([study.slug, uuid4().hex], salt="evalsite.other")
    with check_unchanged():
        for ticket in [*wrong, old]:
            check_refused(anonymous_client().post(f"/s/{study.slug}/", {"ticket": ticket}), 404)
        monkeypatch.setattr(entry_links, "TICKET_SECONDS", -1)
        check_refused(anonymous_client().post(f"/s/{study.slug}/", {"ticket": good}), 404)


def test_a_fallback_key_still_verifies_its_signatures(visitor, settings):
    home = f"/p/{token_of(visitor)}/"
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the new key" * 5
    assert anonymous_client().get(home).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    check_refused(anonymous_client().get(home), 404)
