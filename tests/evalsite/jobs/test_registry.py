"""Kinds of jobs: who does them, on which queue, for how long, and what is tidied up after."""

import pytest

from evalsite.jobs import registry
from evalsite.jobs.registry import (
    DEFAULT_TIME_LIMIT_SECONDS,
    KILL_GRACE_SECONDS,
    Handler,
    handler_for,
    hard_time_limit,
    register,
    run_failure_hook,
)
from face.errors import InputError


@pytest.fixture
def kinds(monkeypatch):
    """Let a test register kinds of its own."""
    monkeypatch.setattr(registry, "_handlers", {})


def handler(**changes):
    return Handler(**{"kind": "encode", "queue": "analysis", "run": dict, "publish": print} | changes)


def test_a_registered_kind_has_a_handler(kinds):
    with pytest.raises(InputError, match="unknown job kind 'encode'; known kinds: none"):
        handler_for("encode")
    register(registered := handler())
    assert handler_for("encode") is registered


def test_an_unknown_kind_lists_the_known_ones(kinds):
    for kind in ("animate", "sleep"):
        register(handler(kind=kind))
    with pytest.raises(InputError, match=r"'encode'; known kinds: animate, sleep"):
        handler_for("encode")


def test_a_handler_on_an_unknown_queue_is_refused(kinds):
    with pytest.raises(ValueError, match="unknown queue juggling"):
        register(handler(queue="juggling"))
    with pytest.raises(InputError):
        handler_for("encode")


def test_the_hard_limit_is_the_time_limit_plus_grace(kinds):
    register(handler(time_limit=10.0))
    assert hard_time_limit("encode") == 10.0 + KILL_GRACE_SECONDS
    assert hard_time_limit("unknown") == DEFAULT_TIME_LIMIT_SECONDS + KILL_GRACE_SECONDS


@pytest.mark.django_db
def test_the_failure_hook_is_called_with_spec_and_error(kinds):
    hook_calls = []
    register(handler(on_failure=lambda *words: hook_calls.append(words)))
    run_failure_hook("encode", {"frames": 3}, "cancelled")
    assert hook_calls == [({"frames": 3}, "cancelled")]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["encode", "unknown"])
def test_an_error_in_the_failure_hook_is_logged(kinds, kind, caplog):
    def failing_hook(spec, error):
        raise ZeroDivisionError

    register(handler(on_failure=failing_hook))
    run_failure_hook(kind, {}, "cancelled")
    assert f"{kind}: on_failure" in caplog.text
