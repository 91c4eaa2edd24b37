"""Creates the templates that all rounds copy."""

from dataclasses import replace
from pathlib import Path

from tests.faults.fault_site import FaultSite, SiteTemplate, small_experiment
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


def create_template(folder: Path) -> SiteTemplate:
    """Create everything."""
    first = create_sqlite_template(folder)
    site = FaultSite(folder / "corpora", first)
    site.python(CORPUS.format(folder=str(first.corpus)))
    return replace(first, trained=train_without_fault(folder, first), postgres=create_postgres_template(folder, first))


def create_sqlite_template(folder: Path) -> SiteTemplate:
    """Create what a render on SQLite needs."""
    state, corpus = folder / "empty", folder / "corpus"
    state.mkdir(parents=True)
    corpus.mkdir()
    site = FaultSite(folder / "sqlite", SiteTemplate(state, None, "", corpus, ""))
    site.manage("migrate", "-v0", "--run-syncdb")
    return SiteTemplate(site.state, None, site.python(MOTION).strip(), corpus, "")


def train_without_fault(folder: Path, template: SiteTemplate) -> str:
    """Train without a fault, with a store that no round sees, and return the digest of the checkpoint."""
    site = FaultSite(folder / "unbroken", template)
    return site.python(TRAINED.format(experiment=small_experiment(template.corpus))).strip()


def create_postgres_template(folder: Path, template: SiteTemplate) -> Path:
    """Migrate a PostgreSQL, stop it, and return its folder."""
    site = FaultSite(folder / "on-postgres", template)
    site.postgres = Postgres(folder / "postgres")
    site.manage("migrate", "-v0", "--run-syncdb")
    site.postgres.stop()
    return folder / "postgres"
