"""An experiment: everything that decides the result of a training run. Read without torch.

A file holds only what differs from the defaults, for example `corpus = "synthetic"` and `network = "separate-1"`.
"""

from pathlib import Path

from pydantic import Field, PositiveFloat, PositiveInt

from face.documents import Document, read_document
from synthesis.networks import NetworkName


class Experiment(Document):
    """Network, corpus and settings of a training run; each field's description gives its meaning and unit."""

    corpus: Path = Field(description="folder of the corpus; relative to the experiment's file")
    network: NetworkName = Field("joint-1", description="one of the talk's four networks")
    hidden: PositiveInt = Field(96, description="hidden units per direction; the talk's are 512 and 1024")
    epochs: PositiveInt = Field(25, description="maximum number of passes over the training turns")
    patience: PositiveInt = Field(8, description="passes without a better validation score before training stops")
    batch: PositiveInt = Field(8, description="sequences in a batch")
    seconds: PositiveFloat = Field(4.0, description="longest sequence in training, s; longer turns are split")
    learning_rate: PositiveFloat = Field(2e-3, description="of Adam")
    clip: PositiveFloat = Field(5.0, description="largest norm of the gradient")
    seed: int = Field(1, ge=0, description="of the split, the initial weights and the order of the batches")
    reference: str | None = Field(None, description="speaker whose face unknown voices move; default: the first")
    threads: PositiveInt = Field(1, description="processor threads; more help large networks on an idle machine")


def load_experiment(path: Path) -> Experiment:
    """Read an experiment file; the path of the corpus is taken relative to it.

    Raises
    ------
    InputError
        If the file is missing or a key is wrong; the message names the file, the key and the remedy.
    """
    experiment = read_document(path, Experiment)
    return experiment.model_copy(update={"corpus": path.parent / experiment.corpus})
