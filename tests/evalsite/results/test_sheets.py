"""Tables open safely in a spreadsheet."""

import csv
import io

import pytest

from evalsite.results import exports


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_no_text_becomes_a_formula(text):
    row = (text, "clip", "condition", "upper", 5, 0, 1, 2.5, 0)
    (_, written) = csv.reader(io.StringIO(exports.safe_csv(exports.RATING_COLUMNS, [row]), newline=""))
    assert written[0] == "'" + text


def test_numbers_stay_numbers():
    assert (
        exports.safe_csv(exports.RATING_COLUMNS, [("a", "b", "c", "upper", 5, 0, 1, None, 0)]).splitlines()[1]
        == "a,b,c,upper,5,0,1,,0"
    )
