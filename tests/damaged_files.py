"""Damaged copies of a file, for readers that must refuse them in one sentence."""

from hypothesis import strategies as st


def damaged(content: bytes) -> st.SearchStrategy[bytes]:
    """Return files with some bytes changed, or cut."""
    place = st.integers(0, len(content) - 1)
    changes = st.lists(st.tuples(place, st.integers(0, 255)), max_size=4)
    return st.builds(lambda changes, end: _changed(content, changes)[:end], changes, st.integers(0, len(content)))


def _changed(content: bytes, changes: list[tuple[int, int]]) -> bytes:
    result = bytearray(content)
    for place, value in changes:
        result[place] = value
    return bytes(result)
