"""The ffmpeg filters that make a video equal to the others.

For a plain video they are those of the first release to the letter, so that the videos of existing studies keep their
bytes.
"""

from typing import Final

from renderer import encoding
from renderer.normalize import colour
from renderer.normalize.properties import MIN_OFFSET_SECONDS, VideoProperties, is_usual_aspect
from renderer.settings import RenderSettings

BACKGROUND: Final = "9aa4b2"
"""`renderer.scene.BACKGROUND`, the colour behind the faces that this program renders, and of the page's player."""

SQUARE_PIXEL_FILTER: Final = "scale=iw*sar:ih,setsar=1"
"""Scales to square pixels, whatever pixel aspect ratio the file has."""

GAP_OPTIONS: Final = ":async=1:min_hard_comp=0.02"
"""Of the resampler: fills gaps between packets of sound of more than 0.02 s with silence."""


def source_filters(video: VideoProperties, background: str) -> list[str]:
    """Return the filters that make an ordinary picture of one that is late, interlaced or transparent; usually none.

    They come before anything is scaled: fields are lines of the original, and hidden colours must not bleed.
    """
    square = [] if is_usual_aspect(video.pixel_aspect) else ["setsar=1"]
    shift = video.late + (video.origin if abs(video.origin) > MIN_OFFSET_SECONDS else 0.0)
    filters = square + ([f"setpts=PTS-{shift:.6f}/TB"] if abs(shift) > 1e-6 else [])
    if video.is_interlaced:
        some = "interlaced" if video.interlaced else "all"
        parity = "auto" if video.interlaced else {"top": "tff", "bottom": "bff"}[video.field_order]
        # Fewer lines of colour than of luma would mix the fields before they are told apart.
        pixels = "gbrp" if video.matrix == "rgb" else video.pixels if video.pixels.startswith("yuv") else "yuv444p"
        filters.append(f"format={pixels},bwdif=mode=send_frame:parity={parity}:deint={some}")
    filters += colour.tag_filters(video.colour)
    if video.transparent:
        red, green, blue = (int(background[index : index + 2], 16) for index in (0, 2, 4))
        filters.append(
            f"format=gbrap,split[picture][copy];[copy]lutrgb=r={red}:g={green}:b={blue}:a=255[background];"
            "[background][picture]overlay=format=gbrp"
        )
    return filters


def conversion_steps(video: VideoProperties, background: str = BACKGROUND) -> list[str]:
    """Return the filters that a plain video does not need: what distinguishes how this one is made equal."""
    fill = [GAP_OPTIONS] if video.sound and video.sound.gap_seconds else []
    picture = [*source_filters(video, background), *colour.conversion_filters(video.colour)]
    return [*picture, *_sound_source_filters(video), *fill]


def picture_filters(
    settings: RenderSettings,
    frames: int,
    *,
    video: VideoProperties | None = None,
    crop: bool = False,
    background: str = BACKGROUND,
) -> str:
    """Return the filters that scale, centre and hold the picture of a video (None: a plain one) for `frames` frames."""
    width, height = settings.size
    direction = "increase" if crop else "decrease"
    scale = f"scale={width}:{height}:force_original_aspect_ratio={direction}:out_range=tv:flags=lanczos+accurate_rnd"
    pad = f"crop={width}:{height}" if crop else f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2"
    each = ":eval=frame" if video and len(video.sizes) > 1 else ""
    # What is shown for less than half a frame would be dropped, and nothing be left to hold.
    kept = ":eof_action=pass" if video and (video.seconds - video.start) * settings.fps < 1 else ""
    hold = f"fps={settings.fps}:start_time=0{kept},tpad=stop_mode=clone:stop=-1,trim=end_frame={frames}"
    before = source_filters(video, background) if video else []
    colours = colour.conversion_filters(video.colour) if video else []
    if colours:
        scale += ":force_divisible_by=2"  # zscale takes no odd sides.
    geometry = [SQUARE_PIXEL_FILTER.replace(",", each + ","), scale + each, *colours, pad if crop else pad + each]
    return ",".join([*before, *geometry, hold, encoding.COLOUR_FILTER])


def sound_filters(gain: float, settings: RenderSettings, frames: int, *, video: VideoProperties | None = None) -> str:
    """Return the filters that raise the sound of a video by `gain` dB and make it as long as `frames` frames."""
    samples = round(frames * encoding.AUDIO_SAMPLE_RATE / settings.fps)
    sound = video.sound if video else None
    fill = GAP_OPTIONS if sound and sound.gap_seconds else ""
    resample = f"aresample={encoding.AUDIO_SAMPLE_RATE}:first_pts=0{fill}"
    length = f"volume={gain:.1f}dB,apad,atrim=end_sample={samples}"
    return ",".join([*_sound_source_filters(video), resample, length])


def _sound_source_filters(video: VideoProperties | None) -> list[str]:
    if video is None or video.sound is None:
        return []
    shift = [f"asetpts=PTS-{video.origin:.6f}/TB"] if abs(video.origin) > MIN_OFFSET_SECONDS else []
    only = video.sound.only_channel
    return [*shift, *([f"pan=mono|c0=c{only}"] if only is not None else [])]
