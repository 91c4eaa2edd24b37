"""The generated reference pages name every command, setting and table of a study file."""

import importlib
from argparse import _SubParsersAction

import pytest
from django.core.management import get_commands

from docs import program_reference
from evalsite.environment import VARIABLES
from evalsite.studies.document.document import StudyDocument


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return the generated pages by name."""
    folder = tmp_path_factory.mktemp("generated")
    program_reference.write(folder)
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def site_commands():
    return [name for name, app in get_commands().items() if str(app).startswith("evalsite.")]


@pytest.mark.parametrize("name", site_commands())
def test_every_management_command_has_a_section(pages, name):
    assert f"\n### `manage.py {name}`\n" in pages["commands"]


@pytest.mark.parametrize("package", program_reference.PACKAGES)
def test_every_package_and_its_subcommands_have_sections(pages, package):
    actions = importlib.import_module(f"{package}.__main__").build_parser()._actions  # noqa: SLF001
    subcommands = [name for action in actions if isinstance(action, _SubParsersAction) for name in action.choices]
    headings = [f"## `python -m {package}`", *(f"### `python -m {package} {name}`" for name in subcommands)]
    assert not [heading for heading in headings if f"\n{heading}\n" not in pages["commands"]]


def test_every_argument_has_a_meaning(pages):
    assert "|  |\n" not in pages["commands"]


def test_subcommands_and_their_options_are_listed(pages):
    section = pages["commands"].partition("`manage.py enqueue train`")[2].partition("\n### ")[0]
    assert "| `EXPERIMENT.toml` |" in section
    assert "| `--name NAME` |" in section
    assert "--skip-checks" not in pages["commands"]


@pytest.mark.parametrize("name", VARIABLES)
def test_every_setting_is_listed(pages, name):
    assert f"| `FACESTUDY_{name}` | " in pages["settings"]


@pytest.mark.parametrize("table", StudyDocument.model_fields)
def test_every_table_of_a_study_file_has_a_section(pages, table):
    assert f"[{table}]" in pages["study-file-keys"] or f"[{table}.NAME]" in pages["study-file-keys"]


def test_unchanged_pages_are_not_written_again(tmp_path):
    program_reference.write(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    program_reference.write(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == times
