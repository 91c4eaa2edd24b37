"""The contact sheet."""

import json
from functools import partial

import numpy as np
import pytest
from PIL import Image

from renderer import __main__ as program
from renderer import avatar
from renderer.check import results, sheet


def test_a_sheet_shows_rest_all_faps_visemes_and_expressions():
    shown = sheet.entries()
    assert len(shown) == 1 + 66 + 14 + 6
    assert not shown[0].values.any()
    assert len({entry.values.tobytes() for entry in shown}) == len(shown)
    assert len({entry.label for entry in shown}) == len(shown)


def test_a_sheet_is_drawn(monkeypatch):
    monkeypatch.setattr(sheet, "entries", partial(list, sheet.entries()[:11]))
    picture = sheet.sheet(avatar.load())
    width, height = sheet.TILE
    assert picture.shape == (2 * (height + sheet.LABEL), sheet.COLUMNS * width, 3)
    assert not np.array_equal(picture[:height, :width], picture[:height, width : 2 * width])


def test_the_command_refuses_an_unknown_avatar(capsys):
    with pytest.raises(SystemExit) as ended:
        program.main(["check", "nobody"])
    assert ended.value.code == 2
    assert "there is no avatar called 'nobody'" in capsys.readouterr().err


def test_the_command_prints_json_and_draws(monkeypatch, capsys, tmp_path):
    quick = partial(results.check, count=2, steps=(1.0,))
    monkeypatch.setattr("renderer.check.check", quick)
    monkeypatch.setattr(sheet, "entries", partial(list, sheet.entries()[:2]))
    with pytest.raises(SystemExit) as ended:
        program.main(["check", "woman", "--json", "--sheet", str(tmp_path / "sheet.png")])
    assert ended.value.code == 0
    assert len(json.loads(capsys.readouterr().out)["faps"]) == 66
    with Image.open(tmp_path / "sheet.png") as drawn:
        assert drawn.size[0] == sheet.COLUMNS * sheet.TILE[0]
