"""Hundreds at once: nothing is lost, nothing doubled, nobody waits. `make test-load`; writes docs/measured/load.md.

FACESTUDY's own variables are not touched; LOAD_PEOPLE sets how many take part (500), for a try on a busy machine.
"""

import os
import shutil
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.load import report
from tests.load.stage import Numbers, Postgres, Stage, folder_for

pytestmark = [pytest.mark.load, pytest.mark.skipif(shutil.which("postgres") is None, reason="PostgreSQL is missing")]

PEOPLE = int(os.environ.get("LOAD_PEOPLE", "500"))
FEW = min(50, PEOPLE)
TRIALS = 20
PACE = 3.15
"""Seconds between two answers of a person: 500 of them give 159 answers a second."""
QUICKER = 1.6
"""Of those who are few; they stress the machine less, and the run is over sooner."""
PROMPT = 500.0
"""Milliseconds."""


@pytest.fixture
def stack():
    with ExitStack() as open_until_the_end:
        yield open_until_the_end


@pytest.fixture
def folder(stack):
    return folder_for(stack)


def on_postgres(stack, folder: Path) -> Stage:
    (folder / "postgres").mkdir()
    database = Postgres(folder / "postgres")
    stack.callback(database.close)
    return on(stack, folder, database)


def on(stack, folder: Path, database=None) -> Stage:
    stage = Stage(folder, database)
    stack.callback(stage.close)
    return stage


def complete(stage: Stage, outcome: dict, people: int) -> None:
    """Check that everybody finished, and that every acknowledged rating is stored once, as it was given."""
    stored = stage.ratings()
    assert outcome["refused"] == []
    assert len(outcome["acknowledged"]) == people * TRIALS
    given = {video: {question: [value] for question, value in each.items()} for video, each in outcome["acknowledged"]}
    assert len(given) == people * TRIALS
    assert stored == given


def test_everybody_at_once_on_postgresql(stack, folder):
    stage = on_postgres(stack, folder)
    outcome = stage.outcome(stage.crowd(stage.people(PEOPLE), PACE), 230)
    complete(stage, outcome, PEOPLE)
    numbers = Numbers.of(outcome)
    report.add(f"PostgreSQL, {PEOPLE} participants at once", numbers, stage.spent, goal="≥ 150 answers/s, p95 < 500 ms")
    assert outcome["again"] == 0
    assert numbers.p95 < PROMPT
    assert numbers.per_second >= 150 * PEOPLE / 500


def test_a_class_room_on_sqlite(stack, folder):
    stage = on(stack, folder)
    outcome = stage.outcome(stage.crowd(stage.people(FEW), QUICKER), 230)
    complete(stage, outcome, FEW)
    numbers = Numbers.of(outcome)
    report.add(f"SQLite, {FEW} participants at once", numbers, stage.spent, goal="p95 < 500 ms")
    assert outcome["again"] == 0
    assert numbers.p95 < PROMPT


def test_a_killed_worker_and_a_restarted_database_lose_nothing(stack, folder):
    stage = on_postgres(stack, folder)
    crowd = stage.crowd(stage.people(PEOPLE), PACE)
    faults = threading.Thread(target=break_things, args=[stage])
    faults.start()
    outcome = stage.outcome(crowd, 230)
    faults.join()
    complete(stage, outcome, PEOPLE)
    what = f"PostgreSQL, {PEOPLE} participants at once; a web worker killed, the database restarted"
    report.add(what, Numbers.of(outcome), stage.spent, goal="all kept")
    assert outcome["again"] > 0, "nothing was broken"


def break_things(stage: Stage) -> None:
    time.sleep(8)
    stage.kill_worker()
    time.sleep(10)
    stage.database.restart()
