"""Damages the content of a file in the ways in which files are damaged: cut, flipped, doubled, edited, converted."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Final

from numpy.random import Generator, default_rng

MAX_BLOCK: Final = 4096
"""Bytes moved, doubled or removed at once."""

HEADER_BYTES: Final = 256
"""Half of all changes of single bytes are made here, where formats keep their sizes."""

NUMBER: Final = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
ODD_NUMBERS: Final = (
    b"0", b"-1", b"nan", b"inf", b"-inf", b"1e308", b"-1e308", b"1e-320", b"99999999999999999999", b"4294967295",
    b"1e9", b"0.1.2", b"1,5", b"", b"true", b"\xd9\xa3",
)  # fmt: skip
ODD_WORDS: Final = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
ENCODINGS: Final = ("utf-16", "utf-16-be", "utf-8-sig", "utf-32", "cp1252", "cp037", "cp932")

Mutation = Callable[[bytes, Generator], bytes]


def mutate(content: bytes, seed: int) -> tuple[str, bytes]:
    """Return the names of one to three mutations, and the content after them; the same for the same seed."""
    generator = default_rng(seed)
    names = []
    for _ in range(int(generator.choice([1, 2, 3], p=[0.6, 0.25, 0.15]))):
        choices = _mutations_of(content)
        name = str(generator.choice(list(choices)))
        content = choices[name](content, generator)
        names.append(name)
    return " + ".join(names), content


def _mutations_of(content: bytes) -> dict[str, Mutation]:
    if content[:4] == b"PK\x03\x04":
        return _BINARY | _ARCHIVE | _ARCHIVE_AGAIN
    return _BINARY | _TEXT if _is_text(content) else _BINARY


def _is_text(content: bytes) -> bool:
    return b"\0" not in content and bool(content.strip()) and _decode(content) is not None


def _decode(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _place(content: bytes, generator: Generator) -> int:
    limit = min(len(content), HEADER_BYTES) if generator.random() < 0.5 else len(content)
    return int(generator.integers(0, max(limit, 1)))


def _block(content: bytes, generator: Generator) -> tuple[int, int]:
    start = _place(content, generator)
    return start, min(len(content), start + int(generator.integers(1, min(MAX_BLOCK, len(content) + 1) + 1)))


def _flip_bits(content: bytes, generator: Generator) -> bytes:
    changed = bytearray(content)
    for _ in range(int(generator.integers(1, 9))):
        if changed:
            changed[_place(content, generator)] ^= 1 << int(generator.integers(0, 8))
    return bytes(changed)


def _set_word(content: bytes, generator: Generator) -> bytes:
    start, size = _place(content, generator), int(generator.choice([1, 2, 4, 8]))
    word = int(generator.choice(ODD_WORDS)) & (256**size - 1)
    return content[:start] + word.to_bytes(size, str(generator.choice(["little", "big"]))) + content[start + size :]  # type: ignore[arg-type]


def _truncate(content: bytes, generator: Generator) -> bytes:
    return content[: int(generator.integers(0, len(content) + 1))]


def _insert(content: bytes, generator: Generator) -> bytes:
    start = _place(content, generator)
    return content[:start] + generator.bytes(int(generator.integers(1, 65))) + content[start:]


def _remove(content: bytes, generator: Generator) -> bytes:
    start, end = _block(content, generator)
    return content[:start] + content[end:]


def _double(content: bytes, generator: Generator) -> bytes:
    start, end = _block(content, generator)
    return content[:end] + content[start:end] * int(generator.integers(1, 20)) + content[end:]


def _swap(content: bytes, generator: Generator) -> bytes:
    (start, end), length = _block(content, generator), len(content)
    other = int(generator.integers(0, length + 1))
    block, rest = content[start:end], content[:start] + content[end:]
    return rest[:other] + block + rest[other:]


def _change_numbers(content: bytes, generator: Generator) -> bytes:
    for _ in range(int(generator.integers(1, 4))):
        if numbers := list(NUMBER.finditer(content)):
            match = numbers[int(generator.integers(0, len(numbers)))]
            content = (
                content[: match.start()]
                + ODD_NUMBERS[int(generator.integers(0, len(ODD_NUMBERS)))]
                + content[match.end() :]
            )
    return content


def _swap_numbers(content: bytes, generator: Generator) -> bytes:
    numbers = list(NUMBER.finditer(content))
    if len(numbers) < 2:
        return content
    one, other = sorted(generator.choice(len(numbers), 2, replace=False))
    first, second = numbers[int(one)], numbers[int(other)]
    return b"".join(
        [content[: first.start()], second[0], content[first.end() : second.start()], first[0], content[second.end() :]]
    )


def _change_lines(content: bytes, generator: Generator) -> bytes:
    lines = content.split(b"\n")
    place = int(generator.integers(0, len(lines)))
    match int(generator.integers(0, 5)):
        case 0:
            del lines[place]
        case 1:
            lines.insert(place, lines[int(generator.integers(0, len(lines)))])
        case 2:
            lines = [lines[int(index)] for index in generator.permutation(len(lines))]
        case 3:
            return b"\r\n".join(lines)
        case _:
            lines[place] = lines[place] + b" " * 10_000
    return b"\n".join(lines)


def _change_words(content: bytes, generator: Generator) -> bytes:
    words = list(re.finditer(rb"[A-Za-z_]\w*", content))
    if not words:
        return content
    match, other = (words[int(generator.integers(0, len(words)))] for _ in range(2))
    return content[: match.start()] + other[0] + content[match.end() :]


def _change_separators(content: bytes, generator: Generator) -> bytes:
    marks = [b",", b";", b"\t", b" ", b":", b".", b'"', b"[", b"]", b"{", b"}", b"="]
    one, other = (marks[int(index)] for index in generator.choice(len(marks), 2))
    return content.replace(one, other, int(generator.choice([1, 1, 5, -1])))


def _convert(content: bytes, generator: Generator) -> bytes:
    text = _decode(content)
    if text is None:
        return content
    return text.encode(str(generator.choice(ENCODINGS)), "replace")


def _nest(content: bytes, generator: Generator) -> bytes:
    place = _place(content, generator)
    return content[:place] + bytes([generator.choice([0x5B, 0x7B, 0x28])]) * 5000 + content[place:]


def _member(content: bytes, generator: Generator) -> bytes:
    """Damage the content of one member of an archive, whose checksum is made right again."""
    members = _read_members(content)
    if not members:
        return content
    name = sorted(members)[int(generator.integers(0, len(members)))]
    _, members[name] = mutate(members[name], int(generator.integers(0, 2**31)))
    return _write_members(members)


def _drop_member(content: bytes, generator: Generator) -> bytes:
    members = _read_members(content)
    for name in sorted(members)[int(generator.integers(0, len(members) or 1)) :][:1]:
        del members[name]
    return _write_members(members)


def _exchange_members(content: bytes, generator: Generator) -> bytes:
    members = _read_members(content)
    names = sorted(members)
    if len(names) > 1:
        one, other = (names[int(index)] for index in generator.choice(len(names), 2, replace=False))
        members[one], members[other] = members[other], members[one]
    return _write_members(members)


def _read_members(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - damaged before: nothing to do
        return {}


def _write_members(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return buffer.getvalue()


_BINARY: Final[dict[str, Mutation]] = {
    "bits flipped": _flip_bits,
    "word set": _set_word,
    "cut off": _truncate,
    "bytes inserted": _insert,
    "block removed": _remove,
    "block doubled": _double,
    "block moved": _swap,
}
_TEXT: Final[dict[str, Mutation]] = {
    "numbers changed": _change_numbers,
    "numbers swapped": _swap_numbers,
    "lines changed": _change_lines,
    "words changed": _change_words,
    "separators changed": _change_separators,
    "encoding changed": _convert,
    "nested deeply": _nest,
}
_ARCHIVE: Final[dict[str, Mutation]] = {
    "member damaged": _member,
    "member dropped": _drop_member,
    "members exchanged": _exchange_members,
}
_ARCHIVE_AGAIN: Final[dict[str, Mutation]] = {f"member damaged ({number})": _member for number in range(2, 8)}
"""Most damage should lie within a member, where no checksum catches it."""
