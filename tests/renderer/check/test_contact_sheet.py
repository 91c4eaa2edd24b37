"""The contact sheet."""

import json
from functools import partial

import numpy as np
import pytest
from PIL import Image

from face.faps import FAPS
from renderer import __main__ as program
from renderer.avatar_registry import load_avatar
from renderer.check import avatar_check, contact_sheet


def test_the_sheet_has_rest_all_faps_visemes_and_expressions():
    entries = contact_sheet.sheet_entries()
    assert len(entries) == 1 + 66 + 14 + 6
    assert not entries[0].values.any()
    assert len({entry.values.tobytes() for entry in entries}) == len(entries)
    assert len({entry.label for entry in entries}) == len(entries)


def test_the_sheet_is_drawn(monkeypatch):
    monkeypatch.setattr(contact_sheet, "sheet_entries", partial(list, contact_sheet.sheet_entries()[:11]))
    picture = contact_sheet.draw_contact_sheet(load_avatar())
    width, height = contact_sheet.TILE
    assert picture.shape == (2 * (height + contact_sheet.LABEL_HEIGHT), contact_sheet.COLUMNS * width, 3)
    assert not np.array_equal(picture[:height, :width], picture[:height, width : 2 * width])


def test_the_command_refuses_an_unknown_avatar(capsys):
    with pytest.raises(SystemExit) as exit_info:
        program.main(["check", "nobody"])
    assert exit_info.value.code == 2
    assert "there is no avatar called 'nobody'" in capsys.readouterr().err


def test_the_command_prints_json_and_draws_the_sheet(monkeypatch, capsys, tmp_path):
    fast_check = partial(avatar_check.check_avatar, count=2, range_shares=(1.0,), faps=FAPS[:3])
    monkeypatch.setattr("renderer.check.avatar_check.check_avatar", fast_check)
    monkeypatch.setattr(contact_sheet, "sheet_entries", partial(list, contact_sheet.sheet_entries()[:2]))
    with pytest.raises(SystemExit) as exit_info:
        program.main(["check", "woman", "--json", "--sheet", str(tmp_path / "sheet.png")])
    assert exit_info.value.code == 0
    assert len(json.loads(capsys.readouterr().out)["faps"]) == 3
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size[0] == contact_sheet.COLUMNS * contact_sheet.TILE[0]
