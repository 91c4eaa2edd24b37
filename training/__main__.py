"""`python -m training`: generate corpora, train networks, score checkpoints."""

import json
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn, get_args

from rich.console import Console
from rich.table import Table

from face.console import run_command
from face.progress import progress_bar
from face.regions import Region
from synthesis.card import Scores
from synthesis.networks import NetworkName
from training.experiment import Experiment, load_experiment

DESCRIPTION: Final = """\
Generate corpora, train networks on them, and score the networks.

  parameters   count the parameters of the networks in the talk
  corpus       generate a corpus
  train        train the network that an experiment file describes, and write a checkpoint
  evaluate     score a checkpoint on the test turns of its corpus
"""

TALK_HIDDEN_UNITS: Final = {
    "joint-1": (512, 1024),
    "separate-1": (512, 1024),
    "joint-2": (512,),
    "separate-2": (512,),
}
"""The hidden units per direction that the talk tried with each network."""


def _parameters(arguments: Namespace) -> None:
    import torch  # noqa: PLC0415 - only the commands that need torch load it

    from synthesis.networks.blstm import count_parameters, create_network  # noqa: PLC0415

    names: tuple[NetworkName, ...] = get_args(NetworkName)
    with torch.device("meta"):  # shapes only: the numbers themselves would fill 200 MB
        rows = [
            {"network": name, "hidden": hidden, "parameters": count_parameters(create_network(name, hidden))}
            for name in names
            for hidden in TALK_HIDDEN_UNITS[name]
        ]
    if arguments.json:
        print(json.dumps(rows))
        return
    table = Table("network", "hidden units", "parameters")
    for row in rows:
        table.add_row(str(row["network"]), str(row["hidden"]), f"{row['parameters']:,}")
    Console().print(table)


def _generate_corpus(arguments: Namespace) -> None:
    from training.corpora.synthetic import generate_corpus  # noqa: PLC0415 - needs eSpeak NG

    with progress_bar("synthetic corpus") as progress:
        corpus = generate_corpus(
            arguments.folder,
            turns=arguments.turns,
            seconds=arguments.seconds,
            speakers=arguments.speakers,
            seed=arguments.seed,
            shared=arguments.shared,
            noise=arguments.noise,
            progress=progress,
        )
    print(f"{arguments.folder}: {len(corpus.turns)} synthetic turns; nobody was recorded")


def _train(arguments: Namespace) -> None:
    from training.pipeline import train  # noqa: PLC0415 - torch

    experiment = load_experiment(arguments.experiment)
    with progress_bar(f"train {experiment.network}") as progress:
        card = train(experiment, arguments.out, progress=progress)
    _print_scores(card.scores)
    print(f"{arguments.out}: best epoch {card.epochs}")


def _evaluate(arguments: Namespace) -> None:
    from training.pipeline import evaluate_checkpoint  # noqa: PLC0415 - torch

    with progress_bar("evaluate") as progress:
        scores = evaluate_checkpoint(arguments.checkpoint, arguments.corpus, progress=progress)
    if arguments.json:
        print(scores.model_dump_json())
        return
    _print_scores(scores)


def _print_scores(scores: Scores) -> None:
    table = Table("region", "prediction", "rho_c", "MSE", "error (mm)")
    predictions = {
        "network": scores.network,
        "mean trajectory": scores.mean_trajectory,
        "shuffled sound": scores.shuffled_audio,
    }
    for region in Region:
        for name, by_region in predictions.items():
            score = by_region[region]
            table.add_row(region, name, f"{score.ccc:.3f}", f"{score.mse:.2f}", f"{score.mm:.2f}")
    Console().print(table)
    print(f"{scores.turns} test turns, {scores.frames} frames; the last two rows of a region ignore the speech")


def build_parser() -> ArgumentParser:
    """Return the argument parser."""
    parser = ArgumentParser(
        prog="python -m training", description=DESCRIPTION, formatter_class=RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    parameters = commands.add_parser("parameters", help="count the parameters of the networks in the talk")
    parameters.set_defaults(run=_parameters)
    _add_corpus_arguments(commands.add_parser("corpus", help="generate a corpus"))
    train = commands.add_parser(
        "train", help="train a network", description=_experiment_keys(), formatter_class=RawDescriptionHelpFormatter
    )
    train.add_argument("experiment", type=Path, metavar="EXPERIMENT.toml", help="what differs from the defaults")
    train.add_argument("--out", type=Path, required=True, metavar="C.safetensors", help="the checkpoint to write")
    train.set_defaults(run=_train)
    evaluate = commands.add_parser("evaluate", help="score a checkpoint on the test turns of its corpus")
    evaluate.add_argument("checkpoint", type=Path, metavar="C.safetensors", help="a trained network")
    evaluate.add_argument("corpus", type=Path, metavar="CORPUS", help="the folder of the corpus it was trained on")
    evaluate.set_defaults(run=_evaluate)
    for command in (parameters, evaluate):
        command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def _add_corpus_arguments(parser: ArgumentParser) -> None:
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    synthetic = kinds.add_parser("synthetic", help="synthetic voices, and a face that follows known rules")
    synthetic.add_argument("folder", type=Path, metavar="DIR", help="where to write it")
    synthetic.add_argument("--turns", type=int, default=120, metavar="N", help="number of turns (120)")
    synthetic.add_argument("--seconds", type=float, default=3.0, metavar="S", help="mean duration of a turn (3)")
    synthetic.add_argument("--speakers", type=int, default=4, metavar="N", help="number of voices (4)")
    synthetic.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed gives the same corpus (1)")
    synthetic.add_argument(
        "--separate", dest="shared", action="store_false", help="no factor that moves all three regions together"
    )
    synthetic.add_argument("--noise", type=float, default=0.1, metavar="X", help="random motion of markers, mm (0.1)")
    synthetic.set_defaults(run=_generate_corpus)


def _experiment_keys() -> str:
    fields = Experiment.model_fields.items()
    return "Keys of the file:\n" + "\n".join(f"  {name:14} {field.description}" for name, field in fields)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    run_command(build_parser(), lambda arguments: arguments.run(arguments), argv)


if __name__ == "__main__":
    main()
