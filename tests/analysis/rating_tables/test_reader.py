"""Tables of other programs give the same ratings as our own, and what is left out is said."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from analysis.rating_tables.reader import TableReading, read_rating_tables
from analysis.rating_tables.table_map import read_map
from face.errors import InputError
from tests.analysis.rating_tables import exports
from tests.analysis.rating_tables.exports import CLIPS, CONDITIONS, QUESTIONS, rating, write_table

Keys = set[tuple[str, str, str, float]]


def read(paths: Path | list[Path], map_name: str) -> TableReading:
    return read_rating_tables(paths if isinstance(paths, list) else [paths], read_map(map_name))


def write_map(folder: Path, text: str) -> str:
    path = folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def keys(reading: TableReading) -> Keys:
    return {(row.clip, row.condition, row.question, row.rating) for row in reading.rows}


def expected(raters: int, questions: tuple[str, ...] = QUESTIONS) -> Keys:
    cells = product(range(raters), CLIPS, CONDITIONS, questions)
    return {
        (clip, condition, question, rating(rater, clip, condition, question))
        for rater, clip, condition, question in cells
    }


def test_jspsych_with_the_video_in_the_path(tmp_path: Path) -> None:
    found = read(exports.jspsych(tmp_path / "all.csv"), "jspsych")
    assert keys(found) == {(c, d, "rating", y) for c, d, _, y in expected(4, ("upper",))}
    assert len(found.rows) == 24
    first = found.rows[0]
    assert (first.rater, first.position, first.seconds, first.repeat) == ("s0", 1, 2.5, 0)
    assert {row.position for row in found.rows} == set(range(1, 7))
    assert found.dropped == {
        "phase is practice or training": 4,
        "no clip or condition (stimulus is not like */{condition}/{clip}.*)": 8,
    }


def test_jspsych_surveys_have_a_rating_per_question(tmp_path: Path) -> None:
    found = read(exports.jspsych(tmp_path / "all.csv", survey=True), "jspsych")
    assert keys(found) == expected(4)
    assert len(found.rows) == 48


def test_a_file_per_participant_whose_name_is_the_rater(tmp_path: Path) -> None:
    files = [exports.jspsych(tmp_path / f"data-{number}.csv", [number]) for number in range(4)]
    text = 'base = "jspsych"\n[patterns]\n"(file name)" = "data-{rater}"\n[constants]\nquestion = "upper"\n'
    found = read(files, write_map(tmp_path, text))
    assert keys(found) == expected(4, ("upper",))
    assert {row.rater for row in found.rows} == set("0123")
    assert found.tables == 4


def test_qualtrics_leaves_out_headers_previews_and_unfinished_responses(tmp_path: Path) -> None:
    found = read(exports.qualtrics(tmp_path / "export.csv"), "qualtrics")
    assert keys(found) == expected(4)
    assert {row.rater for row in found.rows} == {"R_0", "R_1", "R_2", "R_3"}
    assert found.dropped == {
        "second and third header row": 2,
        "preview, test or spam (Status)": 1,
        "not finished": 1,
    }
    assert found.rating_columns == 12


def test_tags_that_qualtrics_gives_by_itself_are_no_conditions(tmp_path: Path) -> None:
    rows = [("ResponseId", "Duration__in_seconds_", "Q1_1", "Q1_2"), ("R_1", "600", "3", "4")]
    with pytest.raises(InputError, match=r"no column is named like \{condition\}_\{clip\}_\{question\} or"):
        read(write_table(tmp_path / "t.csv", rows), "qualtrics")


def test_qualtrics_tables_with_tabs_in_utf_16(tmp_path: Path) -> None:
    path = exports.qualtrics(tmp_path / "export.tsv", "\t")
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert keys(read(path, "qualtrics")) == expected(4)


def test_answers_in_words_have_the_numbers_of_the_map(tmp_path: Path) -> None:
    path = exports.qualtrics(tmp_path / "export.csv")
    words = path.read_text(encoding="utf-8").replace(",7,", ",Strongly agree,").replace(",7,", ",Strongly agree,")
    path.write_text(words, encoding="utf-8")
    with pytest.raises(InputError, match=r"export.csv, line \d+, column .*'Strongly agree' is no number.*\[values\]"):
        read(path, "qualtrics")
    found = read(path, write_map(tmp_path, 'base = "qualtrics"\n[values]\n"Strongly agree" = 7\n'))
    assert keys(found) == expected(4)


def test_revisit(tmp_path: Path) -> None:
    found = read(exports.revisit(tmp_path / "tidy.csv"), "revisit")
    assert keys(found) == expected(4)
    assert {row.rater for row in found.rows} == {"p0", "p1", "p2", "p3"}
    assert [row.position for row in found.rows[:4]] == [1, 1, 2, 2]
    assert found.rows[0].seconds == 2.5
    assert found.dropped["status is rejected or in progress"] == 13
    assert found.dropped["information on participants and windows"] == 5


def test_revisit_with_clip_and_condition_in_the_component(tmp_path: Path) -> None:
    rows = [("participantId", "trialId", "trialOrder", "responseId", "answer")]
    rows += [("p1", f"{condition}_{clip}", "0", "q", "3") for condition, clip in product(CONDITIONS, CLIPS)]
    found = read(write_table(tmp_path / "t.csv", [*rows, ("p1", "end", "7", "q", "1")]), "revisit")
    assert {(row.condition, row.clip) for row in found.rows} == set(product(CONDITIONS, CLIPS))
    assert found.dropped == {"no clip or condition (trialId is not like {condition}_{clip})": 1}


def test_p910_has_pseudonyms_and_a_file_per_statement(tmp_path: Path) -> None:
    files = [exports.p910(tmp_path / f"batch_votes_per_worker{question}.csv", question) for question in QUESTIONS]
    found = read(files, "p910")
    assert {row.rater for row in found.rows} == {"r001", "r002", "r003", "r004"}
    assert {row.clip for row in found.rows} == {"S_c1_C*.mp4", "S_c2_C*.mp4", "S_c3_C*.mp4"}
    assert {(row.question, row.condition) for row in found.rows} == set(product(QUESTIONS, ("01", "02")))
    again = read(files[::-1], "p910")
    assert sorted(again.rows) == sorted(found.rows)


def test_p910_without_a_suffix_and_with_names_for_its_numbers(tmp_path: Path) -> None:
    text = 'base = "p910"\n[patterns]\nshort_file_name = "S_{clip}_C{condition}.mp4"\n'
    names = '[rename.condition]\n01 = "original"\n02 = "joint"\n'
    found = read(exports.p910(tmp_path / "b_votes_per_worker.csv"), write_map(tmp_path, text + names))
    assert keys(found) == {(c, d, "quality", y) for c, d, _, y in expected(4, ("upper",))}


def test_a_clip_that_contains_its_condition_twice_is_refused(tmp_path: Path) -> None:
    rows = [("workerid", "short_file_name", "vote", "condition"), ("w", "c1_clip1.mp4", "3", "1")]
    with pytest.raises(InputError, match=r"line 2: the clip c1_clip1.mp4 contains the condition 1 2 times"):
        read(write_table(tmp_path / "t.csv", rows), "p910")


SLOTS = """
[columns]
rater = "worker"
[wide]
columns = "Answer.{slot}_{question}"
video = "Answer.{slot}_url"
[names]
slot = ["q1", "q2"]
question = ["trust", "like"]
[patterns]
"Answer.{slot}_url" = "*/{clip}_{condition}.mp4"
"""


def test_wide_tables_whose_videos_stand_in_other_columns(tmp_path: Path) -> None:
    rows = [
        (
            "worker",
            *(f"Answer.{slot}_{what}" for slot in ("q1", "q2") for what in ("url", "trust", "like")),
            "Answer.t_x",
        ),
        ("w1", "https://x/v/c1_joint.mp4", 1, 2, "https://x/v/c2_original.mp4", 3, 4, 9),
        ("w2", "https://x/v/c2_original.mp4", 5, 6, "https://x/gold.mp4", 7, 7, 9),
    ]
    found = read(write_table(tmp_path / "t.csv", rows), write_map(tmp_path, SLOTS))
    assert keys(found) == {
        *(("c1", "joint", "trust", 1), ("c1", "joint", "like", 2), ("c2", "original", "trust", 3)),
        *(("c2", "original", "like", 4), ("c2", "original", "trust", 5), ("c2", "original", "like", 6)),
    }
    assert found.dropped == {"no clip or condition": 2}


LONG = [
    ("participant", "sentence", "system", "dimension", "score"),
    ("p", "s1", "a", "q", "1,5"),
    ("p", "s1", "b", "q", "2"),
]


def test_our_own_table_with_other_names_and_decimal_commas(tmp_path: Path) -> None:
    found = read(write_table(tmp_path / "t.csv", LONG, ";"), "long")
    assert keys(found) == {("s1", "a", "q", 1.5), ("s1", "b", "q", 2)}


DUPLICATE = [*LONG[:1], ("p", "s1", "a", "q", "1"), ("p", "s1", "a", "q", "2"), ("p", "s2", "a", "q", "3")]


def test_a_rating_that_is_there_twice_is_an_error_unless_the_map_says_what_it_means(tmp_path: Path) -> None:
    path = write_table(tmp_path / "t.csv", DUPLICATE)
    with pytest.raises(InputError, match=r"line 3: rater p, clip s1, condition a, question q was rated in line 2 too"):
        read(path, "long")
    kept = {
        word: [
            (row.rating, row.repeat)
            for row in read(path, write_map(tmp_path, f'base = "long"\nduplicates = "{word}"')).rows
        ]
        for word in ("first", "last", "repeat")
    }
    assert kept == {"first": [(1, 0), (3, 0)], "last": [(2, 0), (3, 0)], "repeat": [(1, 0), (2, 1), (3, 0)]}


def test_what_was_left_out_for_being_there_twice_is_said(tmp_path: Path) -> None:
    path = write_table(tmp_path / "t.csv", DUPLICATE)
    found = read(path, write_map(tmp_path, 'base = "long"\nduplicates = "first"'))
    assert found.dropped == {"rated twice, the first rating is kept": 1}


REFUSED: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "no such column": (
        lambda folder: write_table(folder / "t.csv", LONG),
        '[columns]\nrater = "who"\nclip = "sentence"\ncondition = "system"\nrating = "score"',
        r'line 1: no column for rater \(looked for: who\) among participant, .*rater = "…"',
    ),
    "nothing left": (
        lambda folder: write_table(folder / "t.csv", LONG),
        'base = "long"\n[[drop]]\ncolumn = "participant"\nequal = "p"',
        r"no rating is left \(participant is p: 2\)",
    ),
    "a rule on a column that is missing": (
        lambda folder: write_table(folder / "t.csv", LONG),
        'base = "long"\n[[drop]]\ncolumn = "phase"\nequal = "practice"',
        r"no column for drop \(looked for: phase\)",
    ),
    "too few cells": (
        lambda folder: write_table(folder / "t.csv", [*LONG, ("p", "s2")]),
        'base = "long"',
        r"t.csv, line 4 has 2 cells for 5 columns",
    ),
    "no number": (
        lambda folder: write_table(folder / "t.csv", [*LONG[:1], ("p", "s", "a", "q", "good")]),
        'base = "long"',
        r"t.csv, line 2, column score: the answer 'good' is no number",
    ),
    "a name that can be read in two ways": (
        lambda folder: exports.qualtrics(folder / "t.csv", names="{condition}_1_{clip}_{question}"),
        'base = "qualtrics"',
        r"'original_1_c1_upper' fits .* in two ways .*list the labels in the map",
    ),
    "a wide table without such columns": (
        lambda folder: write_table(folder / "t.csv", LONG),
        '[columns]\nrater = "participant"\n[wide]\ncolumns = "{condition}-{clip}"',
        r"no column is named like \{condition\}-\{clip\} among participant",
    ),
    "no rows": (
        lambda folder: write_table(folder / "t.csv", LONG[:1]),
        'base = "long"',
        r"no rows below its header",
    ),
}


@pytest.mark.parametrize(("write", "text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_named_with_its_place(
    tmp_path: Path, write: Callable[[Path], Path], text: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read(write(tmp_path), write_map(tmp_path, text))


def test_listed_names_make_a_column_readable(tmp_path: Path) -> None:
    path = exports.qualtrics(tmp_path / "t.csv", names="{condition}_1_{clip}_{question}")
    text = 'base = "qualtrics"\n[names]\ncondition = ["original_1", "joint_1"]\n'
    found = read(path, write_map(tmp_path, text))
    assert {row.condition for row in found.rows} == {"original_1", "joint_1"}
    assert {row.clip for row in found.rows} == set(CLIPS)


def test_lines_above_the_header_are_skipped_and_counted(tmp_path: Path) -> None:
    path = write_table(tmp_path / "t.csv", [("Results of May",), *LONG[:1], ("p", "s", "a", "q", "good")])
    with pytest.raises(InputError, match="line 3, column score"):
        read(path, write_map(tmp_path, 'base = "long"\nskip_lines = 1'))
