"""What a researcher reads when a study file is wrong, and what is filled in when it is short."""

import tomllib
from pathlib import Path

import pytest

from evalsite.studies import presets
from evalsite.studies.document import document
from evalsite.studies.duration import duration_from_videos
from face.errors import InputError
from face.regions import Region

VALID = """
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
[[clips]]
name = "b"
recording = "corpus/b"
[analysis.contrasts]
better = {joint-1 = 1, original = -1}
"""


def write_study_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_fill_a_short_file(tmp_path):
    result = document.read_study_file(write_study_file(tmp_path, VALID))
    assert result.trial_count == 4
    assert result.design.scale == (1, 10)
    assert result.protocol.practice
    assert result.render.settings()["size"] == [640, 480]
    assert [question.region for question in result.questions] == list(Region)
    assert result.questions[2].text == "How natural does the behaviors of avatar look like in the mouth region?"


AGE = '[[before]]\nname = "age"\nkind = "number"\ntext = "How old are you?"\n'
HEARING = (
    '[[before]]\nname = "hearing"\nkind = "choice"\ntext = "Do you hear well?"\n'
    'options = ["yes", "no"]\nscreen_out = ["no", "yes"]\n'
)
SAYING_NOTHING = '[[checks]]\nkind = "instructed"\nanswer = 3\ntext = "Choose what I think"\n'
TELLING = '[[practice]]\ncondition = "joint-1"\nexpected = [1, 3]\n'


def gold_check_case(where: str, remedy: str, **keys: str) -> tuple[str, str, str, str]:
    """Add a gold clip, of the measured motion unless a key says otherwise."""
    lines = [f"{key} = {value}" for key, value in ({"condition": '"original"'} | keys).items()]
    return ("[analysis", "\n".join(['[[checks]]\nkind = "gold"', *lines, "[analysis"]), where, remedy)


INVALID = {
    "unknown key": ("original = true", "orignal = true", "conditions[1].orignal", "write `original`"),
    "unknown table": ("[study]", "[studdy]", "studdy", "write `study`"),
    "missing title": ('title = "How natural?"', "", "study.title", "add it"),
    "missing recording": ('recording = "corpus/b"', "", "clips[2].recording", "add it"),
    "name no link can hold": ('"faces"', '"Faces!"', "study.name", "lower-case letters, digits and dashes"),
    "label": ('"joint-1"\n', '"joint one"\n', "conditions[2].name", "use letters"),
    "empty": ('"How natural?"', '"  "', "study.title", "write something"),
    "long title": ('"How natural?"', f'"{"x" * 301}"', "study.title", "at most 300"),
    "unseen": ('"How natural?"', '"How \\u0000 natural?"', "study.title", "U+0000"),
    "lease without end": (
        "[analysis",
        "[protocol]\nlease_minutes = 1e300\n[analysis",
        "protocol.lease_minutes",
        "10080",
    ),
    "nobody passes": (
        "[analysis",
        f"{AGE}screen_out_below = 30\nmaximum = 20\n[analysis",
        "before[1]",
        "leave at least one that does not",
    ),
    "no option passes": ("[analysis", f"{HEARING}[analysis", "before[1]", "leave at least one that does not"),
    "neither": ("original = true", "", "conditions[1]", "exactly one of"),
    "both": ("original = true", 'original = true\ncheckpoint = "x"', "conditions[1]", "exactly one of"),
    "same condition": ('"joint-1"\n', '"original"\n', "conditions[2].name", "occurs twice"),
    "same clip": ('name = "b"', 'name = "a"', "clips[2].name", "occurs twice"),
    "same recording": ('"corpus/b"', '"corpus/a"', "clips[2].recording", "occurs twice"),
    "contrast": ("original = -1", "separate = -1", "analysis.contrasts.better", "choose from original, joint-1"),
    "weights": ("original = -1", "original = -2", "analysis.contrasts.better", "sum to 0"),
    "language": ("[study]", '[study]\nlanguage = "English"', "study.language", "correct it"),
    "odd picture": ("[analysis", "[render]\nsize = [641, 480]\n[analysis", "render", "even width"),
    "unknown avatar": ("[analysis", '[render]\navatar = "nobody"\n[analysis', "render", "there are: woman, man"),
    "no markers at rest": (
        "original = true\n[[conditions]]",
        'still = true\n[render]\ndeformer = "markers"\n[[conditions]]',
        "conditions[1].still",
        "choose another deformer",
    ),
    "scale": ("[analysis", "[design]\nscale = [0, 50]\n[analysis", "design.scale", "as a slider, [0, 100]"),
    "long scale": ("[analysis", "[design]\nscale = [1, 11]\n[analysis", "design.scale", "write [1, 5]"),
    "odd layout": ("[analysis", '[design]\nlayout = "rows"\n[analysis', "design.layout", "'split-questions'"),
    "clips counted": ("[analysis", "[design]\nclips = 10\n[analysis", "design.clips", "remove the key"),
    "too long": ("[analysis", "[design]\ntrials_per_rater = 5\n[analysis", "design.trials_per_rater", "write fewer"),
    "raters": ("[analysis", "[design]\nratings_per_cell = 7\n[analysis", "design.raters", "write raters = 7"),
    "purpose": ('name = "a"', 'name = "a"\npurpose = "fun"', "clips[1].purpose", "correct it"),
    "idle clip": ('name = "a"', 'name = "a"\npurpose = "checks"', "clips[1].purpose", "no table [[checks]] shows it"),
    "repeats": ("[analysis", "[protocol]\nrepeats = -1\n[analysis", "protocol.repeats", "correct it"),
    "promise": (
        "[analysis",
        '[protocol]\nincomplete = "include"\n[analysis',
        "protocol.incomplete",
        "write protocol.consent",
    ),
    "many rests": ("[analysis", "[protocol]\nbreak_every = 1\n[analysis", "protocol.break_every", "correct it"),
    "kind": ("[analysis", '[[checks]]\nkind = "golden"\n[analysis', "checks[1].kind", "'gold'"),
    "bare gold": ("[analysis", '[[checks]]\nkind = "gold"\n[analysis', "checks[1]", "needs `expected`"),
    "gold of nothing": gold_check_case(
        expected="[7, 10]", condition='"drawn"', where="checks[1].condition", remedy="choose from"
    ),
    "gold of a clip": gold_check_case(
        expected="[7, 10]", clip='"c"', where="checks[1].clip", remedy="choose from a, b"
    ),
    "gold off the scale": gold_check_case(expected="[7, 11]", where="checks[1]", remedy="outside the scale 1 to 10"),
    "gold upside down": gold_check_case(expected="[9, 7]", where="checks[1].expected", remedy="lower end first"),
    "gold under test": gold_check_case(
        expected="[7, 10]", condition='"joint-1"', where="checks[1].condition", remedy="under test"
    ),
    "gold answer": gold_check_case(expected="[7, 10]", answer="3", where="checks[1]", remedy="remove it"),
    "check of a question": (
        "[analysis",
        (
            '[design]\nlayout = "split-questions"\n'
            '[[checks]]\nkind = "instructed"\nanswer = 3\nquestion = "upper"\n[analysis'
        ),
        "checks[1].question",
        "remove the key",
    ),
    "no answer": ("[analysis", '[[checks]]\nkind = "instructed"\n[analysis', "checks[1]", "needs `answer`"),
    "answer not said": ("[analysis", SAYING_NOTHING + "[analysis", "checks[1]", "write 3 into it"),
    "practice": ("[analysis", '[[practice]]\ncondition = "x"\n[analysis', "practice[1].condition", "choose from"),
    "told how to rate": ("[analysis", TELLING + "[analysis", "practice[1].condition", "reference or anchor"),
    "region": (
        "[analysis",
        '[[questions]]\nregion = "nose"\ntext = "?"\n[analysis',
        "questions[1].region",
        "correct it",
    ),
}


@pytest.mark.parametrize(("old", "new", "where", "remedy"), INVALID.values(), ids=INVALID)
def test_errors_name_file_key_and_remedy(tmp_path, old, new, where, remedy):
    assert old in VALID
    path = write_study_file(tmp_path, VALID.replace(old, new))
    with pytest.raises(InputError) as caught:
        document.read_study_file(path)
    sentence = str(caught.value)
    assert sentence.startswith(str(path))
    assert where in sentence
    assert remedy in sentence


@pytest.mark.parametrize(("table", "count"), [("conditions", 1), ("clips", 0)])
def test_too_few_conditions_or_clips_are_refused(tmp_path, table, count):
    text = VALID.partition("[analysis")[0]
    blocks = text.split(f"[[{table}]]")
    short = f"[[{table}]]".join(blocks[: count + 1]) + (
        "" if table == "clips" else '[[clips]]\nname="a"\nrecording="a"'
    )
    with pytest.raises(InputError, match=table):
        document.read_study_file(write_study_file(tmp_path, short))


@pytest.mark.parametrize("preset", presets.preset_names())
def test_every_preset_gives_a_valid_document(tmp_path, preset):
    recordings = [f'synthetic/"{number}' for number in range(presets.default_clip_count(preset))]
    result = document.read_study_file(
        write_study_file(tmp_path, presets.fill_preset(preset, name="mine", recordings=recordings))
    )
    assert result.study.name == "mine"
    assert [clip.recording for clip in result.clips] == recordings
    assert result.analysis.contrasts


def preset_document(preset: str) -> document.StudyDocument:
    recordings = [str(number) for number in range(presets.default_clip_count(preset))]
    return document.load_document(tomllib.loads(presets.fill_preset(preset, name="mine", recordings=recordings)))


def test_the_talk_preset_matches_the_talk():
    result = preset_document("paper2017")
    names = [condition.name for condition in result.conditions]
    assert names == ["original", "separate-1-1024", "joint-1-1024", "separate-2-512", "joint-2-512"]
    assert (len(result.clips), result.design.scale, result.design.raters, result.quota) == (10, (1, 10), 20, 20)
    assert [question.text for question in result.questions] == [
        f"How natural does the behaviors of avatar look like in the {region} region?"
        for region in ("eyebrow", "cheek", "mouth")
    ]
    assert "OPEN" in presets.preset_text("paper2017")


def test_the_default_preset_follows_good_practice_and_takes_about_ten_minutes():
    result = preset_document("default")
    assert {condition.effective_role for condition in result.conditions} == {"reference", "anchor", "system"}
    assert {check.kind for check in result.checks} == {"gold", "instructed"}
    assert all(practice.expected for practice in result.practice)
    assert result.protocol.repeats
    assert result.protocol.break_every
    assert 8 <= duration_from_videos(result, {clip.name: 4.0 for clip in result.clips}).minutes <= 12


@pytest.mark.parametrize("preset", presets.preset_names())
def test_presets_leave_minutes_and_reward_to_the_videos(preset):
    result = preset_document(preset)
    assert (result.protocol.minutes, result.payment.minutes, result.payment.reward) == (None, None, 0)


def test_an_unknown_preset_is_refused():
    with pytest.raises(InputError, match="default"):
        presets.fill_preset("nothing", name="x", recordings=[])


def test_stored_document_round_trip(tmp_path):
    result = document.read_study_file(write_study_file(tmp_path, VALID))
    assert document.load_document(result.model_dump(mode="json")) == result


def test_the_digest_covers_document_and_videos(tmp_path):
    result = document.read_study_file(write_study_file(tmp_path, VALID))
    other = document.read_study_file(write_study_file(tmp_path, VALID.replace("How natural?", "How?")))
    rows = [("original", "a", "1"), ("joint-1", "a", "2")]
    stored, other_stored = result.to_stored(), other.to_stored()
    digest = document.stored_digest(stored, rows)
    assert digest == document.stored_digest(stored, rows[::-1])
    others = {document.stored_digest(other_stored, rows), document.stored_digest(stored, rows[:1])}
    assert len({digest, *others}) == 3
