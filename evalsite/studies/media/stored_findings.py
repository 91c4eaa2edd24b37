"""The findings of a study's videos as its row keeps them, with pictures, for the page of the draft."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from analysis.cells import Cell
from evalsite.studies.document.differences import Difference
from evalsite.studies.media import acknowledgements, previews
from evalsite.studies.media.findings import Findings
from evalsite.studies.media.notes import difference_groups
from evalsite.studies.media.picture_differences import RULES
from evalsite.studies.media.picture_format import PictureFormat, picture_format_of
from evalsite.studies.media.previews import FrameOf, PreviewedVideo, Tile
from evalsite.studies.media.source_media import SourceMedia
from face.documents import Document
from face.errors import InputError


class StoredPicture(Document):
    """A picture in the store, and what it shows."""

    digest: str
    caption: str


class StoredDifference(Document):
    """A difference of one video, or the same of many, with a video that has it and one that has not."""

    kind: str
    sentence: str
    acknowledged: bool
    pictures: tuple[StoredPicture, ...] = ()


class StoredFindings(Document):
    """Everything that the page of a draft shows of its findings."""

    notes: tuple[str, ...] = ()
    differences: tuple[StoredDifference, ...] = ()
    conditions: tuple[StoredPicture, ...] = ()
    acknowledgement: str = ""

    @property
    def picture_digests(self) -> set[str]:
        """The pictures that the page shows."""
        pictures = [picture for difference in self.differences for picture in difference.pictures]
        return {picture.digest for picture in (*pictures, *self.conditions)}

    @property
    def open_differences(self) -> list[StoredDifference]:
        """The differences that are not acknowledged."""
        return [each for each in self.differences if not each.acknowledged]

    @property
    def acknowledged_differences(self) -> list[StoredDifference]:
        """The differences that are acknowledged."""
        return [each for each in self.differences if each.acknowledged]


def findings_with_pictures(media: SourceMedia, findings: Findings) -> StoredFindings:
    """Return the findings as a study's row keeps them; the pictures are put into the store."""
    videos, shown = previewed_videos(media), picture_format_of(media.document)
    frame_of = previews.frame_reader(shown)
    return StoredFindings(
        notes=findings.notes,
        differences=tuple(_stored_differences(media, videos, frame_of)),
        conditions=tuple(_stored_tile(tile) for tile in _tiles(videos, shown, frame_of)),
        acknowledgement=findings.acknowledgement_text(),
    )


def previewed_videos(media: SourceMedia) -> dict[Cell, PreviewedVideo]:
    """Return the files of the videos made elsewhere, with their properties."""
    return {
        cell: PreviewedVideo(media.video_path(cell), properties) for cell, properties in media.sources.videos.items()
    }


def sheet_of_conditions(videos: Mapping[Cell, PreviewedVideo], shown: PictureFormat) -> bytes | None:
    """Return a picture of each condition that was made elsewhere, as a PNG; None if there is none."""
    tiles = list(_tiles(videos, shown, previews.frame_reader(shown)))
    return previews.contact_sheet(tiles) if tiles else None


def _tiles(videos: Mapping[Cell, PreviewedVideo], shown: PictureFormat, frame_of: FrameOf) -> Iterator[Tile]:
    for cell in previews.first_of_each_condition(videos):
        with suppress(InputError):
            yield previews.condition_tile(cell, videos[cell], shown, frame_of)


def _stored_tile(tile: Tile) -> StoredPicture:
    return StoredPicture(digest=previews.store_picture(tile.png), caption=f"{tile.title}: {tile.description}")


def _stored_differences(
    media: SourceMedia, videos: Mapping[Cell, PreviewedVideo], frame_of: FrameOf
) -> Iterator[StoredDifference]:
    differences, acknowledged = media.differences(), media.document.acknowledged
    for group in difference_groups(differences, media.document.cells):
        first = group.differences[0]
        yield StoredDifference(
            kind=first.kind,
            sentence=group.sentence,
            acknowledged=acknowledgements.is_acknowledged(first, acknowledged),
            pictures=tuple(_pair(first, group.cells, differences, videos, frame_of)) if first.kind in RULES else (),
        )


def _pair(
    difference: Difference,
    cells: Sequence[Cell],
    differences: Sequence[Difference],
    videos: Mapping[Cell, PreviewedVideo],
    frame_of: FrameOf,
) -> Iterator[StoredPicture]:
    """Yield the picture of a video that has a difference and, of the same clip, of one that has not."""
    odd = cells[0]
    named = {each.where for each in differences if each.kind == difference.kind}
    others = [cell for cell in videos if cell.clip == odd.clip and cell.condition != odd.condition]
    plain = [cell for cell in others if f"{cell.condition}/{cell.clip}" not in named]
    for cell in [odd, *(plain or others)[:1]]:
        with suppress(InputError):
            digest = previews.store_picture(frame_of(videos[cell]))
            size = "{}x{}".format(*videos[cell].properties.size)
            yield StoredPicture(digest=digest, caption=f"{cell.condition}/{cell.clip}, {size}")
