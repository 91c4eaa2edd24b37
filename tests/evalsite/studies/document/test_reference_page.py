"""Every key of a study file has a description, and the reference page names every table and preset."""

import re
from pathlib import Path

import pytest

from docs.program_reference import study_file_tables
from evalsite.studies.presets import preset_names

PAGE = (Path(__file__).parents[4] / "docs/reference/study-file.md").read_text(encoding="utf-8")
TABLES = dict(study_file_tables())


@pytest.mark.parametrize("heading", TABLES)
def test_every_table_and_key_has_a_description(heading):
    table = TABLES[heading]
    assert table["description"]
    assert not [key for key, entry in table["properties"].items() if not entry.get("description")]


@pytest.mark.parametrize("heading", [heading for heading in TABLES if "." not in heading])
def test_the_page_names_every_table(heading):
    assert f"`{heading}`" in PAGE


def test_the_page_names_every_preset():
    assert all(f"`{name}`" in PAGE for name in preset_names())


def test_the_examples_use_known_keys():
    known = {key for table in TABLES.values() for key in table["properties"]}
    assert set(re.findall(r"(?m)^    (\w+) = ", PAGE)) <= known
