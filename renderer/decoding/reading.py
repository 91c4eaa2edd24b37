"""Decodes a whole file once and returns what it holds."""

from pathlib import Path

import av.error
from av.container import InputContainer
from av.stream import Disposition

from face.errors import InputError
from renderer.decoding import container as containers
from renderer.decoding.facts import EncodedLength, MediaFacts, PictureFacts, SoundFacts
from renderer.decoding.picture_reader import DAMAGED, PictureReader
from renderer.decoding.sound_reader import SoundReader


def read_video(path: Path) -> MediaFacts:
    """Return what the pictures and the sound of a video are.

    Raises
    ------
    InputError
        If it is no video, is damaged, too long or too large; a sentence without its subject.
    """
    with containers.open_video(path) as container:
        picture = PictureReader(containers.choose_picture(container))
        sounds = _sound_readers(container)
        _decode(container, {picture.stream.index: picture, **{sound.stream.index: sound for sound in sounds}})
        covers = sum(map(containers.is_cover, container.streams.video))
        picture_facts = picture.facts(streams=len(container.streams.video) - covers, covers=covers)
        sound = _choose_sound(sounds, picture_facts.start, streams=len(container.streams.audio))
        return _media_facts(container, picture_facts, sound)


def read_sound(path: Path) -> MediaFacts:
    """Return what the sound of a file is; raise InputError (a sentence without its subject) if it has none."""
    with containers.open_sound(path) as container:
        sounds = _sound_readers(container)
        _decode(container, {sound.stream.index: sound for sound in sounds})
        sound = _choose_sound(sounds, None, streams=len(container.streams.audio))
        if sound is None:
            raise InputError(containers.NO_SOUND)
        return _media_facts(container, None, sound)


def read_length(path: Path) -> EncodedLength:
    """Return the length of a video that we encoded, in which every packet holds a picture."""
    with containers.open_video(path) as container:
        if not container.streams.video or not container.streams.audio:
            raise InputError("lacks its picture or its sound; report this")
        picture, sound = container.streams.video[0], SoundReader(container.streams.audio[0])
        frames = 0
        for packet in container.demux(picture, sound.stream):
            if packet.stream.index == picture.index:
                frames += packet.size > 0
            else:
                sound.read(packet)  # type: ignore[arg-type]
        facts = sound.facts(streams=1, origin=0.0)
        return EncodedLength(frames, facts.end - facts.start if facts else 0.0)


def _media_facts(container: InputContainer, picture: PictureFacts | None, sound: SoundFacts | None) -> MediaFacts:
    start = (container.start_time or 0) / 1e6
    return MediaFacts(picture, sound, containers.header_seconds(container), start)


def _sound_readers(container: InputContainer) -> list[SoundReader]:
    """Return a reader for each stream of sound for which there is a decoder; the default ones come first."""
    known = [stream for stream in container.streams.audio if stream.codec_context is not None]
    known.sort(key=lambda stream: not stream.disposition & Disposition.default)
    return [SoundReader(stream) for stream in known[: containers.MAX_SOUND_STREAMS]]


def _decode(container: InputContainer, readers: dict[int, PictureReader | SoundReader]) -> None:
    """Give each reader the packets of its stream, and at last an empty one."""
    if not readers:
        return
    try:
        for packet in container.demux([container.streams[index] for index in readers]):
            readers[packet.stream.index].read(packet)  # type: ignore[arg-type]
    except (av.error.FFmpegError, MemoryError):
        raise InputError(DAMAGED) from None


def _choose_sound(sounds: list[SoundReader], picture_start: float | None, *, streams: int) -> SoundFacts | None:
    """Return the first stream that can be heard, or the first that can be decoded, or None."""
    found = []
    for sound in sounds:
        starts = [start for start in (picture_start, sound.start) if start is not None]
        if facts := sound.facts(streams=streams, origin=min(starts, default=0.0)):
            found.append(facts)
    return next(iter([facts for facts in found if facts.is_audible] or found), None)
