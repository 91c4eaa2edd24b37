"""The multiverse: which analyses are made, that each uses the right ratings, and what is written of them."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from analysis.__main__ import build_parser
from analysis.multiverse.disturbances import Disturbance, disturbances, parse_disturbances
from analysis.multiverse.files import multiverse_files
from analysis.multiverse.outcomes import multiverse, verdict_counts
from analysis.multiverse.specifications import specifications
from analysis.pipeline import analyse
from analysis.plan import Plan
from analysis.playback_csv import TrialPlayback, format_playback_csv
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import Ratings
from analysis.ratings_csv import format_ratings_csv
from face.errors import InputError

RULES = {"constant": True, "minimum_share": 0.5}
PLAN = Plan.model_validate({
    "analysis": {"contrasts": {"a − b": {"a": 1, "b": -1}, "a − c": {"a": 1, "c": -1}}, "exclusions": RULES}
})  # fmt: skip


@pytest.fixture
def ratings() -> Ratings:
    """Return ratings in which rater 0 is constant, rater 1 has few and rater 2 failed a check."""
    table = simulate_ratings({"a": 0.0, "b": 1.0, "c": 2.0}, raters=9, clips=5, seed=2, questions=("mouth", "brows"))
    rating = np.where(table.rater == 0, 5.0, table.rating)
    position = (table.clip * 3 + table.condition + 1).astype(float)
    table = replace(table, rating=rating, position=position)
    return table.where((table.rater != 1) | (table.clip == 0))


FAILED = {"rater 002": "gold"}


def choices(ratings: Ratings, **options) -> dict[str, Ratings]:
    return {each.choice: each.ratings for each in specifications(ratings, PLAN, **options)}


def test_each_rule_is_switched_alone_and_raters_and_clips_are_left_out(ratings: Ratings) -> None:
    found = choices(ratings, failed=FAILED)
    raters = {choice: sorted(set(part.rater.tolist())) for choice, part in found.items()}
    assert raters["as planned"] == [3, 4, 5, 6, 7, 8]
    assert raters["no exclusions"] == list(range(9))
    assert raters["only constant"] == list(range(1, 9))
    assert raters["only minimum share"] == [0, *range(2, 9)]
    assert raters["only checks"] == [0, 1, *range(3, 9)]
    assert raters["without rater 004"] == [3, 5, 6, 7, 8]
    assert sorted(set(found["without clip 02"].clip.tolist())) == [0, 1, 3, 4]
    assert len(found) == 5 + 6 + 5


def test_disturbed_trials_are_left_out_by_their_kind(ratings: Ratings) -> None:
    playback = [Disturbance("rater 003", 4, stalls=1), Disturbance("rater 005", 7, hidden=2)]
    found = choices(ratings, failed=FAILED, playback=playback)
    planned = len(found["as planned"])
    assert [
        planned - len(found[f"without {name}"])
        for name in ("trials that stalled", "hidden trials", "any disturbed trial")
    ] == [2, 2, 4]
    assert "without dropped frames" not in found


def test_the_planned_analysis_is_that_of_the_report(ratings: Ratings) -> None:
    outcomes = [row for row in multiverse(ratings, PLAN, failed=FAILED) if row.kind == "planned"]
    expected = analyse(ratings, PLAN, failed=FAILED).contrasts
    assert [(row.contrast, row.question) for row in outcomes] == [(row.name, row.question) for row in expected]
    for row, contrast in zip(outcomes, expected, strict=True):
        assert (row.difference, row.verdict, row.p_adjusted) == (
            contrast.difference, contrast.verdict, contrast.p_adjusted,
        )  # fmt: skip
        assert (row.ci_low, row.ci_high) == (contrast.ci_low_adjusted, contrast.ci_high_adjusted)


def test_verdicts_are_counted_over_all_analyses(ratings: Ratings) -> None:
    outcomes = multiverse(ratings, PLAN, failed=FAILED)
    counts = verdict_counts(outcomes)
    assert set(counts) == {(c, q) for c in PLAN.analysis.contrasts for q in ("mouth", "brows")}
    assert {each.total() for each in counts.values()} == {16}


def test_a_plan_without_contrasts_is_refused(ratings: Ratings) -> None:
    with pytest.raises(InputError, match="the plan has none"):
        multiverse(ratings, Plan())


def test_files_hold_all_outcomes_and_a_curve_for_each_contrast(ratings: Ratings) -> None:
    outcomes = multiverse(ratings, PLAN, failed=FAILED)
    files = multiverse_files(outcomes, PLAN)
    document = json.loads(files["multiverse.json"])
    assert (document["analyses"], len(document["outcomes"])) == (16, 16 * 4)
    assert files["multiverse.csv"].decode().count("\n") == 16 * 4 + 1
    assert {"curve-1.svg", "curve-2.svg", "curve-1.pdf", "curve-2.pdf"} < set(files)
    assert ET.fromstring(files["curve-1.svg"]).tag.endswith("svg")
    assert multiverse_files(outcomes, PLAN) == files


def test_the_command_reads_playback_and_writes_everything(ratings: Ratings, tmp_path, capsys) -> None:
    (tmp_path / "r.csv").write_text(format_ratings_csv(ratings))
    rows = [TrialPlayback("rater 003", 4, "main", "clip 01", "a", "mouth", valid=True, simulated=False, stalls=2)]
    (tmp_path / "playback.csv").write_text(format_playback_csv(rows))
    (tmp_path / "plan.toml").write_text('[analysis.contrasts]\n"a − b" = { a = 1, b = -1 }\n')
    words = ["multiverse", "r.csv", "--plan", "plan.toml", "--playback", "playback.csv", "--out", "out"]
    arguments = build_parser().parse_args(
        [str(tmp_path / word) if "." in word or word == "out" else word for word in words]
    )
    arguments.run(arguments)
    printed = capsys.readouterr().out
    assert "a − b" in printed
    document = json.loads((tmp_path / "out/multiverse.json").read_text())
    assert "without trials that stalled" in {row["choice"] for row in document["outcomes"]}
    assert disturbances(rows) == parse_disturbances((tmp_path / "playback.csv").read_text(), "playback.csv")


def test_a_playback_table_without_its_columns_is_refused() -> None:
    with pytest.raises(InputError, match="position"):
        parse_disturbances("rater,stalls\nx,1\n", "playback.csv")


def test_no_analysis_of_the_same_ratings_is_counted_twice(ratings: Ratings) -> None:
    found = choices(ratings)
    assert "only checks" not in found, "nobody failed one, so that it is no exclusions"
    everyone = ratings.where(ratings.rater > 1)
    assert list(choices(everyone))[:2] == ["as planned", "without rater 002"]
    elsewhere = [Disturbance("rater 099", 1, stalls=1)]
    assert not [choice for choice in choices(ratings, playback=elsewhere) if "trial" in choice]


def test_single_dropped_frames_are_no_disturbance() -> None:
    table = "rater,position,frames,dropped_frames\nr,1,200,2\nr,2,200,3\nr,3,,1\n"
    assert [row.dropped_frames for row in parse_disturbances(table, "p.csv")] == [0, 3, 1]


def test_rules_that_exclude_everybody_and_ratings_without_positions_are_refused(ratings: Ratings, tmp_path) -> None:
    with pytest.raises(InputError, match="leave no rater"):
        multiverse(ratings.where(ratings.rater == 0), PLAN)
    table, plan, playback = (tmp_path / name for name in ("r.csv", "plan.toml", "p.csv"))
    table.write_text(format_ratings_csv(replace(ratings, position=np.full(len(ratings), np.nan))))
    plan.write_text("[analysis.contrasts]\n'a − b' = {a = 1, b = -1}\n")
    playback.write_text("rater,position,stalls\nrater 003,4,1\n")
    words = ["multiverse", str(table), "--plan", str(plan), "--playback", str(playback), "--out", str(tmp_path / "o")]
    arguments = build_parser().parse_args(words)
    with pytest.raises(InputError, match="no column position"):
        arguments.run(arguments)


def test_simulated_ratings_are_marked(ratings: Ratings) -> None:
    outcomes = multiverse(ratings.where(ratings.clip < 2), PLAN)
    plain, marked = (multiverse_files(outcomes, PLAN, simulated=simulated) for simulated in (False, True))
    assert json.loads(marked["multiverse.json"])["simulated"] is True
    assert plain["curve-1.svg"] != marked["curve-1.svg"]
