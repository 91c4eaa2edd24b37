"""Tables as people have them."""

from pathlib import Path

import pytest

from analysis.csv_format import read_csv_text
from analysis.rating_simulation import simulate_ratings
from analysis.ratings import RatingRow, Ratings
from analysis.ratings_csv import (
    INPUT_COLUMNS,
    RATINGS_COLUMNS,
    format_ratings_csv,
    parse_ratings_csv,
    parse_simulated_raters,
    rating_rows,
)
from face.errors import InputError

HEAD = "rater,clip,condition,question,rating\n"


def read(folder: Path, text: str | bytes) -> Ratings:
    path = folder / "ratings.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return parse_ratings_csv(read_csv_text(path), str(path))


def test_parse_plain_table(tmp_path: Path) -> None:
    ratings = read(tmp_path, HEAD + "r1,c1,a,upper,7\nr1,c1,b,upper,6.5\n")
    assert ratings.rating.tolist() == [7, 6.5]
    assert ratings.conditions == ("a", "b")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEAD + "r1,c1,a,upper,6.5\n",
        HEAD.replace(",", ";") + "r1;c1;a;upper;6,5\n",
        HEAD.replace(",", "\t") + "r1\tc1\ta\tupper\t6.5\n",
        HEAD.replace("\n", "\r\n") + "r1,c1,a,upper,6.5\r\n\r\n",
        "Region , age,rating,clip,condition,rater\nupper,44,6.5,c1,a,r1\n",
        HEAD + '"r1","c1","a","upper","6.5"',
    ],
)
def test_other_separators_and_encodings_give_the_same_table(tmp_path: Path, text: str) -> None:
    plain = parse_ratings_csv(HEAD + "r1,c1,a,upper,6.5\n", "plain")
    assert read(tmp_path, text).digest == plain.digest


def test_optional_columns(tmp_path: Path) -> None:
    head = HEAD.strip() + ",repeat,position,seconds\n"
    ratings = read(tmp_path, head + "r1,c1,a,upper,7,0,3,12.5\nr1,c1,a,upper,6,1,9,\n")
    assert ratings.repeat.tolist() == [0, 1]
    assert ratings.position.tolist() == [3, 9]
    assert ratings.analysed.seconds.tolist() == [12.5]


@pytest.mark.parametrize(
    ("text", "expected_message"),
    [
        ("", "is empty; its first line must be rater,clip"),
        (HEAD, "there are no ratings"),
        ("rater,clip,condition,rating\n", "line 1: the column question is missing"),
        ("rater,rater,clip,condition,question,rating\n", "line 1: the column rater is there twice"),
        (HEAD + "r1,c1,a,upper,7\nr1,c1,b,upper,good\n", "line 3, column rating: 'good' is not a number"),
        (HEAD + "r1,c1,a,upper,1e308\n", "line 2, column rating: 1e+308 is outside what can be analysed, 1e-15 to"),
        (HEAD + "r1,c1,a,upper,99999999999999999999\n", "line 2, column rating: 1e+20 is outside"),
        (HEAD + "r1,c1,a,upper,-1e-20\n", "line 2, column rating: -1e-20 is outside"),
        (HEAD + "r1,c1,a,upper,nan\n", "line 2, column rating: 'nan' is not a finite number"),
        (HEAD + 'r1,c1,a,upper,"6,5"\n', "line 2, column rating: '6,5' is not a number"),
        (HEAD + "r1,c1,a,upper,6,5\n", "line 2 has 6 values for 5 columns"),
        (HEAD + "r1,c1,a,upper,\n", "line 2, column rating is empty"),
        (HEAD + "r1,,a,upper,3\n", "line 2, column clip is empty"),
        (
            HEAD + "r1,c1,a,upper,3\n\nr1,c1,a,upper,4\n",
            "line 4: the same rater, clip, condition and question as",
        ),
        (HEAD.strip() + ",repeat\nr1,c1,a,upper,3,-1\n", "line 2, column repeat: -1 is not a count"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (HEAD.encode() + b"r\xe9mi,c1,a,upper,3\n", "line 2: not text in UTF-8"),
        ("\ufeff" + HEAD.replace(",", ";") + "r1;c1;a;upper;6,5\nr1;c1;b;upper;six\n", "line 3, column rating: 'six'"),
        ("\ufeff", "is empty"),
        ("  \n\n", "is empty"),
        (HEAD + 'r1,c1,a,upper,"3\n' + "x" * 140_000, "line 3: not a CSV table"),
    ],
)
def test_errors_name_line_and_column(tmp_path: Path, text: str | bytes, expected_message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert expected_message in str(caught.value)


MADE = simulate_ratings({"a": 0.0, "b": 2.0, "c": 0.0}, raters=7, clips=4, seed=5)


def test_ratings_csv_round_trip_with_simulated_raters() -> None:
    text = format_ratings_csv(MADE, simulated={"rater 001"})
    assert tuple(text.splitlines()[0].split(",")) == tuple(RATINGS_COLUMNS)
    assert parse_ratings_csv(text, "ratings.csv").digest == MADE.digest
    assert parse_simulated_raters(text) == {"rater 001"}


def test_unknown_positions_and_fractional_seconds_survive() -> None:
    ratings = parse_ratings_csv(
        "rater,clip,condition,question,rating,position\nr,k,a,upper,6.125,\nr,k,b,upper,7,3\n", "x"
    )
    assert [(each.rating, each.position) for each in rating_rows(ratings)] == [(6.125, None), (7, 3)]
    assert rating_rows(MADE)[0].position is None


def test_the_codebook_covers_every_column() -> None:
    assert tuple(RATINGS_COLUMNS) == (*RatingRow._fields, "simulated")
    assert {*INPUT_COLUMNS.required, *INPUT_COLUMNS.optional} == set(RatingRow._fields)
