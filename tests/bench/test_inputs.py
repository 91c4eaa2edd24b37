"""Readers bear damaged and awkward files: a quick round here, 20,000 files by `python -m bench.inputs`."""

import pytest

from bench.inputs.awkward import AwkwardResult, read_awkward_file
from bench.inputs.awkward_documents import DOCUMENTS
from bench.inputs.awkward_meshes import MESHES
from bench.inputs.awkward_motion import MOTIONS
from bench.inputs.awkward_sounds import SOUNDS
from bench.inputs.campaign import Campaign, KindCounts, read_damaged_files, run_campaign
from bench.inputs.kinds import KINDS, InputKind, find_kind
from bench.inputs.mutations import mutate
from bench.inputs.outcomes import FAULTS, Outcome, read_input
from bench.inputs.page import format_page
from bench.inputs.worker import read_damaged
from face.errors import InputError

QUICK = [kind for kind in KINDS if kind.is_quick]
# A checkpoint takes seconds only because torch loads; its own tests have the same case.
AWKWARD = [each for each in (*MOTIONS, *SOUNDS, *MESHES, *DOCUMENTS) if "checkpoint" not in each.name]


@pytest.mark.parametrize("kind", QUICK, ids=lambda kind: kind.name)
def test_damaged_files_are_read_or_refused_in_one_sentence(tmp_path, kind):
    kind.make(tmp_path)
    assert read_input(kind, tmp_path / kind.file).result == "read"
    original = (tmp_path / kind.file).read_bytes()
    for seed in range(12):
        outcome = read_damaged(kind, tmp_path, original, seed)
        assert outcome.result not in FAULTS, (seed, outcome.text)


@pytest.mark.parametrize("awkward", AWKWARD, ids=lambda awkward: awkward.name)
def test_awkward_files_come_out_right(awkward):
    result = read_awkward_file(awkward)
    assert result.is_right, (result.outcome.result, result.words)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_hundreds_of_damaged_files_in_a_process_of_their_own(kind):
    counts = read_damaged_files(kind, range(50_000, 50_000 + round(200 * kind.weight)))
    assert counts.faults == {}


def test_a_mutation_depends_on_its_seed_only():
    content = b"rater,clip\nr1,1.5\nr2,7\n" * 20
    damaged = [mutate(content, seed) for seed in range(200)]
    assert damaged == [mutate(content, seed) for seed in range(200)]
    assert sum(content != each for _, each in damaged) > 180
    assert all(mutate(b"", seed) for seed in range(50))


def raising(error):
    def read(_):
        raise error

    return InputKind("a", "a.txt", lambda folder: (folder / "a.txt").write_text("1"), read)


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (InputError("a.txt is empty; fill it"), "refused"),
        (InputError(""), "unclear"),
        (KeyError("x"), "crashed"),
        (RecursionError(), "crashed"),
        (SystemExit(3), "crashed"),
        (MemoryError(), "memory"),
    ],
)
def test_what_a_reader_raises_is_told_apart(tmp_path, error, result):
    outcome = read_input(raising(error), tmp_path / "a.txt")
    assert outcome.result == result
    assert "\n" not in outcome.text


def test_the_process_of_a_kind_answers_seed_by_seed():
    kind = find_kind("plan")
    campaign = run_campaign(6, kinds=[kind], report=lambda _: None)
    assert campaign.counts[0].total == 6
    assert campaign.counts[0].faults == {}


def test_the_page_names_faults_and_what_came_out():
    counts = KindCounts("plan")
    counts.add(7, Outcome("refused", 0.001, "no"))
    counts.add(8, Outcome("crashed", 0.5, "KeyError at a.py:3: <x>"))
    result = AwkwardResult(MOTIONS[0], Outcome("read", 0.1), "90 frames | notes")
    page = format_page(Campaign((counts,), 60.0, 30.0), 7, {"Motion": [result]})
    assert "| plan | 2 | 0 | 1 | 1 | 500 |" in page
    assert "- plan, seed 8: `crashed: KeyError at a.py:3: &lt;x>`" in page
    assert "90 frames \\| notes | **wrong** |" in page
