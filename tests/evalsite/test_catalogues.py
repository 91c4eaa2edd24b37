"""The message catalogues in `locale/`: complete, current and compiled, compared with the messages in the code."""

import ast
import gettext
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from evalsite.questionnaire.localization import INTERFACE_LANGUAGES

SITE = Path(settings.ROOT) / "evalsite"
TRANSLATED_LANGUAGES = [tag for tag in INTERFACE_LANGUAGES if tag != "en"]
GETTEXT_FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
STRING = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+>")


class Entry(NamedTuple):
    """An entry of a catalogue; a message without plural has one translation."""

    message: str
    plural: str
    translations: tuple[str, ...]


def parse_catalogue(tag: str) -> list[Entry]:
    """Return the entries of a language, without the header."""
    entries = []
    for block in catalogue_text(tag).split("\n\n"):
        fields = re.findall(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"(?:\n|\Z))+)', block, re.MULTILINE)
        texts = [(name, "".join(map(ast.literal_eval, lines.splitlines()))) for name, lines in fields]
        by_name = dict(texts)
        translations = tuple(text for name, text in texts if name.startswith("msgstr"))
        entries.append(Entry(by_name["msgid"], by_name.get("msgid_plural", ""), translations))
    return [entry for entry in entries if entry.message]


def catalogue_text(tag: str) -> str:
    return (Path(settings.LOCALE_PATHS[0]) / tag / "LC_MESSAGES/django.po").read_text(encoding="utf-8").strip()


def compiled_messages(tag: str) -> dict[str, str]:
    """Return the compiled translations by message; of plural forms only the first."""
    with (Path(settings.LOCALE_PATHS[0]) / tag / "LC_MESSAGES/django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # noqa: SLF001 - the only way to list it
    first_forms = {key[0] if isinstance(key, tuple) else key: text for key, text in reversed(catalogue.items())}
    return {message: text for message, text in first_forms.items() if message}


def python_messages() -> set[str]:
    """Return the messages that Python modules pass to gettext."""
    calls = [
        node
        for path in SITE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT_FUNCTIONS
    ]
    return {call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)}


def template_messages() -> set[str]:
    """Return the messages that templates mark for translation."""
    sources = [templatize(path.read_text(encoding="utf-8")) for path in SITE.rglob("templates/**/*.html")]
    return {ast.literal_eval(text) for source in sources for text in re.findall(rf"gettext\(u?({STRING})", source)}


@pytest.fixture(scope="module")
def messages() -> set[str]:
    """Return all messages of the site."""
    return python_messages() | template_messages()


def test_messages_are_found_in_modules_and_templates(messages):
    assert "This link does not work" in python_messages()
    assert "about %(minutes)s minute left" in template_messages()
    assert len(messages) > 100


@pytest.mark.parametrize("tag", TRANSLATED_LANGUAGES)
def test_no_message_is_missing_or_stale(messages, tag):
    translated = [entry.message for entry in parse_catalogue(tag)]
    assert messages - set(translated) == set(), "not in the catalogue"
    assert set(translated) - messages == set(), "no longer in the code"
    assert len(translated) == len(set(translated))


@pytest.mark.parametrize("tag", TRANSLATED_LANGUAGES)
def test_no_message_is_untranslated_fuzzy_or_obsolete(tag):
    text = catalogue_text(tag)
    (plural_forms,) = re.findall(r"nplurals=(\d)", text)
    for entry in parse_catalogue(tag):
        assert len(entry.translations) == (int(plural_forms) if entry.plural else 1), entry.message
        assert all(entry.translations), entry.message
    assert not re.search(r"^#,.*fuzzy|^#~", text, re.MULTILINE)


@pytest.mark.parametrize("tag", TRANSLATED_LANGUAGES)
def test_catalogues_are_compiled(tag):
    assert compiled_messages(tag) == {entry.message: entry.translations[0] for entry in parse_catalogue(tag)}


@pytest.mark.parametrize("tag", TRANSLATED_LANGUAGES)
def test_messages_with_placeholders_are_marked_for_msgfmt(tag):
    blocks = [block for block in catalogue_text(tag).split("\n\n") if re.search(r"%\(\w+\)[sd]", block)]
    assert blocks
    assert [block for block in blocks if not block.startswith("#, python-format\n")] == []


@pytest.mark.parametrize("tag", TRANSLATED_LANGUAGES)
def test_translations_keep_their_placeholders(tag):
    for entry in parse_catalogue(tag):
        expected = sorted(PLACEHOLDER.findall(entry.plural or entry.message))
        *_, last_form = entry.translations
        assert sorted(PLACEHOLDER.findall(last_form)) == expected, entry.message
