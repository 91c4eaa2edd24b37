"""The order of conditions on the page."""

from analysis.report.condition_order import condition_order


def results(rated: list[str], *contrasts: list[str]) -> dict:
    return {
        "contrasts": [{"weights": dict.fromkeys(names, 0.0)} for names in contrasts],
        "questions": {"q": {"description": [{"condition": name} for name in rated]}},
    }


def test_planned_conditions_come_first_then_names_by_their_numbers() -> None:
    found = results(["joint-10", "joint-2", "original", "still"], ["still", "original"])
    assert condition_order(found) == ["still", "original", "joint-2", "joint-10"]


def test_a_given_order_comes_before_the_contrasts_and_others_follow() -> None:
    assert condition_order(results(["a", "b", "c"], ["c", "a"]), ["b", "unrated"]) == ["b", "c", "a"]
