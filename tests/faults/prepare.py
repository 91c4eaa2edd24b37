"""Make what all rounds copy."""

from dataclasses import replace
from pathlib import Path

from tests.faults.ground import Ground, Prepared, experiment
from tests.faults.servers import Postgres

MOTION = """
import numpy as np
from evalsite import store
from face import npz_file
from face.faps import FAPS
from face.motion import FapMotion
count = 75
values = np.zeros((count, len(FAPS)), np.float32)
values[:, 2] = 200 * np.sin(np.arange(count) / 4) ** 2
motion = FapMotion(values=values, driven=values != 0, rate=25, times=np.arange(count) / 25)
with store.workspace() as folder:
    npz_file.save(motion, folder / "motion.npz")
    print(store.add(folder / "motion.npz"))
"""

CORPUS = """
from pathlib import Path
from tests.training import made
print(made.corpus(Path({folder!r}), turns=12, seconds=1.0).folder)
"""

TRAINED = """
from pathlib import Path
from evalsite.stimuli import corpus_transfer, synthesis_tasks
experiment = {experiment!r}
packed = corpus_transfer.pack_corpus(Path(experiment["corpus"]))
spec = {{"name": "small", "experiment": experiment, "corpus": packed}}
print(synthesis_tasks.train_network(spec, lambda *_: None)["checkpoint"])
"""


def prepare(folder: Path) -> Prepared:
    """Make everything."""
    first = migrated(folder)
    ground = Ground(folder / "corpora", first)
    ground.python(CORPUS.format(folder=str(first.corpus)))
    return replace(first, trained=unbroken(folder, first), postgres=postgres(folder, first))


def migrated(folder: Path) -> Prepared:
    """Make what a render on SQLite needs."""
    state, corpus = folder / "empty", folder / "corpus"
    state.mkdir(parents=True)
    corpus.mkdir()
    ground = Ground(folder / "sqlite", Prepared(state, None, "", corpus, ""))
    ground.manage("migrate", "-v0", "--run-syncdb")
    return Prepared(ground.state, None, ground.python(MOTION).strip(), corpus, "")


def unbroken(folder: Path, prepared: Prepared) -> str:
    """Train without a fault, with a store that no round sees, and return the digest of the checkpoint."""
    ground = Ground(folder / "unbroken", prepared)
    return ground.python(TRAINED.format(experiment=experiment(prepared.corpus))).strip()


def postgres(folder: Path, prepared: Prepared) -> Path:
    """Migrate a PostgreSQL, stop it, and return its folder."""
    ground = Ground(folder / "on-postgres", prepared)
    ground.postgres = Postgres(folder / "postgres")
    ground.manage("migrate", "-v0", "--run-syncdb")
    ground.postgres.stop()
    return folder / "postgres"
