"""Colours of a video: what its code points (ITU-T H.273) mean, what is assumed where it says nothing, and filters.

Everything becomes what every browser shows alike: BT.709 primaries and transfer, limited range, standard dynamic range.
"""

from typing import Final, NamedTuple

UNSPECIFIED: Final = 2

TRANSFERS: Final = {
    1: "bt709",
    4: "gamma22",
    5: "gamma28",
    6: "smpte170m",
    7: "smpte240m",
    8: "linear",
    9: "log100",
    10: "log316",
    11: "iec61966-2-4",
    12: "bt1361e",
    13: "iec61966-2-1",
    14: "bt2020-10",
    15: "bt2020-12",
    16: "pq",
    17: "smpte428",
    18: "hlg",
}
"""Names of transfer characteristics."""

PRIMARIES: Final = {
    1: "bt709",
    4: "bt470m",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "film",
    9: "bt2020",
    10: "smpte428",
    11: "smpte431",
    12: "smpte432",
    22: "jedec-p22",
}
"""Names of colour primaries."""

MATRICES: Final = {
    0: "rgb",
    1: "bt709",
    4: "fcc",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "ycgco",
    9: "bt2020nc",
    10: "bt2020c",
    14: "ictcp",
}
"""Names of matrix coefficients."""

HDR_TRANSFERS: Final = ("pq", "hlg")
"""High dynamic range: tone-mapped."""

CONVERTED_TRANSFERS: Final = ("linear", "log100", "log316", "smpte428")
"""Transfers that no display shows as they are; all others that are not HDR look alike on the displays we know."""

SWSCALE_MATRICES: Final = ("rgb", "bt709", "fcc", "bt470bg", "smpte170m", "smpte240m", "bt2020nc")
"""What ffmpeg's scaler can read; zimg reads the others."""

HD_HEIGHT: Final = 577
HD_WIDTH: Final = 1280
"""From either on a picture counts as HD, whose colours are BT.709; smaller ones are SD, BT.601."""

SDR_WHITE: Final = 100
"""cd/m² of the white of standard dynamic range (BT.1886)."""

TONE_CURVE: Final = "mobius:param=0.8:desat=0"
"""Leaves what standard dynamic range can show as it is up to 80 % of white, and presses highlights into the rest."""


class Colour(NamedTuple):
    """What the colours of a video are, and what of it is assumed because the file does not say it."""

    transfer: str
    primaries: str
    matrix: str
    full_range: bool
    assumed: tuple[str, ...]

    @property
    def is_hdr(self) -> bool:
        """Whether its dynamic range is high."""
        return self.transfer in HDR_TRANSFERS

    @property
    def needs_conversion(self) -> bool:
        """Whether the scaler alone would show wrong colours."""
        return (
            self.is_hdr
            or self.transfer in CONVERTED_TRANSFERS
            or self.primaries != "bt709"
            or self.matrix not in SWSCALE_MATRICES
        )


class CodePoints(NamedTuple):
    """Transfer, primaries and matrix as a decoder reports them (2: unspecified), and AVColorRange (2: full)."""

    transfer: int
    primaries: int
    matrix: int
    range: int


def read_colour(codes: CodePoints, *, size: tuple[int, int], pixels: str) -> Colour:
    """Return what the colours of a video of this size and pixel format are.

    Where the file says nothing, HDR counts as BT.2020, HD as BT.709, and SD as BT.601 with the primaries of BT.709.
    """
    is_rgb = pixels.startswith(("rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "pal8", "x2rgb", "x2bgr"))
    transfer = TRANSFERS.get(codes.transfer, "bt709")
    hdr = transfer in HDR_TRANSFERS
    is_hd = size[0] >= HD_WIDTH or size[1] >= HD_HEIGHT
    usual_matrix = "bt2020nc" if hdr else "bt709" if is_hd else "smpte170m"
    matrix = "rgb" if is_rgb else MATRICES.get(codes.matrix, usual_matrix)
    if matrix == "rgb" and not is_rgb:
        matrix = usual_matrix
    assumed = [
        name
        for name, known in (
            ("transfer", codes.transfer in TRANSFERS),
            ("primaries", codes.primaries in PRIMARIES),
            ("matrix", is_rgb or MATRICES.get(codes.matrix, "rgb") != "rgb"),
        )
        if not known
    ]
    return Colour(
        transfer=transfer,
        primaries=PRIMARIES.get(codes.primaries, "bt2020" if hdr else "bt709"),
        matrix=matrix,
        full_range=is_rgb or codes.range == 2 or pixels.startswith("yuvj"),
        assumed=tuple(assumed),
    )


def tag_filters(colour: Colour) -> list[str]:
    """Return the filters that name colours which the file does not name, where the scaler would take them for others.

    The scaler takes unnamed ones for BT.601.
    """
    tags = []
    if "matrix" in colour.assumed and colour.matrix != "smpte170m":
        tags.append(f"colorspace={colour.matrix}")
    if colour.needs_conversion:
        tags += [f"color_trc={_ffmpeg_transfer(colour.transfer)}"] if "transfer" in colour.assumed else []
        tags += [f"color_primaries={colour.primaries}"] if "primaries" in colour.assumed else []
    return [f"setparams={':'.join(tags)}"] if tags else []


def conversion_filters(colour: Colour) -> list[str]:
    """Return the filters that make other colours BT.709, tone-mapped if they are of high dynamic range."""
    if not colour.needs_conversion:
        return []
    to_linear = [f"zscale=transfer=linear:npl={SDR_WHITE}", "format=gbrpf32le", "zscale=primaries=bt709"]
    tone_map = [f"tonemap={TONE_CURVE}"] if colour.is_hdr else []
    to_bt709 = [f"zscale=transfer=bt709:matrix=bt709:range=limited:npl={SDR_WHITE}", "format=yuv420p"]
    return ["format=yuv444p12le" if colour.matrix != "rgb" else "format=gbrp12le", *to_linear, *tone_map, *to_bt709]


def _ffmpeg_transfer(name: str) -> str:
    return {"pq": "smpte2084", "hlg": "arib-std-b67"}.get(name, name)
