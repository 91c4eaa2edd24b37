"""46 markers in three regions."""

from face.regions import MARKERS, REGION_MARKERS, Region, region_slice


def test_marker_counts_per_region():
    assert [len(REGION_MARKERS[region]) for region in Region] == [19, 12, 15]


def test_every_marker_belongs_to_one_region():
    assert len(set(MARKERS)) == len(MARKERS) == 46


def test_slices_cover_the_marker_axis():
    for region in Region:
        assert MARKERS[region_slice(region)] == REGION_MARKERS[region]


def test_regions_are_symmetric():
    mirrored = {{"L": "R", "R": "L"}.get(name[0], name[0]) + name[1:] for name in MARKERS}
    assert mirrored == set(MARKERS)
