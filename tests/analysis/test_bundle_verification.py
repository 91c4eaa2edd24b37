"""Checks of a bundle that need no study; those of whole and tampered ones are in `test_bundle`."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

from analysis.bundle import pack_bundle
from analysis.bundle_verification import find_differences, verify_bundle
from face.errors import InputError


@pytest.mark.parametrize(
    ("data", "expected_message"),
    [(b"no zip", "is not a complete zip"), (pack_bundle({"a": b""}), "is not a bundle: MANIFEST is missing")],
)
def test_a_file_that_is_not_a_bundle_is_refused(tmp_path: Path, data: bytes, expected_message: str) -> None:
    (tmp_path / "b.zip").write_bytes(data)
    with pytest.raises(InputError, match=expected_message):
        verify_bundle(tmp_path / "b.zip")
    with pytest.raises(InputError, match="does not exist"):
        verify_bundle(tmp_path / "none.zip")


def test_damage_within_a_compressed_file_is_one_sentence(tmp_path: Path) -> None:
    content = bytearray(pack_bundle({"MANIFEST": bytes(range(256)) * 20, "ratings.csv": b"x"}))
    content[60:120] = bytes(60)
    (tmp_path / "bundle.zip").write_bytes(content)
    with pytest.raises(InputError, match="not a complete zip file"):
        verify_bundle(tmp_path / "bundle.zip")


def test_a_manifest_that_is_no_text_is_a_failed_check(tmp_path: Path) -> None:
    names = ("ratings.csv", "results.json", "plan.json")
    path = tmp_path / "bundle.zip"
    path.write_bytes(pack_bundle({"MANIFEST": b"\xf0(\x8c(", **dict.fromkeys(names, b"")}))
    assert not any(check.passed for check in verify_bundle(path))


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("MANIFEST", b"x")
    content = path.read_bytes()
    place = content.rindex(b"PK\x01\x02") + 24
    path.write_bytes(content[:place] + (2**31).to_bytes(4, "little") + content[place + 4 :])
    with pytest.raises(InputError, match="unpacks to more than 1024 MiB"):
        verify_bundle(path)


@pytest.mark.parametrize(
    ("found", "places"),
    [
        ({"a": 1.0 + 1e-9, "b": [1, None]}, []),
        ({"a": 1.1, "b": [1, None], "new": 3}, ["a"]),
        ({"a": 1.0, "b": [1, 2]}, ["b[1]"]),
        ({"a": 1.0, "b": [1]}, ["b"]),
        ({"b": [1, None]}, ["a"]),
    ],
)
def test_differences_are_named_by_their_path(found: dict[str, Any], places: list[str]) -> None:
    assert list(find_differences({"a": 1.0, "b": [1, None]}, found)) == places


def test_explanations_may_be_phrased_differently() -> None:
    stored = {"warnings": ["hardly known"], "reason": None, "methods": {"pairs": "Holm"}, "verdict": "different"}
    other = {"warnings": [], "reason": "too few", "methods": {"pairs": "by Holm"}, "verdict": "equivalent"}
    assert list(find_differences(stored, other)) == ["verdict"]


def test_numbers_are_compared_under_every_name() -> None:
    assert list(find_differences({"weights": {"notes": 1.0}}, {"weights": {"notes": 2.0}})) == ["weights.notes"]
