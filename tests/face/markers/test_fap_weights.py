from collections import Counter

from face.markers.fap_weights import INDIRECT_FAPS, MEASURED_FAPS, directions
from tests.synthesis import faces


def directions_by_name():
    return {str(direction): direction for direction in directions(faces.neutral())}


def test_each_marker_has_three_directions():
    assert len(directions_by_name()) == 138


def test_every_measured_fap_has_a_direction():
    result = {number for direction in directions_by_name().values() for number in (*direction.faps, *direction.hints)}
    assert result == set(MEASURED_FAPS)


def test_directions_with_and_without_faps():
    every = directions_by_name()
    assert every["Mou5.x"].faps == (53,)
    assert every["LBRO1.y"].faps == (31,)
    assert 3 in every["CH2.y"].faps
    assert every["LC6.x"].hints == (61,)
    for silent in ("FH2.y", "LBM1.y", "LC7.z", "Mou4.x"):
        assert not every[silent].faps
        assert not every[silent].hints


def test_indirect_faps_are_those_of_eyelids_and_nose():
    hints = Counter(number for direction in directions_by_name().values() for number in direction.hints)
    assert set(hints) == set(INDIRECT_FAPS)
