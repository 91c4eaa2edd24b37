"""A seal holds text and plan: any change of either is noticed."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.plan import Analysis, Plan
from analysis.preregistration.description import StudyDescription
from analysis.preregistration.seal import parse_sealed, read_sealed, seal_text
from analysis.preregistration.text import preregistration_text
from face.errors import InputError

MOMENT = datetime(2026, 5, 1, 10, 0, 7, tzinfo=UTC)
PLAN = Plan(analysis=Analysis(contrasts={"b − a": {"b": 1, "a": -1}}))
STUDY = StudyDescription(title="Faces", conditions={"a": "", "b": ""}, clips=("k1", "k2"), clip_count=2)
DOCUMENT = seal_text(preregistration_text(PLAN, STUDY, []), PLAN, MOMENT)


def test_what_was_sealed_is_read_back() -> None:
    sealed = parse_sealed(DOCUMENT, "x")
    assert sealed.plan == PLAN
    assert (sealed.plan_sha256, sealed.sealed) == (PLAN.digest(), MOMENT)
    assert (sealed.conditions, sealed.clips) == (("a", "b"), ("k1", "k2"))
    assert sealed.summary["sealed"] == "2026-05-01T10:00:07Z"
    assert "Sealed on 2026-05-01 at 10:00:07 UTC." in DOCUMENT


def test_times_are_written_in_utc() -> None:
    east = MOMENT.astimezone(timezone(timedelta(hours=9)))
    assert seal_text("x", PLAN, east) == seal_text("x", PLAN, MOMENT)


@given(place=st.integers(0, DOCUMENT.index("\n---\n") - 1))
def test_any_changed_letter_of_the_text_is_noticed(place: int) -> None:
    letter = "x" if DOCUMENT[place] != "x" else "y"
    with pytest.raises(InputError):
        parse_sealed(DOCUMENT[:place] + letter + DOCUMENT[place + 1 :], "x")


def test_another_plan_with_a_new_digest_of_the_text_is_noticed() -> None:
    other = Plan(analysis=Analysis(contrasts={"a − b": {"b": -1, "a": 1}}))
    forged = seal_text(preregistration_text(other, STUDY, []), PLAN, MOMENT)
    with pytest.raises(InputError, match="the plan in it has another SHA-256 than its seal"):
        parse_sealed(forged, "x")


def test_line_ends_of_another_system_change_nothing() -> None:
    assert parse_sealed(DOCUMENT.replace("\n", "\r\n"), "x").text_sha256 == parse_sealed(DOCUMENT, "x").text_sha256


@pytest.mark.parametrize("text", ["", "# Pre-registration", DOCUMENT.partition("\n---\n")[0]])
def test_a_text_without_seal_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "p.md").write_text(text)
    with pytest.raises(InputError, match=r"p.md is not a sealed pre-registration"):
        read_sealed(tmp_path / "p.md")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_sealed(tmp_path / "p.md")
