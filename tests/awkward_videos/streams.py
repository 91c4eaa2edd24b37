"""Videos whose streams are awkward: several, none, silent, incomplete."""

from pathlib import Path

from tests.awkward_videos.recipes import H264, PICTURE, TONE, AwkwardVideo, encode, remux, run


def sound_gap(path: Path) -> None:
    """Write a video in which 0.3 s of sound are missing in the middle."""
    plain = encode(path.with_name("plain.mkv"), *H264, "-c:a", "pcm_s16le")
    remux(path, plain, lambda packet: packet.stream.type != "audio" or not 0.4 <= packet.pts * packet.time_base < 0.7)


def with_cover(path: Path) -> None:
    """Write a video with a cover picture, as music programs and some phones do."""
    cover, plain = path.with_suffix(".png"), encode(path.with_name("plain.mp4"))
    run("-f", "lavfi", "-i", "color=red:size=640x640:duration=1", "-frames:v", "1", str(cover))
    run(
        "-i",
        str(cover),
        "-i",
        str(plain),
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-c:v:0",
        "png",
        "-disposition:v:0",
        "attached_pic",
        "-disposition:v:1",
        "default",
        str(path),
    )
    cover.unlink()
    plain.unlink()


def two_sounds(path: Path) -> None:
    """Write a video whose first sound track, the default one, is silent."""
    sounds = ["-f", "lavfi", "-i", "anullsrc=r=44100:cl=mono:d=1", "-f", "lavfi", "-i", TONE.format(seconds=1)]
    picture = ["-f", "lavfi", "-i", PICTURE.format(size="96x64", fps=25, seconds=1)]
    run(*picture, *sounds, "-map", "0", "-map", "1", "-map", "2", *H264, "-c:a", "aac", str(path))


def two_pictures(path: Path) -> None:
    """Write a video with a small second picture, as a camera's preview."""
    small = ["-f", "lavfi", "-i", "color=red:size=32x32:rate=25:duration=1"]
    picture = ["-f", "lavfi", "-i", PICTURE.format(size="96x64", fps=25, seconds=1)]
    sound = ["-f", "lavfi", "-i", TONE.format(seconds=1)]
    run(
        *small,
        *picture,
        *sound,
        "-map",
        "0",
        "-map",
        "1",
        "-map",
        "2",
        *H264,
        "-disposition:v:0",
        "0",
        "-disposition:v:1",
        "default",
        str(path),
    )


def invalid_title(path: Path) -> None:
    """Write a video whose title is no valid UTF-8."""
    encode(path, *H264, "-metadata", "title=PLACEHOLDER")
    path.write_bytes(path.read_bytes().replace(b"PLACEHOLDER", b"PLAC\xff\xfe\xc3OLDER"))


STREAMS: dict[str, AwkwardVideo] = {
    "first sound silent": AwkwardVideo(
        "a.mp4", two_sounds, "two sound tracks; the default one is silent", "the one that can be heard; named"
    ),
    "cover picture": AwkwardVideo(
        "a.mp4", with_cover, "an attached picture of 640x640 comes first", "the video; the cover is left out"
    ),
    "two pictures": AwkwardVideo(
        "a.mkv", two_pictures, "a red picture of 32x32 comes first", "the default one, 96x64; named"
    ),
    "no sound": AwkwardVideo("a.mp4", lambda path: encode(path, tone=""), "no sound", "silence; named"),
    "silent sound": AwkwardVideo(
        "a.mp4", lambda path: encode(path, sound_filter="volume=0"), "a silent track", "silence; named"
    ),
    "sound gap": AwkwardVideo(
        "a.mkv", sound_gap, "0.3 s of sound missing in the middle", "silence there, the rest in sync; named"
    ),
    "opposite phase": AwkwardVideo(
        "a.mkv",
        lambda path: encode(path, *H264, "-c:a", "flac", sound_filter="pan=stereo|c0=c0|c1=-1*c0"),
        "the second channel is the first one's opposite",
        "one channel for both; named",
    ),
    "dead channel": AwkwardVideo(
        "a.mkv",
        lambda path: encode(path, *H264, "-c:a", "flac", sound_filter="pan=stereo|c0=0*c0|c1=c0"),
        "only the right channel has sound",
        "it is used for both; named",
    ),
    "surround": AwkwardVideo(
        "a.mkv",
        lambda path: encode(path, *H264, "-c:a", "flac", sound_filter="pan=5.1|FC=c0|FL=0.3*c0|FR=0.3*c0"),
        "six channels",
        "two; named",
    ),
    "8 kHz": AwkwardVideo(
        "a.mov", lambda path: encode(path, *H264, "-c:a", "pcm_mulaw", "-ar", "8000"), "a telephone's sound", "48 kHz"
    ),
    "very short sound": AwkwardVideo(
        "a.mp4", lambda path: encode(path, sound_seconds=0.05), "0.05 s of sound", "silence after it"
    ),
    "data track": AwkwardVideo(
        "a.mov", lambda path: encode(path, *H264, "-timecode", "01:00:00:00"), "a track of timecode", "ignored"
    ),
    "invalid title": AwkwardVideo("a.mp4", invalid_title, "a title that is no valid UTF-8", "as any other"),
    "MPEG-1": AwkwardVideo(
        "a.mpg",
        lambda path: encode(path, "-c:v", "mpeg1video", "-q:v", "3", "-c:a", "mp2"),
        "a program stream, as corpora of the nineties have them; it begins at 0.5 s",
        "as any other",
    ),
    "camcorder": AwkwardVideo(
        "a.mts",
        lambda path: encode(path, *H264, "-c:a", "ac3"),
        "a transport stream, which begins at 1.4 s",
        "as any other",
    ),
    "WMV": AwkwardVideo(
        "a.wmv",
        lambda path: encode(path, "-c:v", "wmv2", "-q:v", "3", "-c:a", "wmav2"),
        "Windows Media",
        "as any other",
    ),
    "FLV": AwkwardVideo("a.flv", lambda path: encode(path, *H264, "-c:a", "aac"), "Flash Video", "as any other"),
}
