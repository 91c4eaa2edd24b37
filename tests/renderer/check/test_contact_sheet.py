"""The contact sheet."""

import json
from functools import partial

import numpy as np
import pytest
from PIL import Image

from renderer import __main__ as program
from renderer.avatar_registry import load_avatar
from renderer.check import avatar_check, contact_sheet


def test_a_sheet_shows_rest_all_faps_visemes_and_expressions():
    shown = contact_sheet.sheet_entries()
    assert len(shown) == 1 + 66 + 14 + 6
    assert not shown[0].values.any()
    assert len({entry.values.tobytes() for entry in shown}) == len(shown)
    assert len({entry.label for entry in shown}) == len(shown)


def test_a_sheet_is_drawn(monkeypatch):
    monkeypatch.setattr(contact_sheet, "sheet_entries", partial(list, contact_sheet.sheet_entries()[:11]))
    picture = contact_sheet.draw_contact_sheet(load_avatar())
    width, height = contact_sheet.TILE
    assert picture.shape == (2 * (height + contact_sheet.LABEL_HEIGHT), contact_sheet.COLUMNS * width, 3)
    assert not np.array_equal(picture[:height, :width], picture[:height, width : 2 * width])


def test_the_command_refuses_an_unknown_avatar(capsys):
    with pytest.raises(SystemExit) as ended:
        program.main(["check", "nobody"])
    assert ended.value.code == 2
    assert "there is no avatar called 'nobody'" in capsys.readouterr().err


def test_the_command_prints_json_and_draws(monkeypatch, capsys, tmp_path):
    quick = partial(avatar_check.check_avatar, count=2, range_shares=(1.0,))
    monkeypatch.setattr("renderer.check.avatar_check.check_avatar", quick)
    monkeypatch.setattr(contact_sheet, "sheet_entries", partial(list, contact_sheet.sheet_entries()[:2]))
    with pytest.raises(SystemExit) as ended:
        program.main(["check", "woman", "--json", "--sheet", str(tmp_path / "sheet.png")])
    assert ended.value.code == 0
    assert len(json.loads(capsys.readouterr().out)["faps"]) == 66
    with Image.open(tmp_path / "sheet.png") as drawn:
        assert drawn.size[0] == contact_sheet.COLUMNS * contact_sheet.TILE[0]
