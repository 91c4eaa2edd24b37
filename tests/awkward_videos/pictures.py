"""Videos whose pictures are awkward: fields, transparency, geometry."""

from fractions import Fraction
from pathlib import Path

import av

from tests.awkward_videos.recipes import DISC, GREY, H264, OPUS, VP9, AwkwardVideo, copy, encode


def interlaced(path: Path, first: str, *codec: str) -> None:
    """Write a moving picture whose lines come from two moments 1/50 s apart."""
    flag = "tff" if first == "top" else "bff"
    arguments = codec or (*H264, "-flags", "+ilme+ildct", "-x264opts", f"{flag}=1")
    weave = f"scroll=horizontal=0.03,tinterlace=mode=interleave_{first},setfield={flag}"
    encode(path, *arguments, fps=50, video_filter=weave)


def changing_size(path: Path) -> None:
    """Write a video whose size changes half way, as in a call whose connection got worse."""
    parts = [path.with_name(f"part-{size}.ivf") for size in ("96x64", "64x64")]
    for part, size in zip(parts, ("96x64", "64x64"), strict=True):
        encode(part, "-c:v", "libvpx", "-deadline", "realtime", size=size, seconds=0.5, tone="")
    with av.open(str(path), "w") as written:
        stream, start = None, 0
        for part in parts:
            with av.open(str(part)) as given:
                stream = stream or written.add_stream_from_template(given.streams.video[0])
                packets = [packet for packet in given.demux(video=0) if packet.dts is not None]
                for index, packet in enumerate(packets):
                    packet.pts = packet.dts = start + index
                    packet.time_base, packet.stream = Fraction(1, 25), stream
                    written.mux(packet)
                start += len(packets)
            part.unlink()


PICTURES: dict[str, AwkwardVideo] = {
    "interlaced, top first": AwkwardVideo(
        "a.mp4", lambda path: interlaced(path, "top"), "fields of two moments", "deinterlaced; named"
    ),
    "interlaced, bottom first": AwkwardVideo(
        "a.mp4", lambda path: interlaced(path, "bottom"), "fields of two moments", "deinterlaced; named"
    ),
    "interlaced by the header": AwkwardVideo(
        "a.mov",
        lambda path: interlaced(path, "top", "-c:v", "qtrle", "-field_order", "tt", "-c:a", "pcm_s16le"),
        "only the header says so",
        "deinterlaced; named",
    ),
    "alpha, ProRes": AwkwardVideo(
        "a.mov",
        lambda path: encode(
            path,
            "-c:v",
            "prores_ks",
            "-profile:v",
            "4444",
            "-pix_fmt",
            "yuva444p10le",
            "-c:a",
            "pcm_s16le",
            picture=GREY,
            video_filter=DISC,
        ),
        "a magenta disc; magenta is hidden around it",
        "the background around the disc",
    ),
    "alpha, PNG": AwkwardVideo(
        "a.mov",
        lambda path: encode(
            path, "-c:v", "png", "-pix_fmt", "rgba", "-c:a", "pcm_s16le", picture=GREY, video_filter=DISC
        ),
        "the same in PNG",
        "the background around the disc",
    ),
    "alpha, Animation": AwkwardVideo(
        "a.mov",
        lambda path: encode(
            path, "-c:v", "qtrle", "-pix_fmt", "argb", "-c:a", "pcm_s16le", picture=GREY, video_filter=DISC
        ),
        "the same in QuickTime Animation",
        "the background around the disc",
    ),
    "alpha, VP9": AwkwardVideo(
        "a.webm",
        lambda path: encode(path, *VP9, "-pix_fmt", "yuva420p", "-auto-alt-ref", "0", picture=GREY, video_filter=DISC),
        "the same in WebM, which keeps transparency beside the picture",
        "the background around the disc",
    ),
    "alpha, VP8": AwkwardVideo(
        "a.webm",
        lambda path: encode(
            path,
            "-c:v",
            "libvpx",
            "-deadline",
            "realtime",
            *OPUS,
            "-pix_fmt",
            "yuva420p",
            "-auto-alt-ref",
            "0",
            picture=GREY,
            video_filter=DISC,
        ),
        "the same in VP8",
        "the background around the disc",
    ),
    "opaque alpha": AwkwardVideo(
        "a.mov",
        lambda path: encode(path, "-c:v", "png", "-pix_fmt", "rgba", "-c:a", "pcm_s16le"),
        "PNG with a channel for transparency, opaque",
        "as any other",
    ),
    "turned by 90 degrees": AwkwardVideo(
        "a.mp4",
        lambda path: copy(path, before=("-display_rotation", "90")),
        "a phone held upright",
        "64x96, turned as demanded",
    ),
    "turned by 180 degrees": AwkwardVideo(
        "a.mp4", lambda path: copy(path, before=("-display_rotation", "180")), "a phone upside down", "upright"
    ),
    "mirrored": AwkwardVideo(
        "a.mp4",
        lambda path: copy(path, before=("-display_hflip",)),
        "a front camera's mirror image",
        "mirrored as demanded",
    ),
    "wide pixels": AwkwardVideo(
        "a.mp4", lambda path: encode(path, video_filter="setsar=2"), "pixels twice as wide as high", "192x64"
    ),
    "odd size": AwkwardVideo(
        "a.mkv",
        lambda path: encode(path, "-c:v", "ffv1", "-pix_fmt", "bgr0", video_filter="scale=97:65"),
        "97x65",
        "scaled; even",
    ),
    "tiny": AwkwardVideo("a.mkv", lambda path: encode(path, "-c:v", "ffv1", size="16x16"), "16x16", "enlarged; named"),
    "size changes": AwkwardVideo("a.webm", changing_size, "96x64, then 64x64, in one stream", "one size; named"),
    "black bars": AwkwardVideo(
        "a.mp4", lambda path: encode(path, video_filter="pad=96:96:0:16"), "bars of 16 lines above and below", "named"
    ),
    "all black": AwkwardVideo(
        "a.mp4", lambda path: encode(path, video_filter="drawbox=t=fill:c=black"), "black", "as it is"
    ),
}
