"""The layout of the researchers' pages, and the error pages."""

import logging
import sys

import pytest
from django.template.loader import render_to_string

PAGES = ("/", "/stimuli/", "/recordings/", "/checkpoints/", "/jobs/")


@pytest.mark.parametrize("page", PAGES)
def test_navigation_marks_the_current_page(researcher, sound_page, page):
    text = sound_page(researcher.get(page))
    assert f'<a href="{page}" aria-current="page">' in text
    assert all(f'href="{other}"' in text for other in PAGES)


@pytest.mark.django_db
def test_an_anonymous_visitor_sees_no_navigation(client, sound_page):
    assert "<nav" not in sound_page(client.get("/sign-in/"))


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_no_database_and_say_what_to_do(name):
    text = render_to_string(f"{name}.html")
    assert text.count("<h1") == 1
    assert "<nav" not in text


@pytest.mark.django_db
def test_scripts_and_styles_are_served(client):
    for name in ("style.css", "copy.js", "icon.svg", "django_htmx/htmx-2.min.js"):
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200
        answer.close()


@pytest.mark.django_db
def test_server_errors_are_logged_to_the_terminal(client, monkeypatch, capfd):
    console = next(each for each in logging.getLogger("django").handlers if isinstance(each, logging.StreamHandler))
    monkeypatch.setattr(console, "stream", sys.stderr)
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.auth.views.LoginView.get", None)
    assert client.get("/sign-in/").status_code == 500
    assert "TypeError" in capfd.readouterr().err
