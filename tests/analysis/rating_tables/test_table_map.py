"""Maps: the ready ones, and mistakes in own ones."""

from pathlib import Path

import pytest

from analysis.rating_tables.table_map import READY_MAPS, read_map
from face.errors import InputError


@pytest.mark.parametrize("name", READY_MAPS)
def test_ready_maps_are_valid(name: str) -> None:
    assert read_map(name).columns.rater


def test_the_names_of_the_ready_maps() -> None:
    assert READY_MAPS == ("jspsych", "long", "p910", "qualtrics", "revisit")


def test_an_own_map_says_only_what_differs_from_its_base(tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        'base = "jspsych"\n[columns]\nrater = "id"\n[patterns]\nvideo = "{clip}-{condition}.webm"\n'
        '[[drop]]\ncolumn = "id"\nequal = "test*"\n'
    )
    found = read_map(str(tmp_path / "m.toml"))
    assert found.columns.rater == ("id",)
    assert (found.columns.clip, found.columns.rating) == ((), ("response",))
    assert found.patterns == {"video": ("{clip}-{condition}.webm",)}
    assert [rule.column for rule in found.drop] == ["phase", "practice", "id"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('base = "jspsyc"', "there is no map jspsyc; write one of jspsych"),
        ('[columns]\nclips = "x"', "is not a known key; write `clip`"),
        ('[patterns]\nx = "{clp}"', r"\{clp\} in '\{clp\}' is no label; write one of rater, clip"),
        ('[patterns]\nx = "{clip}-{clip}"', "twice"),
        ('[[drop]]\ncolumn = "x"', "either `equal` or `unequal`"),
        ('[constants]\nsystem = "x"', "system is no label"),
        ('duplicates = "mean"', "duplicates"),
    ],
)
def test_mistakes_name_file_key_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        read_map(str(tmp_path / "m.toml"))
    assert "m.toml" in str(caught.value)


def test_an_unknown_name_is_told_the_ready_maps() -> None:
    with pytest.raises(InputError, match=r"there is no map gorilla; give one of jspsych, .*or a file like map.toml"):
        read_map("gorilla")


def test_the_maps_in_the_guide_are_valid(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "how-to" / "ratings-from-elsewhere.md").read_text(encoding="utf-8")
    maps = [part.partition("```")[0] for part in guide.split("```toml\n")[1:]]
    assert len(maps) == 3
    for number, text in enumerate(maps):
        path = tmp_path / f"{number}.toml"
        path.write_text(text, encoding="utf-8")
        assert read_map(str(path)).columns.rater
