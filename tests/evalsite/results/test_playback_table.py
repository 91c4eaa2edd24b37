"""How each trial's video played, as exports and bundle tell it."""

import csv
import io

import pytest

from evalsite.questionnaire.models import Trial
from evalsite.results import exports
from evalsite.results.bundles import bundle_files
from evalsite.results.playback_table import playback_rows
from tests.evalsite.questionnaire.visitor import Visitor, open_study

pytestmark = pytest.mark.django_db
STALLED = {
    "events": [[0, 0, "play"], [500, 500, "stall"], [500, 2000, "progress"], [3000, 4500, "ended"]],
    "replays": 2,
    "frames": 80,
    "dropped": 3,
}


def test_a_row_has_the_trial_and_its_lost_times(closed_study):
    trial = Trial.objects.get(participation=closed_study.participations.first(), position=2)
    trial.playback = STALLED
    trial.save(update_fields=["playback"])
    (row,) = (
        each for each in playback_rows(closed_study) if (each.rater, each.position) == (str(trial.participation), 2)
    )
    assert (row.clip, row.condition, row.kind, row.valid) == (
        trial.stimulus.clip,
        trial.stimulus.condition,
        "main",
        True,
    )
    assert (row.stalls, row.stall_seconds, row.hidden, row.pauses, row.seeks) == (1, 1.5, 0, 0, 0)
    assert (row.played_share, row.playback_seconds, row.seconds, row.video_seconds) == (1.0, 4.5, 9.0, 3.0)
    assert (row.replays, row.frames, row.dropped_frames, row.begin) == (2, 80, 3, 231.0)
    assert row.questions == "upper; middle; lower"


def test_what_was_not_recorded_is_empty_not_zero(closed_study):
    row = next(playback_rows(closed_study))
    assert (row.stalls, row.hidden_seconds, row.frames, row.dropped_frames, row.replays) == (None,) * 5


def test_a_browser_that_counts_no_frames_dropped_none_that_we_know_of(closed_study):
    Trial.objects.update(playback=STALLED | {"frames": 0, "dropped": 0})
    row = next(playback_rows(closed_study))
    assert (row.frames, row.dropped_frames, row.stalls) == (None, None, 1)


def test_practice_and_checks_have_rows_too_and_join_with_the_ratings():
    study = open_study()
    Visitor(study).to_first_trial().to_end()
    rows = list(csv.DictReader(io.StringIO(exports.playback_csv(study), newline="")))
    assert [row["kind"] for row in rows] == ["practice", *["main"] * 4]
    rated = {(row["rater"], row["position"]) for row in csv.DictReader(io.StringIO(exports.ratings_csv(study)))}
    assert rated == {(row["rater"], row["position"]) for row in rows if row["kind"] == "main"}
    assert all(row["valid"] == "1" and float(row["begin"]) >= 0 for row in rows)


def test_people_who_withdrew_their_answers_are_not_in_it(closed_study):
    person = closed_study.participations.first()
    person.state = "withdrawn"
    person.save()
    assert str(person) not in {row.rater for row in playback_rows(closed_study)}


def test_the_bundle_has_the_table_and_explains_it(closed_study, one_figure):
    Trial.objects.update(playback=STALLED)
    files = bundle_files(closed_study)
    (first, *_) = csv.DictReader(io.StringIO(files["playback.csv"].decode()))
    assert (first["stall_seconds"], first["dropped_frames"]) == ("1.500", "3")
    explained = {
        row["column"]
        for row in csv.DictReader(io.StringIO(files["codebook.csv"].decode()))
        if row["file"] == "playback.csv"
    }
    assert explained == set(first)
