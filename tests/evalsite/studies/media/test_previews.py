"""Pictures of videos as participants will see them, kept with a draft's findings."""

import io

import pytest
from PIL import Image

from analysis.cells import Cell
from evalsite import store
from evalsite.studies import lifecycle, presets
from evalsite.studies.document.document import read_study_file
from evalsite.studies.media import previews, video_folder
from evalsite.studies.media.picture_format import PictureFormat
from evalsite.studies.media.previews import PreviewedVideo, Tile
from evalsite.studies.media.stored_findings import StoredFindings
from renderer.normalize.measurement import measure_video
from tests.foreign_videos import write_video


def opened(png):
    return Image.open(io.BytesIO(png))


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    path = write_video(tmp_path_factory.mktemp("wide") / "a.mp4", size="128x64")
    return PreviewedVideo(path, measure_video(path))


def test_a_picture_is_what_participants_will_see(wide):
    padded = opened(previews.frame_reader(PictureFormat((96, 96)))(wide)).convert("L")
    cropped = opened(previews.frame_reader(PictureFormat((96, 96), crop=True))(wide)).convert("L")
    assert padded.size == cropped.size == (96, 96)
    assert padded.crop((0, 0, 96, 20)).getextrema()[1] < 24, "a black bar"
    assert cropped.crop((0, 0, 96, 20)).getextrema()[1] > 100


def test_a_tile_says_how_a_condition_is_changed(wide):
    def tile(**shown):
        return previews.condition_tile(Cell("ours", "x"), wide, PictureFormat(**shown), lambda _: b"").description

    assert tile(size=(128, 64)) == "128x64"
    assert tile(size=(256, 128)) == "128x64, enlarged by 2.00"
    assert tile(size=(64, 64)) == "128x64, reduced by 2.00, 50% black"
    assert tile(size=(64, 64), crop=True) == "128x64, 50% cut off"


def test_a_contact_sheet_has_rows_of_four(wide):
    png = previews.frame_reader(PictureFormat((128, 64)))(wide)
    one, five = (opened(previews.contact_sheet([Tile(png, "a", "b")] * count)) for count in (1, 5))
    assert five.width > 3.5 * (one.width - 12)
    assert five.height > 1.8 * (one.height - 12)


@pytest.mark.django_db
def test_a_draft_keeps_findings_with_pictures(tmp_path):
    for condition, size in (("a", "128x64"), ("b", "128x64"), ("c", "64x64")):
        write_video(tmp_path / "videos" / condition / "x.mp4", size=size)
    new = video_folder.study_file_from_videos(presets.preset_text("default"), name="mine", folder=tmp_path / "videos")
    assert opened(new.sheet).format == "PNG"
    path = tmp_path / "mine.toml"
    path.write_text(new.text)
    study = lifecycle.create(read_study_file(path), folder=tmp_path)
    study.refresh_from_db()
    found = StoredFindings.model_validate(study.findings)
    odd = found.open_differences[0]
    assert (odd.kind, [picture.caption for picture in odd.pictures]) == ("aspect_ratio", ["c/x, 64x64", "a/x, 128x64"])
    assert 'aspect_ratio = ["c/*"]' in found.acknowledgement
    assert all(store.contains(digest) for digest in found.picture_digests)
    path.write_text(f"{new.text}\n{found.acknowledgement}\n")
    again = StoredFindings.model_validate(
        lifecycle.prepare_media(read_study_file(path), tmp_path)[1].model_dump(mode="json")
    )
    assert again.open_differences == []
    assert again.acknowledged_differences[0].kind == "aspect_ratio"
