"""The reference page of the study file names every key that there is."""

import re
from pathlib import Path

import pytest

from evalsite.studies.document.document import StudyDocument
from evalsite.studies.presets import preset_names

PAGE = (Path(__file__).parents[4] / "docs/reference/study-file.md").read_text(encoding="utf-8")
PLAN = (Path(__file__).parents[4] / "docs/reference/results.md").read_text(encoding="utf-8")
SCHEMA = StudyDocument.model_json_schema()
TABLES = {
    "study": "StudyTable",
    "conditions": "ConditionTable",
    "clips": "ClipTable",
    "questions": "Question",
    "practice": "Practice",
    "checks": "Check",
    "protocol": "Protocol",
    "render": "RenderTable",
    "recruitment": "RecruitmentTable",
    "design": "Design",
}


def section(table: str) -> str:
    """Return what stands under the heading of a table."""
    parts = re.split(r"(?m)^## ", PAGE)
    return next(part for part in parts if re.match(rf"[^\n]*`\[+{table}\]+`", part))


@pytest.mark.parametrize(("table", "model"), TABLES.items())
def test_every_key_of_a_table_is_described(table, model):
    text = section(table)
    keys = SCHEMA["$defs"][model]["properties"]
    assert not [key for key in keys if not re.search(rf"`{key}\b|`\w+\.{key}`|`{key}\.", text)]


@pytest.mark.parametrize("table", SCHEMA["properties"])
def test_every_table_has_a_section(table):
    assert re.search(rf"`\[+{table}[\]`.]", PAGE)


def test_every_preset_is_named():
    assert all(f"`{name}`" in PAGE for name in preset_names())
