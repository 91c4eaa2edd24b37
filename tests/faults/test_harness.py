"""The rounds' own parts: what they call a fault's trouble must really be noticed."""

import hashlib
from types import SimpleNamespace

import pytest

from tests.faults import invariants, page, scenes
from tests.faults.fault import FAULTS, recovery
from tests.faults.ledger import Ledger

assert scenes

WHOLE = hashlib.sha256(b"whole").hexdigest()


@pytest.fixture
def ground(tmp_path):
    """A ground after a round in which all went well: one job, its file, its effect."""
    put(tmp_path, WHOLE, b"whole")
    job = {"kind": "write", "state": "done", "spec": {"number": 1}, "output": {"digest": WHOLE}, "attempt": 1}
    effects = [{"number": 1, "digest": WHOLE}]
    return SimpleNamespace(
        store=tmp_path,
        known=set(),
        rows=[job],
        effects=effects,
        jobs=lambda: [job],
        files=lambda: sorted(path.name for path in tmp_path.glob("??/*")),
        ask=lambda _: effects,
    )


def put(store, name, content):
    (store / name[:2]).mkdir(exist_ok=True)
    (store / name[:2] / name).write_bytes(content)


def test_what_went_well_passes(ground):
    invariants.check(ground)


@pytest.mark.parametrize(
    ("spoil", "noticed"),
    [
        (lambda ground: ground.effects.append(ground.effects[0]), "came twice"),
        (lambda ground: ground.effects.clear(), "an effect is missing"),
        (lambda ground: put(ground.store, WHOLE, b"half"), "not whole"),
        (lambda ground: put(ground.store, hashlib.sha256(b"b").hexdigest(), b"b"), "other files"),
        (lambda ground: (ground.store / WHOLE[:2] / WHOLE).unlink(), "other files"),
        (lambda ground: ground.rows[0].update(state="running"), "states"),
    ],
)
def test_what_went_wrong_is_noticed(ground, spoil, noticed):
    spoil(ground)
    with pytest.raises(AssertionError, match=noticed):
        invariants.check(ground)


@pytest.mark.parametrize(
    ("words", "twice"), [("begun ended begun ended", False), ("begun begun ended", True), ("begun ended", False)]
)
def test_two_runs_at_once_are_noticed(words, twice):
    runs = [(word, 1, 10, at) for at, word in enumerate(words.split())]
    ground = SimpleNamespace(runs=lambda: runs)
    if not twice:
        return invariants.never_two_at_once(ground)
    with pytest.raises(AssertionError, match="twice at once"):
        invariants.never_two_at_once(ground)
    return None


def test_the_ledger_goes_on_where_it_was_and_forgets_other_code(tmp_path):
    ledger = Ledger(tmp_path / "rounds.jsonl")
    ledger.write("zombie", 61.26, "")
    ledger.write("zombie", 0, "Traceback")
    ledger.write("visibility", 30, "")
    again = Ledger(tmp_path / "rounds.jsonl")
    assert [each.seconds for each in again.rounds("zombie")] == [61.3, 0]
    assert len(again.rounds()) == 3
    ledger.closed = True
    ledger.write("zombie", 0, "interrupted")
    assert len(again.rounds()) == 3
    again.code = "other"
    assert again.rounds() == []


def test_the_page_tells_rounds_that_failed(tmp_path):
    ledger = Ledger(tmp_path / "rounds.jsonl")
    for seconds, trouble in ((60, ""), (70, ""), (80, ""), (95, "took 95 s"), (0, "lost")):
        ledger.write("zombie", seconds, trouble)
    target = tmp_path / "page.md"
    target.write_text(f"before\n{page.BEGIN}old\n{page.END}after\n")
    page.write(ledger, target)
    text = target.read_text()
    assert f"| {FAULTS['zombie'].title} | 3 of 5 | 75 s | 95 s | 90 s |" in text
    assert "| 0 of 0 | – | – |" in text
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    page.write(ledger, target)
    assert target.read_text() == text


def test_recovery_takes_the_time_of_the_block():
    with recovery() as clock:
        assert clock.seconds == 0
    assert 0 < clock.seconds < 1
