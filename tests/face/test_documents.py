"""What a person reads when a document is wrong: the file, the key and the remedy."""

from pathlib import Path

import pytest
from pydantic import Field, field_validator

from face.documents import Document, read_document, validate_document
from face.errors import InputError


class Clip(Document):
    name: str
    seconds: float = Field(default=1.0, gt=0)


class Study(Document):
    raters: int = 20
    clips: tuple[Clip, ...] = ()

    @field_validator("raters")
    @classmethod
    def _enough(cls, value: int) -> int:
        if value < 2:
            raise ValueError("one rater is no study; ask at least 2")
        return value


def sentence(tmp_path: Path, text: str) -> str:
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_document(path, Study)
    return str(caught.value).removeprefix(str(path))


def test_deep_nesting_is_refused_in_one_sentence(tmp_path: Path) -> None:
    assert "is not valid TOML" in sentence(tmp_path, "raters = " + "[" * 5000)


def test_reads_nested_tables(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(b'\xef\xbb\xbfraters = 3\n[[clips]]\nname = "\xc3\xbc"\n')
    assert read_document(path, Study) == Study(raters=3, clips=(Clip(name="ü"),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rater = 3", ", rater: is not a known key; write `raters`"),
        ("zzz = 3", ", zzz: is not a known key; remove it (known here: raters, clips)"),
        ("[[clips]]\nseconds = 2", ", clips[1].name: is missing; add it"),
        ('[[clips]]\nname = "a"\nsecond = 2', ", clips[1].second: is not a known key; write `seconds`"),
        ("raters = 1", ", raters: one rater is no study; ask at least 2"),
        ("a = 1\nb = 2", ", a: is not a known key; remove it (known here: raters, clips) (and 1 more)"),
    ],
)
def test_errors_name_key_and_remedy(tmp_path: Path, text: str, expected: str) -> None:
    assert sentence(tmp_path, text) == expected


def test_errors_show_the_invalid_value(tmp_path: Path) -> None:
    text = sentence(tmp_path, 'raters = "many"')
    assert text.startswith(", raters: 'many' does not fit: it should be a valid integer")
    assert text.endswith("; correct it")


def test_toml_errors_name_line_and_column(tmp_path: Path) -> None:
    assert "line 2, column" in sentence(tmp_path, "raters = 3\nclips = = 2")


def test_missing_files_folders_and_binary_files(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none", "does not exist"), (tmp_path, "cannot be read")):
        with pytest.raises(InputError, match=words):
            read_document(path, Study)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_document(tmp_path / "binary", Study)


def test_validating_tables_without_a_file() -> None:
    with pytest.raises(InputError, match=r"^the form, clips\[1\].seconds: -1 does not fit"):
        validate_document({"clips": [{"name": "a", "seconds": -1}]}, Study, source="the form")


def test_documents_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Study().raters = 4  # type: ignore[misc]
