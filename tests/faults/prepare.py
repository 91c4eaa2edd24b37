"""Make what all rounds copy."""

from pathlib import Path

from tests.faults.ground import Ground, Prepared, experiment
from tests.faults.servers import Postgres

MOTION = """
import numpy as np
from evalsite import store
from face import npz_file
from face.faps import FAPS
from face.motion import FapMotion
count = 60
values = np.zeros((count, len(FAPS)), np.float32)
values[:, 2] = 200 * np.sin(np.arange(count) / 4) ** 2
motion = FapMotion(values=values, driven=values != 0, rate=25, times=np.arange(count) / 25)
with store.workspace() as folder:
    npz_file.save(motion, folder / "motion.npz")
    print(store.keep(folder / "motion.npz"))
"""

CORPUS = """
from pathlib import Path
from tests.training import made
print(made.corpus(Path({folder!r}), turns=12, seconds=1.0).folder)
"""

TRAINED = """
from evalsite.stimuli import production
print(production.train({{"name": "small", "experiment": {experiment!r}}}, lambda *_: None)["checkpoint"])
"""


def prepare(folder: Path, *, all_of_it: bool = True) -> Prepared:
    """Make everything; without `all_of_it` only what a render on SQLite needs."""
    (folder / "empty").mkdir(parents=True)
    corpus = folder / "corpus"
    corpus.mkdir()
    empty = Prepared(folder / "empty", None, "", corpus, "")
    ground = Ground(folder / "sqlite", empty)
    ground.manage("migrate", "-v0", "--run-syncdb")
    motion = ground.python(MOTION).strip()
    if not all_of_it:
        return Prepared(ground.state, None, motion, corpus, "")
    ground.python(CORPUS.format(folder=str(corpus)))
    trained = unbroken(folder, corpus)
    return Prepared(ground.state, postgres(folder, empty), motion, corpus, trained)


def unbroken(folder: Path, corpus: Path) -> str:
    """Train without a fault, with a store that no round sees, and return the digest of the checkpoint."""
    ground = Ground(folder / "unbroken", Prepared(folder / "empty", None, "", corpus, ""))
    return ground.python(TRAINED.format(experiment=experiment(corpus))).strip()


def postgres(folder: Path, empty: Prepared) -> Path:
    """Migrate a PostgreSQL, stop it, and return its folder."""
    ground = Ground(folder / "on-postgres", empty)
    ground.postgres = Postgres(folder / "postgres")
    ground.manage("migrate", "-v0", "--run-syncdb")
    ground.postgres.stop()
    return folder / "postgres"
