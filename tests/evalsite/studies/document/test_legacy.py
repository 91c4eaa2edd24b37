"""Documents that release 0.1.0 stored are read with the keys of today, and their digests still verify."""

import json
import sqlite3
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from evalsite.studies import editing
from evalsite.studies.document import legacy
from evalsite.studies.document.document import load_document, read_study_file, stored_digest
from evalsite.studies.models import Study
from face.errors import InputError

FIXTURES = Path(__file__).parents[3] / "fixtures"
RECORDED = json.loads((FIXTURES / "study_document_schema_1.json").read_text(encoding="utf-8"))
STUDY_FILE = """
[study]
name = "faces"
title = "How natural?"
[[conditions]]
name = "original"
original = true
[[conditions]]
name = "joint-1"
checkpoint = "joint"
[[clips]]
name = "a"
recording = "corpus/a"
"""


def test_every_renamed_key_is_read():
    document = load_document(RECORDED["document"])
    assert document.protocol.min_response_seconds == 1.5
    assert document.protocol.incomplete == "include"
    assert document.recruitment.over_quota
    assert document.acknowledged == {
        "aspect_ratio": ("b/x",),
        "black_bars": ("b/y",),
        "sound_offset": ("b/x",),
        "length": ("y",),
    }
    age, words = document.before
    assert (age.screen_out_below, age.screen_out_above, words.max_length) == (18, 99, 20)
    assert document.after[0].max_length == 200


def test_the_digest_of_a_stored_document_is_that_of_release_0_1():
    videos = [tuple(video) for video in RECORDED["videos"]]
    assert stored_digest(RECORDED["document"], videos) == RECORDED["digest"]


def test_digests_in_the_recorded_database_verify():
    with sqlite3.connect(":memory:") as database:
        database.executescript((FIXTURES / "release_0_1" / "database.sql").read_text(encoding="utf-8"))
        studies = database.execute("SELECT id, document, digest FROM studies_study WHERE digest != ''").fetchall()
        assert studies
        for study, document, digest in studies:
            videos = database.execute(
                "SELECT cell.condition, cell.clip, stimulus.video FROM studies_studystimulus cell "
                "JOIN stimuli_stimulus stimulus ON stimulus.id = cell.stimulus_id WHERE cell.study_id = ?",
                [study],
            )
            assert stored_digest(json.loads(document), videos) == digest
            load_document(json.loads(document))


def test_conversion_leaves_the_stored_document_as_it_is():
    before = json.dumps(RECORDED["document"])
    converted = legacy.convert_stored(RECORDED["document"])
    assert json.dumps(RECORDED["document"]) == before
    assert legacy.convert_schema_1(converted) == converted
    assert legacy.convert_schema_2(converted) == converted


def test_questions_of_schema_2_are_called_by_their_regions():
    check = {"kind": "instructed", "answer": 3, "region": "lower"}
    practice = {"condition": "original", "region": "upper"}
    stored = {"schema": 2, "checks": [check], "practice": [practice]}
    stored |= {"questions": [{"region": region, "text": "?"} for region in ("upper", "lower")]}
    tables = legacy.convert_stored(stored)
    assert [question["name"] for question in tables["questions"]] == ["upper", "lower"]
    assert (tables["checks"][0]["question"], tables["practice"][0]["question"]) == ("lower", "upper")
    assert "region" not in tables["checks"][0]


def test_only_practice_and_checks_change_in_the_text_of_a_file():
    text = '[[questions]]\nregion = "lower" # mouth\n'
    text += '\n[[checks]]  # gold\n  region="lower"\n# region = 1\n[practice]\nregion = 2'
    expected = text.replace('  region="lower"', '  question="lower"').replace("region = 2", "question = 2")
    assert legacy.convert_source(text) == expected


def test_a_current_document_is_read_unchanged():
    document = load_document(RECORDED["document"])
    assert document.to_stored()["schema"] == legacy.SCHEMA
    assert load_document(document.to_stored()) == document


def test_a_document_of_a_later_release_is_refused_with_a_remedy():
    with pytest.raises(InputError, match="the stored study has schema 4; update Facestudy to the release that created"):
        load_document(RECORDED["document"] | {"schema": 4})


OLD_KEYS = {
    "[protocol]\nfastest = 1": "protocol.fastest is now called min_response_seconds; write `min_response_seconds`",
    '[protocol]\nunfinished = "used"': 'protocol.unfinished is now called incomplete; write `incomplete = "include"`',
    "[recruitment]\nbeyond_plan = true": "recruitment.beyond_plan is now called over_quota; write `over_quota`",
    '[acknowledged]\nshape = ["a"]': "acknowledged.shape is now called aspect_ratio; write `aspect_ratio`",
    '[[after]]\nname = "notes"\ntext = "?"\nkind = "text"\nlongest = 9': "after[1].longest is now called max_length",
    '[[checks]]\nkind = "instructed"\nanswer = 3\nregion = "lower"': "checks[1].region is now called question",
    '[[before]]\nname = "age"\ntext = "?"\nkind = "number"\nbelow = 9': "before[1].below is now called screen_out",
}


@pytest.mark.parametrize(("table", "sentence"), OLD_KEYS.items())
def test_an_old_key_in_a_file_is_refused_with_the_new_one(tmp_path, table, sentence):
    path = tmp_path / "study.toml"
    path.write_text(STUDY_FILE + table, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_study_file(path)
    assert str(caught.value).startswith(f"{path}: {sentence}")


@pytest.mark.django_db
def test_only_drafts_are_rewritten():
    for state in ("draft", "open", "closed"):
        Study.objects.create(slug=state, title="Any", document=RECORDED["document"], state=state)
    import_module("evalsite.studies.migrations.0006_schema_of_documents").convert_drafts(apps, None)
    stored = dict(Study.objects.values_list("slug", "document"))
    assert stored["draft"]["schema"] == 2
    assert load_document(stored["draft"]) == load_document(RECORDED["document"])
    assert stored["open"] == stored["closed"] == RECORDED["document"]


@pytest.mark.django_db
def test_editing_an_old_open_study_compares_current_keys():
    study = Study.objects.create(slug="faces", title="Any", document=RECORDED["document"], state="open")
    same = load_document(RECORDED["document"])
    editing.check_edit(study, same)
    stricter = load_document(same.to_stored() | {"protocol": same.to_stored()["protocol"] | {"repeats": 1}})
    with pytest.raises(InputError, match=r"protocol\.repeats can't change"):
        editing.check_edit(study, stricter)
