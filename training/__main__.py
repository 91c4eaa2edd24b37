"""`python -m training`: corpora, training runs and scores."""

import json
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.table import Table

from face import console
from face.progress import progress_bar
from face.regions import Region
from synthesis.card import Scores
from synthesis.networks import NetworkName
from training import experiment

DESCRIPTION = """\
Make corpora, train networks on them, and say how good they are.

  parameters   how large each network of the talk is
  corpus       make a corpus
  train        train a network: an experiment file to a checkpoint
  evaluate     score a checkpoint on its corpus's test turns
"""

TALK = {"joint-1": (512, 1024), "separate-1": (512, 1024), "joint-2": (512,), "separate-2": (512,)}
"""The hidden units per direction that the talk tried with each network."""


def _parameters(arguments: Namespace) -> None:
    from synthesis.networks import blstm  # noqa: PLC0415 - torch is loaded where a network is needed

    names: tuple[NetworkName, ...] = get_args(NetworkName)
    rows = [
        {"network": name, "hidden": hidden, "parameters": blstm.count_parameters(blstm.create_network(name, hidden))}
        for name in names
        for hidden in TALK[name]
    ]
    if arguments.json:
        print(json.dumps(rows))
        return
    table = Table("network", "hidden units", "parameters")
    for row in rows:
        table.add_row(str(row["network"]), str(row["hidden"]), f"{row['parameters']:,}")
    Console().print(table)


def _generate_corpus(arguments: Namespace) -> None:
    from training.corpora import synthetic  # noqa: PLC0415 - speaks, and needs eSpeak NG

    with progress_bar("synthetic corpus") as progress:
        corpus = synthetic.generate_corpus(
            arguments.folder,
            turns=arguments.turns,
            seconds=arguments.seconds,
            speakers=arguments.speakers,
            seed=arguments.seed,
            shared=arguments.shared,
            noise=arguments.noise,
            progress=progress,
        )
    print(f"{arguments.folder}: {len(corpus.turns)} turns, made by the program: no recording of anyone")


def _train(arguments: Namespace) -> None:
    from training.pipeline import train  # noqa: PLC0415 - torch

    chosen = experiment.load_experiment(arguments.experiment)
    with progress_bar(f"train {chosen.network}") as progress:
        card = train(chosen, arguments.out, progress=progress)
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
    table = Table("region", "", "rho_c", "MSE", "mm")
    for region in Region:
        for title, found in (
            ("network", scores.network),
            ("mean trajectory", scores.mean_trajectory),
            ("shuffled sound", scores.shuffled_audio),
        ):
            score = found[region]
            table.add_row(region, title, f"{score.ccc:.3f}", f"{score.mse:.2f}", f"{score.mm:.2f}")
    Console().print(table)
    print(f"{scores.turns} test turns, {scores.frames} frames; the last two rows of a region need not hear the speech")


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m training", description=DESCRIPTION, formatter_class=RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    parameters = commands.add_parser("parameters", help="count the parameters of the talk's networks")
    parameters.set_defaults(work=_parameters)
    _corpus(commands.add_parser("corpus", help="make a corpus"))
    train = commands.add_parser(
        "train", help="train a network", description=_keys(), formatter_class=RawDescriptionHelpFormatter
    )
    train.add_argument("experiment", type=Path, metavar="EXPERIMENT.toml", help="says what differs from the defaults")
    train.add_argument("--out", type=Path, required=True, metavar="C.safetensors", help="the checkpoint to write")
    train.set_defaults(work=_train)
    evaluate = commands.add_parser("evaluate", help="score a checkpoint on its corpus's test turns")
    evaluate.add_argument("checkpoint", type=Path, metavar="C.safetensors")
    evaluate.add_argument("corpus", type=Path, metavar="CORPUS", help="the folder of the corpus it was trained on")
    evaluate.set_defaults(work=_evaluate)
    for each in (parameters, evaluate):
        each.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def _corpus(parser: ArgumentParser) -> None:
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    synthetic = kinds.add_parser("synthetic", help="a made corpus: synthetic voices, a face moved by known rules")
    synthetic.add_argument("folder", type=Path, metavar="DIR", help="where to write it")
    synthetic.add_argument("--turns", type=int, default=120, metavar="N", help="how many turns (120)")
    synthetic.add_argument("--seconds", type=float, default=3.0, metavar="S", help="how long about each turn is (3)")
    synthetic.add_argument("--speakers", type=int, default=4, metavar="N", help="how many voices (4)")
    synthetic.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed gives the same corpus")
    synthetic.add_argument(
        "--separate", dest="shared", action="store_false", help="no factor that moves all three regions together"
    )
    synthetic.add_argument("--noise", type=float, default=0.1, metavar="X", help="motion without a cause, mm (0.1)")
    synthetic.set_defaults(work=_generate_corpus)


def _keys() -> str:
    fields = experiment.Experiment.model_fields.items()
    return "Keys of the file:\n" + "\n".join(f"  {name:14} {field.description}" for name, field in fields)


if __name__ == "__main__":
    parser = _parser()
    console.run_command(parser, lambda arguments: arguments.work(arguments))
