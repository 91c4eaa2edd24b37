"""Text files in any encoding, line by line."""

import pytest

from face.errors import InputError
from face.reading.text_file import MAX_LINE, bounded_lines, open_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_recognised(tmp_path, encoding):
    (tmp_path / "a").write_bytes("Grüße\r\nzwei".encode(encoding))
    with open_text(tmp_path / "a") as file:
        assert list(bounded_lines(file)) == (["Grüße\r\n", "zwei"])


def test_bytes_of_no_encoding_are_replaced(tmp_path):
    (tmp_path / "a").write_bytes(b"a\xffb\n")
    with open_text(tmp_path / "a") as file:
        assert file.read() == "a\ufffdb\n"


def test_long_lines_are_refused_with_their_number(tmp_path):
    (tmp_path / "a").write_text("a\n" + "x" * (MAX_LINE + 1))
    with open_text(tmp_path / "a") as file, pytest.raises(InputError, match="line 2: is longer"):
        list(bounded_lines(file))


def test_an_empty_file_has_no_lines(tmp_path):
    (tmp_path / "a").touch()
    with open_text(tmp_path / "a") as file:
        assert list(bounded_lines(file)) == []
