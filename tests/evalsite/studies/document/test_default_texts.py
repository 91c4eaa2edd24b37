"""The program's texts: true of what a study shows, the same for ever in what is stored, and named by the check."""

from itertools import combinations

import pytest

from evalsite.questionnaire.localization import localized_document
from evalsite.studies.document import default_texts, document
from evalsite.studies.document.text_notes import default_text_notes
from face.errors import InputError

SOURCES = {
    "original": {"name": "original", "original": True},
    "still": {"name": "still", "still": True},
    "checkpoint": {"name": "joint", "checkpoint": "joint"},
    "motion": {"name": "ours", "motion": "motion/ours"},
    "videos": {"name": "theirs", "videos": "videos/theirs"},
    "imported": {"name": "old", "imported": "old"},
}
TALKED_OF = {
    "original": "measured on a person",
    "checkpoint": "a program that hears only the voice",
    "still": "only blinked",
}


def load(*sources: str, **tables) -> document.StudyDocument:
    written = {
        "study": {"name": "faces", "title": "Faces"},
        "conditions": [SOURCES[source] for source in sources],
        "clips": [{"name": "a", "sound": "a.wav"}],
    }
    return document.load_document(written | tables)


@pytest.mark.parametrize("sources", [*combinations(SOURCES, 3)], ids="-".join)
def test_texts_say_what_the_study_shows_and_nothing_else(sources):
    protocol = load(*sources).protocol
    made_elsewhere = {"videos", "imported"} & set(sources)
    assert ("made by a computer" in protocol.consent) == (not made_elsewhere)
    for source, words in TALKED_OF.items():
        assert (words in protocol.debriefing) == (source in sources)


@pytest.mark.parametrize("key", default_texts.TEXT_KEYS)
def test_the_texts_of_own_videos_call_no_face_synthetic_and_no_video_short(key):
    text = getattr(load("videos", "imported").protocol, key)
    for word in ("computer", "program", "avatar", "measured", "short", "a few seconds", "natural"):
        assert word not in text


def test_what_the_researcher_wrote_stays():
    written = {key: f"Our own {key}." for key in default_texts.TEXT_KEYS}
    protocol = load("videos", "imported", protocol=written).protocol
    assert {key: getattr(protocol, key) for key in written} == written


@pytest.mark.parametrize("sources", [*combinations(SOURCES, 2)], ids="-".join)
def test_every_default_is_known_as_one(sources):
    protocol = load(*sources).protocol
    assert all(default_texts.is_default(key, getattr(protocol, key)) for key in default_texts.TEXT_KEYS)


def test_a_stored_document_keeps_the_texts_of_an_earlier_release_in_every_language():
    stored = load("videos", "imported").to_stored()
    stored["protocol"] |= default_texts.EARLIER
    loaded = document.load_document(stored)
    assert loaded.to_stored() == stored
    assert localized_document(loaded, "en").protocol == loaded.protocol
    german = localized_document(loaded, "de").protocol
    assert german.consent.startswith("In dieser Studie sehen Sie kurze, vom Computer gemachte Videos")
    assert german.debriefing != loaded.protocol.debriefing


def test_incomplete_participations_need_a_consent_of_ones_own():
    for consent in default_texts.SENTENCES["consent"]:
        with pytest.raises(InputError, match=r"protocol\.incomplete"):
            load("videos", "imported", protocol={"incomplete": "include", "consent": consent})


def test_the_check_names_the_texts_left_at_their_defaults():
    (texts, questions) = default_text_notes(load("videos", "imported"))
    assert texts.startswith("protocol.consent, protocol.instructions and protocol.debriefing: ")
    assert questions.startswith("questions: ")


def test_texts_that_are_written_or_never_shown_are_not_named():
    own = {"consent": "We.", "instructions": "Watch.", "debriefing": "Thanks."}
    question = {"region": "lower", "text": "How natural?"}
    assert default_text_notes(load("videos", "imported", protocol=own, questions=[question])) == []
    age = {"name": "age", "kind": "number", "text": "How old are you?", "screen_out_below": 18}
    (note,) = default_text_notes(load("videos", "imported", protocol=own, questions=[question], before=[age]))
    assert note.startswith("protocol.screened_out: ")
