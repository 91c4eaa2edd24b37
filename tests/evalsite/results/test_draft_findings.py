"""The page of a draft shows what was found in its videos, with pictures; nobody else gets these."""

import pytest
from django.test import Client

from evalsite.studies.media.previews import store_picture
from evalsite.studies.media.stored_findings import StoredDifference, StoredFindings, StoredPicture

PNG = b"\x89PNG a picture"


@pytest.fixture
def draft(study_maker):
    study = study_maker(state="draft")
    picture = StoredPicture(digest=store_picture(PNG), caption="ours/x, 64x64")
    found = StoredFindings(
        notes=("all videos are shown at 96x96",),
        differences=(
            StoredDifference(kind="upscaled", sentence="ours/x is <small>", acknowledged=False, pictures=(picture,)),
            StoredDifference(kind="length", sentence="x lasts longer", acknowledged=True),
        ),
        acknowledgement='[acknowledged]\nupscaled = ["ours/x"]',
    )
    study.findings = found.model_dump(mode="json")
    study.save()
    return study


def test_the_page_lists_everything(researcher, sound_page, draft):
    text = sound_page(researcher.get("/studies/first/"))
    expected = (
        "ours/x is &lt;small&gt;",
        "upscaled = [&quot;ours/x&quot;]",
        "all videos are shown at 96x96.",
        "1 acknowledged difference<",
        'alt="ours/x, 64x64"',
    )
    assert [part for part in expected if part not in text] == []


def test_a_draft_of_an_earlier_release_has_no_findings(researcher, sound_page, study_maker):
    study_maker(state="draft")
    assert "Differences that" not in sound_page(researcher.get("/studies/first/"))


def test_a_picture_is_sent_to_researchers_of_the_study_only(researcher, draft, study_maker):
    study_maker("second", state="draft")
    digest = StoredFindings.model_validate(draft.findings).picture_digests.pop()
    answer = researcher.get(f"/studies/first/pictures/{digest}.png")
    assert (answer.headers["Content-Type"], b"".join(answer.streaming_content)) == ("image/png", PNG)
    assert researcher.get(f"/studies/second/pictures/{digest}.png").status_code == 404
    assert researcher.get(f"/studies/first/pictures/{'0' * 64}.png").status_code == 404
    assert Client().get(f"/studies/first/pictures/{digest}.png").status_code == 302
