"""Tables as people have them."""

from pathlib import Path

import pytest

from analysis.ratings import Ratings
from analysis.tables.ratings_in import parse
from analysis.tables.reading import read_text
from face.errors import InputError

HEAD = "rater,clip,condition,region,rating\n"


def read(folder: Path, text: str | bytes) -> Ratings:
    path = folder / "ratings.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return parse(read_text(path), str(path))


def test_the_plain_table(tmp_path: Path) -> None:
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
def test_the_same_table_in_other_clothes(tmp_path: Path, text: str) -> None:
    plain = parse(HEAD + "r1,c1,a,upper,6.5\n", "plain")
    assert read(tmp_path, text).digest == plain.digest


def test_optional_columns(tmp_path: Path) -> None:
    head = HEAD.strip() + ",repeat,position,seconds\n"
    ratings = read(tmp_path, head + "r1,c1,a,upper,7,0,3,12.5\nr1,c1,a,upper,6,1,9,\n")
    assert ratings.repeat.tolist() == [0, 1]
    assert ratings.position.tolist() == [3, 9]
    assert ratings.analysed.seconds.tolist() == [12.5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty; its first line must be rater,clip"),
        (HEAD, "there are no ratings"),
        ("rater,clip,condition,rating\n", "line 1: the column region is missing"),
        ("rater,rater,clip,condition,region,rating\n", "line 1: the column rater is there twice"),
        (HEAD + "r1,c1,a,upper,7\nr1,c1,b,upper,good\n", "line 3, column rating: 'good' is not a number"),
        (HEAD + "r1,c1,a,upper,nan\n", "line 2, column rating: 'nan' is not a finite number"),
        (HEAD + 'r1,c1,a,upper,"6,5"\n', "line 2, column rating: '6,5' is not a number"),
        (HEAD + "r1,c1,a,upper,6,5\n", "line 2 has 6 values for 5 columns"),
        (HEAD + "r1,c1,a,upper,\n", "line 2, column rating is empty"),
        (HEAD + "r1,,a,upper,3\n", "line 2, column clip is empty"),
        (
            HEAD + "r1,c1,a,upper,3\n\nr1,c1,a,upper,4\n",
            "line 4: the same rater, clip, condition and region as",
        ),
        (HEAD.strip() + ",repeat\nr1,c1,a,upper,3,-1\n", "line 2, column repeat: -1 is no count"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (HEAD.encode() + b"r\xe9mi,c1,a,upper,3\n", "line 2: not text in UTF-8"),
        ("\ufeff" + HEAD.replace(",", ";") + "r1;c1;a;upper;6,5\nr1;c1;b;upper;six\n", "line 3, column rating: 'six'"),
        ("\ufeff", "is empty"),
        ("  \n\n", "is empty"),
        (HEAD + 'r1,c1,a,upper,"3\n' + "x" * 140_000, "line 3: not a CSV table"),
    ],
)
def test_names_line_and_column(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
