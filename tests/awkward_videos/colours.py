"""Videos of one colour, (187, 126, 92), that is written in many ways."""

from pathlib import Path

from tests.awkward_videos.recipes import GREY, H264, HEVC10, AwkwardVideo, encode


def hdr(path: Path, transfer: str) -> None:
    """Write a colour as another program would in high dynamic range, its white at 100 cd/m²."""
    convert = (
        "format=gbrp,setparams=color_primaries=bt709:color_trc=bt709,zscale=transfer=linear:npl=100,format=gbrpf32le,"
        f"zscale=primaries=bt2020,zscale=transfer={transfer}:matrix=bt2020nc:range=limited:npl=100,format=yuv420p10le"
    )
    encode(path, *HEVC10, "-tag:v", "hvc1", picture=GREY, video_filter=convert)


def tagged(path: Path, primaries: str, transfer: str, matrix: str) -> None:
    """Write a colour that is converted to other primaries and says so."""
    convert = (
        "format=gbrp,setparams=color_primaries=bt709:color_trc=bt709,"
        f"zscale=primaries={primaries}:transfer={transfer}:matrix={matrix}:range=limited,format=yuv420p"
    )
    encode(path, picture=GREY, video_filter=convert)


COLOURS: dict[str, AwkwardVideo] = {
    "HLG": AwkwardVideo(
        "a.mov",
        lambda path: hdr(path, "arib-std-b67"),
        "(187, 126, 92) in HLG, BT.2020, 10 bits",
        "(187, 126, 92) within 6",
    ),
    "PQ": AwkwardVideo(
        "a.mov",
        lambda path: hdr(path, "smpte2084"),
        "(187, 126, 92) in PQ, BT.2020, 10 bits",
        "(187, 126, 92) within 6",
    ),
    "BT.2020 SDR": AwkwardVideo(
        "a.mp4",
        lambda path: tagged(path, "bt2020", "bt2020-10", "bt2020nc"),
        "(187, 126, 92) in BT.2020 primaries",
        "(187, 126, 92) within 6",
    ),
    "PAL colours": AwkwardVideo(
        "a.mp4",
        lambda path: tagged(path, "bt470bg", "bt470bg", "bt470bg"),
        "(187, 126, 92) in BT.470 BG",
        "(187, 126, 92) within 6",
    ),
    "Display P3": AwkwardVideo(
        "a.mp4",
        lambda path: tagged(path, "smpte432", "bt709", "bt709"),
        "(187, 126, 92) in Display P3 primaries",
        "(187, 126, 92) within 6",
    ),
    "full range": AwkwardVideo(
        "a.mp4",
        lambda path: encode(path, *H264[:-1], "yuvj420p", picture=GREY),
        "levels 0 to 255",
        "(187, 126, 92) within 6",
    ),
    "untagged HD": AwkwardVideo(
        "a.mp4",
        lambda path: encode(
            path,
            *H264,
            "-color_range",
            "tv",
            picture=GREY.replace("96x64", "1280x720"),
            video_filter="scale=out_color_matrix=bt709,setparams=colorspace=unknown",
            seconds=0.4,
        ),
        "BT.709 that does not say so, 1280x720",
        "(187, 126, 92) within 6; the assumption is named",
    ),
    "untagged SD": AwkwardVideo(
        "a.mp4",
        lambda path: encode(
            path, picture=GREY, video_filter="scale=out_color_matrix=bt601,setparams=colorspace=unknown"
        ),
        "BT.601 that does not say so, 96x64",
        "(187, 126, 92) within 6; the assumption is named",
    ),
    "10 bits": AwkwardVideo(
        "a.mkv",
        lambda path: encode(path, "-c:v", "libx264", "-pix_fmt", "yuv420p10le", picture=GREY),
        "10 bits",
        "(187, 126, 92) within 6",
    ),
    "4:4:4": AwkwardVideo(
        "a.mp4",
        lambda path: encode(path, "-c:v", "libx264", "-pix_fmt", "yuv444p", picture=GREY),
        "full chroma",
        "(187, 126, 92) within 6",
    ),
    "RGB": AwkwardVideo(
        "a.mkv",
        lambda path: encode(path, "-c:v", "libx264rgb", "-pix_fmt", "rgb24", picture=GREY),
        "H.264 in RGB",
        "(187, 126, 92) within 6",
    ),
    "palette": AwkwardVideo(
        "a.mov",
        lambda path: encode(
            path,
            "-c:v",
            "png",
            "-pix_fmt",
            "pal8",
            picture=GREY,
            video_filter="split[a][b];[a]palettegen[p];[b][p]paletteuse",
        ),
        "PNG with a palette in MOV",
        "(187, 126, 92) within 6",
    ),
    "uncompressed AVI": AwkwardVideo(
        "a.avi",
        lambda path: encode(path, "-c:v", "rawvideo", "-pix_fmt", "bgr24", "-c:a", "pcm_s16le", picture=GREY),
        "BGR upside down",
        "(187, 126, 92) within 6",
    ),
    "greyscale": AwkwardVideo(
        "a.mkv", lambda path: encode(path, "-c:v", "ffv1", "-pix_fmt", "gray"), "FFV1 without colours", "grey"
    ),
}
