"""Signing in and out, and the account page."""

import pytest
from django.test import Client

from evalsite.accounts.models import User

pytestmark = pytest.mark.django_db
GOOD = "a rather long one 7"


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada", password=GOOD)


@pytest.fixture
def signed_in(ada, client) -> Client:
    client.force_login(ada)
    return client


def test_a_password_signs_in_and_leads_where_one_wanted_to_go(client, ada):
    answer = client.post("/sign-in/", {"username": "ada", "password": GOOD, "next": "/stimuli/"})
    assert answer.headers["Location"] == "/stimuli/"


def test_the_next_page_is_never_somebody_elses(client, ada):
    answer = client.post("/sign-in/", {"username": "ada", "password": GOOD, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password(client, ada):
    answer = client.post("/sign-in/", {"username": "ada", "password": "x"})
    assert "correct username and password" in answer.content.decode()


def test_signing_out_needs_a_post_and_ends_the_session(signed_in):
    assert signed_in.get("/sign-out/").status_code == 405
    signed_in.post("/sign-out/")
    assert signed_in.get("/account/").headers["Location"] == "/sign-in/?next=/account/"


def test_a_form_from_elsewhere_is_refused_in_our_own_words(ada):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"username": "ada", "password": GOOD})
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_the_referrer_policy_allows_the_csrf_check(client):
    # With no-referrer they send the origin "null", and the CSRF check refuses every form.
    assert client.get("/sign-in/").headers["Referrer-Policy"] == "same-origin"


def test_a_name_is_changed(signed_in, ada):
    signed_in.post("/account/name/", {"username": "lovelace"})
    ada.refresh_from_db()
    assert ada.username == "lovelace"


def test_a_taken_name_is_refused_and_the_page_still_shows_the_old_one(signed_in):
    User.objects.create_user("bob")
    answer = signed_in.post("/account/name/", {"username": "bob"})
    assert answer.status_code == 400
    assert answer.context["user"].username == "ada"


def test_changing_a_password_asks_for_the_old_one(signed_in, ada):
    new = {"new_password1": GOOD + "!", "new_password2": GOOD + "!"}
    assert signed_in.post("/account/password/", new).status_code == 400
    assert signed_in.post("/account/password/", new | {"old_password": GOOD}).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(GOOD + "!")


def test_the_first_password_asks_for_no_old_one_and_keeps_the_session(client):
    user = User.objects.create_superuser("eve")
    client.force_login(user)
    client.post("/account/password/", {"new_password1": GOOD, "new_password2": GOOD})
    assert client.get("/account/").status_code == 200
