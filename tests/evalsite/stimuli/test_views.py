"""The pages of recordings, checkpoints and stimuli."""

import pytest
from django.test import Client

from evalsite import store
from evalsite.stimuli.models import Checkpoint, Condition, Corpus, ImportedVideo, Recording, Stimulus
from face.regions import Region

PAGES = ("/recordings/", "/checkpoints/", "/stimuli/")
SCORE = {"ccc": 0.5125, "mse": 0.25, "mm": 1.0}


def create_card(**changes) -> dict:
    regions = dict.fromkeys(Region, SCORE)
    scores = {"turns": 9, "frames": 900, "network": regions, "mean_trajectory": regions, "shuffled_audio": regions}
    return {
        "network": "joint-1",
        "hidden": 64,
        "corpus": "synthetic",
        "corpus_sha256": "c" * 64,
        "scores": scores,
    } | changes


def create_stimulus(number: int = 1, **changes) -> Stimulus:
    corpus, _ = Corpus.objects.get_or_create(
        name="synthetic", defaults={"kind": "synthetic", "digest": "a", "folder": "x", "turns": 2}
    )
    recording = Recording.objects.create(name=f"synthetic/turn-{number}", sound="5" * 64, seconds=2.5, corpus=corpus)
    checkpoint, _ = Checkpoint.objects.get_or_create(
        name="joint-1", defaults={"digest": "d" * 64, "card": create_card()}
    )
    condition, _ = Condition.objects.get_or_create(name="joint-1", defaults={"checkpoint": checkpoint})
    settings = {"avatar": "anny", "size": [640, 480]}
    fields = {"settings": settings, "key": str(number), "video": "e" * 64, "seconds": 2.5} | changes
    return Stimulus.objects.create(recording=recording, condition=condition, **fields)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_page_names_a_command(researcher, sound_page, page):
    assert "python manage.py" in sound_page(researcher.get(page))


@pytest.mark.parametrize("page", [*PAGES, "/stimuli/1/", "/stimuli/1/video/", "/recordings/1/sound/"])
@pytest.mark.django_db
def test_visitors_must_sign_in(page):
    assert Client().get(page).headers["Location"] == f"/sign-in/?next={page}"


def test_recordings_are_listed(researcher, sound_page):
    create_stimulus()
    text = sound_page(researcher.get("/recordings/"))
    assert "synthetic/turn-1" in text
    assert ">no<" in text


def test_what_was_found_in_a_sound_is_beside_it_and_beside_its_videos(researcher, sound_page):
    stimulus = create_stimulus()
    note = "it is clipped: 1.2% of it is cut off at its peak"
    Recording.objects.update(findings=[["clipped", note]])
    assert note in sound_page(researcher.get("/recordings/"))
    assert f"sound: {note}" in sound_page(researcher.get(f"/stimuli/{stimulus.pk}/"))


def test_a_card_shows_network_scores_and_corpus(researcher, sound_page):
    create_stimulus()
    text = sound_page(researcher.get("/checkpoints/"))
    for text_part in ("joint-1", "0.513", "Mouth region", "cccccccc…cccc"):
        assert text_part in text


def test_a_card_without_scores_still_has_a_page(researcher):
    Checkpoint.objects.create(name="old", digest="d" * 64, card={"network": "joint-1"})
    assert researcher.get("/checkpoints/").status_code == 200


def test_a_stimulus_shows_its_inputs(researcher, sound_page):
    text = sound_page(researcher.get(f"/stimuli/{create_stimulus().pk}/"))
    for text_part in (
        "synthetic/turn-1",
        "anny",
        "55555555…5555",
        "/checkpoints/#joint-1",
        "<dt>Size</dt><dd>640 × 480</dd>",
    ):
        assert text_part in text


def test_an_unfinished_stimulus_has_no_player(researcher):
    pk = create_stimulus(video="").pk
    assert b"<video" not in researcher.get(f"/stimuli/{pk}/").content
    assert researcher.get(f"/stimuli/{pk}/video/").status_code == 404


def test_a_video_is_sent_in_ranges(researcher, store_folder, tmp_path):
    (tmp_path / "clip").write_bytes(b"0123456789")
    pk = create_stimulus(video=store.add_copy(tmp_path / "clip")).pk
    response = researcher.get(f"/stimuli/{pk}/video/", headers={"Range": "bytes=2-4"})
    assert (response.status_code, response.getvalue(), response.headers["Content-Type"]) == (206, b"234", "video/mp4")


def test_stimuli_are_filtered_by_condition(researcher):
    create_stimulus()
    assert b"turn-1" in researcher.get("/stimuli/?condition=joint-1").content
    assert b"No stimuli in this condition" in researcher.get("/stimuli/?condition=none").content


def test_many_stimuli_take_pages_and_few_queries(researcher, django_assert_max_num_queries):
    for number in range(30):
        create_stimulus(number)
    with django_assert_max_num_queries(6):
        text = researcher.get("/stimuli/").content.decode()
    assert text.count("<video") == 12
    assert "page 1 of 3" in text


def test_many_recordings_take_few_queries(researcher, django_assert_max_num_queries):
    for number in range(30):
        create_stimulus(number)
    with django_assert_max_num_queries(5):
        researcher.get("/recordings/")


def test_a_stimulus_of_an_imported_video_shows_its_digest(researcher, sound_page):
    condition = Condition.objects.create(name="mine", imported=True)
    video = ImportedVideo.objects.create(digest="f" * 64, measurement={})
    stimulus = Stimulus.objects.create(condition=condition, imported_video=video, clip="greeting", settings={}, key="k")
    text = sound_page(researcher.get(f"/stimuli/{stimulus.pk}/"))
    for text_part in ("mine: imported", "greeting", "ffffffff…ffff"):
        assert text_part in text
    assert researcher.get("/stimuli/").status_code == 200
