"""What the header of a WAV file claims, and what is there."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from face.sound.wave_header import SizedWaveFile, read_wave_header

SAMPLES = bytes(range(200)) * 240  # 1 s of 16 bits at 24 kHz


def wave(*, riff: bytes = b"RIFF", size: int | None = None, before: bytes = b"", samples: bytes = SAMPLES) -> bytes:
    form = struct.pack("<HHIIHH", 1, 1, 24_000, 48_000, 2, 16)
    claimed = len(samples) if size is None else size
    chunks = b"fmt " + struct.pack("<I", 16) + form + before + b"data" + struct.pack("<I", claimed) + samples
    return riff + struct.pack("<I", min(4 + len(chunks), 0xFFFFFFFF)) + b"WAVE" + chunks


def header_of(tmp_path, content: bytes):
    (tmp_path / "a.wav").write_bytes(content)
    return read_wave_header(tmp_path / "a.wav")


def test_a_right_header_claims_what_is_there(tmp_path):
    header = header_of(tmp_path, wave(before=b"LIST\x03\0\0\0abc\0"))
    assert header.has_size
    assert header.seconds == 1
    assert header.missing_seconds == 0


@pytest.mark.parametrize("size", [0, 0x7FFFF000, 0x80000000, 0xFFFFFFFF])
def test_a_size_that_was_never_written_is_unknown(tmp_path, size):
    header = header_of(tmp_path, wave(size=size))
    assert not header.has_size
    assert header.seconds == 1
    with SizedWaveFile(tmp_path / "a.wav", header) as file:
        assert file.read() == wave()


def test_a_file_cut_off_lacks_the_rest(tmp_path):
    header = header_of(tmp_path, wave()[:-36_000])
    assert header.missing_seconds == 0.75
    assert header.seconds == 0.25


def test_an_empty_recording_with_a_description_behind_it_has_a_size(tmp_path):
    header = header_of(tmp_path, wave(samples=b"") + b"LIST" + struct.pack("<I", 4) + b"abcd")
    assert header.has_size
    assert header.seconds == 0


def test_a_long_size_is_in_the_chunk_ds64(tmp_path):
    long_sizes = b"ds64" + struct.pack("<IQQQI", 28, 0, len(SAMPLES) * 2, 0, 0)
    header = header_of(tmp_path, wave(riff=b"RF64", size=0xFFFFFFFF, before=long_sizes))
    assert header.missing_seconds == 1


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\0\0\0\0AVI " + bytes(100), b"fLaC" + bytes(100), wave()[:40]])
def test_other_files_have_no_header(tmp_path, content):
    assert header_of(tmp_path, content) is None


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 80))
def test_any_bytes_are_read_or_not(tmp_path_factory, content, position):
    folder = tmp_path_factory.mktemp("wave")
    whole = wave()
    header = header_of(folder, whole[:position] + content + whole[position + len(content) :])
    assert header is None or header.seconds >= 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=10))
def test_any_part_of_a_sized_file_is_that_of_the_right_one(tmp_path_factory, parts):
    folder = tmp_path_factory.mktemp("wave")
    header, right = header_of(folder, wave(size=0)), wave()
    with SizedWaveFile(folder / "a.wav", header) as file:
        for start, length in parts:
            file.seek(start)
            buffer = bytearray(length)
            assert bytes(buffer[: file.readinto(buffer)]) == right[start : start + length]
