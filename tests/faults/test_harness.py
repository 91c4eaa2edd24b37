"""The harness itself: errors that a fault causes must be noticed."""

import hashlib
from types import SimpleNamespace

import pytest

from tests.faults import invariants, report, scenarios
from tests.faults.fault import FAULTS, measure_recovery
from tests.faults.round_results import RoundResults

assert scenarios

DIGEST = hashlib.sha256(b"whole").hexdigest()


@pytest.fixture
def site(tmp_path):
    """A site after a successful round: one job, its file, its effect."""
    put(tmp_path, DIGEST, b"whole")
    job = {"kind": "write", "state": "done", "spec": {"number": 1}, "output": {"digest": DIGEST}, "attempt": 1}
    effects = [{"number": 1, "digest": DIGEST}]
    return SimpleNamespace(
        store=tmp_path,
        known=set(),
        rows=[job],
        effects=effects,
        jobs=lambda: [job],
        files=lambda: sorted(path.name for path in tmp_path.glob("??/*")),
        query=lambda _: effects,
    )


def put(store, name, content):
    (store / name[:2]).mkdir(exist_ok=True)
    (store / name[:2] / name).write_bytes(content)


def test_a_successful_round_passes(site):
    invariants.check(site)


@pytest.mark.parametrize(
    ("corrupt", "noticed"),
    [
        (lambda site: site.effects.append(site.effects[0]), "came twice"),
        (lambda site: site.effects.clear(), "an effect is missing"),
        (lambda site: put(site.store, DIGEST, b"half"), "is incomplete"),
        (lambda site: put(site.store, hashlib.sha256(b"b").hexdigest(), b"b"), "other files"),
        (lambda site: (site.store / DIGEST[:2] / DIGEST).unlink(), "other files"),
        (lambda site: site.rows[0].update(state="running"), "states"),
    ],
)
def test_an_error_is_noticed(site, corrupt, noticed):
    corrupt(site)
    with pytest.raises(AssertionError, match=noticed):
        invariants.check(site)


@pytest.mark.parametrize(
    ("words", "twice"),
    [("started ended started ended", False), ("started started ended", True), ("started ended", False)],
)
def test_two_runs_at_once_are_noticed(words, twice):
    runs = [(word, 1, 10, at) for at, word in enumerate(words.split())]
    site = SimpleNamespace(runs=lambda: runs)
    if not twice:
        return invariants.check_no_simultaneous_runs(site)
    with pytest.raises(AssertionError, match="twice at once"):
        invariants.check_no_simultaneous_runs(site)
    return None


def test_results_are_resumed_for_the_same_code_only(tmp_path):
    results = RoundResults(tmp_path / "rounds.jsonl")
    results.write("zombie", 61.26, "")
    results.write("zombie", 0, "Traceback")
    results.write("visibility", 30, "")
    again = RoundResults(tmp_path / "rounds.jsonl")
    assert [each.seconds for each in again.rounds("zombie")] == [61.3, 0]
    assert len(again.rounds()) == 3
    results.closed = True
    results.write("zombie", 0, "interrupted")
    assert len(again.rounds()) == 3
    again.code = "other"
    assert again.rounds() == []


def test_the_report_counts_failed_rounds(tmp_path):
    results = RoundResults(tmp_path / "rounds.jsonl")
    for seconds, error in ((60, ""), (70, ""), (80, ""), (95, "took 95 s"), (0, "lost")):
        results.write("zombie", seconds, error)
    target = tmp_path / "page.md"
    target.write_text(f"before\n{report.BEGIN}old\n{report.END}after\n")
    report.write(results, target)
    text = target.read_text()
    assert f"| {FAULTS['zombie'].title} | 3 of 5 | 75 s | 95 s | 90 s |" in text
    assert "| 0 of 0 | – | – |" in text
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    report.write(results, target)
    assert target.read_text() == text


def test_recovery_is_measured():
    with measure_recovery() as stopwatch:
        assert stopwatch.seconds == 0
    assert stopwatch.seconds > 0
