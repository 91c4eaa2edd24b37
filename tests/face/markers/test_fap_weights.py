from collections import Counter

from face.markers.fap_weights import INDIRECT_FAPS, MEASURED_FAPS, directions
from tests.synthesis import faces


def named():
    return {str(direction): direction for direction in directions(faces.neutral())}


def test_each_marker_has_three_directions():
    assert len(named()) == 138


def test_every_measured_fap_is_carried_or_hinted_somewhere():
    result = {number for direction in named().values() for number in (*direction.faps, *direction.hints)}
    assert result == set(MEASURED_FAPS)


def test_what_faps_say_and_what_they_cannot():
    every = named()
    assert every["Mou5.x"].faps == (53,)
    assert every["LBRO1.y"].faps == (31,)
    assert 3 in every["CH2.y"].faps
    assert every["LC6.x"].hints == (61,)
    for silent in ("FH2.y", "LBM1.y", "LC7.z", "Mou4.x"):
        assert not every[silent].faps
        assert not every[silent].hints


def test_hints_are_the_faps_of_lids_and_nose():
    hints = Counter(number for direction in named().values() for number in direction.hints)
    assert set(hints) == set(INDIRECT_FAPS)
