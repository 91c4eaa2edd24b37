"""Signing in and out, and the account page."""

import pytest
from django.test import Client

from evalsite import settings as site_settings
from evalsite.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a rather long one 7"


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada", password=PASSWORD)


@pytest.fixture
def signed_in(ada, client) -> Client:
    client.force_login(ada)
    return client


def test_signing_in_redirects_to_the_requested_page(client, ada):
    answer = client.post("/sign-in/", {"username": "ada", "password": PASSWORD, "next": "/stimuli/"})
    assert answer.headers["Location"] == "/stimuli/"


def test_signing_in_never_redirects_to_another_site(client, ada):
    answer = client.post("/sign-in/", {"username": "ada", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_is_refused(client, ada):
    answer = client.post("/sign-in/", {"username": "ada", "password": "x"})
    assert "correct username and password" in answer.content.decode()


def test_signing_out_needs_a_post_and_ends_the_session(signed_in):
    assert signed_in.get("/sign-out/").status_code == 405
    signed_in.post("/sign-out/")
    assert signed_in.get("/account/").headers["Location"] == "/sign-in/?next=/account/"


def test_a_form_without_csrf_token_is_refused(ada):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"username": "ada", "password": PASSWORD})
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_the_referrer_policy_allows_the_csrf_check(client):
    # With no-referrer, browsers send the origin "null", and the CSRF check refuses every form.
    assert client.get("/sign-in/").headers["Referrer-Policy"] == "same-origin"


def test_changing_the_name(signed_in, ada):
    signed_in.post("/account/name/", {"username": "lovelace"})
    ada.refresh_from_db()
    assert ada.username == "lovelace"


def test_a_name_in_use_is_refused_and_not_shown(signed_in):
    User.objects.create_user("bob")
    answer = signed_in.post("/account/name/", {"username": "bob"})
    assert answer.status_code == 400
    assert answer.context["user"].username == "ada"


def test_changing_a_password_asks_for_the_old_one(signed_in, ada):
    new = {"new_password1": PASSWORD + "!", "new_password2": PASSWORD + "!"}
    assert signed_in.post("/account/password/", new).status_code == 400
    assert signed_in.post("/account/password/", new | {"old_password": PASSWORD}).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD + "!")


def test_the_first_password_needs_no_old_one_and_keeps_the_session(client):
    user = User.objects.create_superuser("eve")
    client.force_login(user)
    client.post("/account/password/", {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert client.get("/account/").status_code == 200


def test_the_site_saves_passwords_by_argon2(settings):
    settings.PASSWORD_HASHERS = site_settings.PASSWORD_HASHERS
    user = User.objects.create_user("grace", password=PASSWORD)
    assert user.password.startswith("argon2$")
    assert user.check_password(PASSWORD)
