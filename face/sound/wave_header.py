"""The header of a WAV file: what it claims to hold, and what is there.

Recorders that crash, or that write to a pipe, leave a size of 0 or 0xFFFFFFFF; copies that were interrupted hold less
than their header claims. Decoders pass over both without a word.
Source: Multimedia Programming Interface and Data Specifications 1.0 (RIFF WAVE); EBU Tech 3306 (RF64).
"""

import io
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

RIFF_IDS: Final = (b"RIFF", b"RF64", b"BW64")
MAX_CHUNKS: Final = 1000
"""Chunks passed over before the samples; a file with more was not written by a recorder."""

UNKNOWN_SIZE: Final = 0x7FFFF000
"""Sizes from here on, if there is less in the file, stand for "unknown": SoX writes this one, ffmpeg 0xFFFFFFFF."""


@dataclass(frozen=True)
class WaveHeader:
    """Where the samples of a WAV file are.

    Attributes
    ----------
    bytes_per_second
        Of the samples.
    data_offset
        First byte of the samples.
    claimed, available
        Size of the samples in bytes by the header, and the number of bytes that follow it.
    """

    bytes_per_second: int
    data_offset: int
    claimed: int
    available: int

    @property
    def has_size(self) -> bool:
        """Whether the header says how many samples there are."""
        return not self.available or 0 < self.claimed < max(UNKNOWN_SIZE, self.available + 1)

    @property
    def seconds(self) -> float:
        """The length of the samples that are there, s."""
        return (min(self.claimed, self.available) if self.has_size else self.available) / self.bytes_per_second

    @property
    def missing_seconds(self) -> float:
        """How much less there is than the header claims, s."""
        return max(0, self.claimed - self.available) / self.bytes_per_second if self.has_size else 0.0


def read_wave_header(path: Path) -> WaveHeader | None:
    """Return the header of a WAV file, or None if the file is no WAV file or has no samples at all."""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        riff = file.read(12)
        if len(riff) < 12 or riff[:4] not in RIFF_IDS or riff[8:] != b"WAVE":
            return None
        return _find_data(file, size)


def _find_data(file: IO[bytes], size: int) -> WaveHeader | None:
    bytes_per_second, long_size = 0, 0
    for _ in range(MAX_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            return None
        name, length = head[:4], int.from_bytes(head[4:], "little")
        content = file.tell()
        if name == b"fmt " and length >= 16:
            bytes_per_second = _bytes_per_second(file.read(16))
        elif name == b"ds64" and length >= 16:
            long_size = struct.unpack("<QQ", file.read(16))[1]
        elif name == b"data":
            claimed = long_size if length == 0xFFFFFFFF and long_size else length
            available = size - content
            if claimed == 0 and _is_chunk(file.read(8), available):
                available = 0  # An empty recording with its description behind it.
            return WaveHeader(bytes_per_second, content, claimed, available) if bytes_per_second else None
        file.seek(content + length + length % 2)
    return None


def _bytes_per_second(content: bytes) -> int:
    if len(content) < 16:
        return 0
    _, _, rate, bytes_per_second, block, _ = struct.unpack("<HHIIHH", content)
    return int(bytes_per_second or rate * block)


def _is_chunk(head: bytes, available: int) -> bool:
    """Return whether the rest of the file, `available` bytes, begins with the head of another chunk that fits."""
    return len(head) == 8 and head[:4].isalnum() and int.from_bytes(head[4:], "little") + 8 <= available


class SizedWaveFile(io.FileIO):
    """A WAV file whose header is read as if it gave the size of all samples that are there."""

    def __init__(self, path: Path, header: WaveHeader) -> None:
        super().__init__(path, "rb")
        limit = 0xFFFFFFFF
        self.sizes = {
            4: min(header.data_offset + header.available - 8, limit).to_bytes(4, "little"),
            header.data_offset - 4: min(header.available, limit).to_bytes(4, "little"),
        }

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes."""
        start, content = self.tell(), bytearray(super().read(size) or b"")
        for offset, patch in self.sizes.items():
            for position, byte in enumerate(patch, offset - start):
                if 0 <= position < len(content):
                    content[position] = byte
        return bytes(content)

    def readinto(self, buffer: object) -> int:
        """Fill a buffer with the next bytes and return their number."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        content = self.read(len(view))
        view[: len(content)] = content
        return len(content)
