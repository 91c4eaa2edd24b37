"""Awkward tables, documents and archives."""

import json
import zipfile
from importlib import import_module
from pathlib import Path

from bench.inputs import samples
from bench.inputs.alterations import cut_off, edited, recoded
from bench.inputs.awkward import AwkwardFile


def _ratings(path: Path) -> str:
    text = import_module("analysis.csv_format").read_csv_text(path)
    ratings = import_module("analysis.ratings_csv").parse_ratings_csv(text, str(path))
    results = import_module("analysis.pipeline").analyse(ratings, None)
    return f"{len(ratings)} ratings, {len(ratings.raters)} raters; {len(results.to_json()) // 1000} kB of results"


def _plan(path: Path) -> str:
    plan = import_module("analysis.plan").read_plan(path)
    return f"{len(plan.analysis.contrasts)} contrasts"


def _study(path: Path) -> str:
    study = import_module("evalsite.studies.document.document").read_study_file(path)
    return f"{len(study.conditions)} conditions, {len(study.clips)} clips"


def _bundle(path: Path) -> str:
    checks = import_module("analysis.bundle_verification").verify_bundle(path)
    return "; ".join(check.message for check in checks if not check.passed) or f"{len(checks)} checks passed"


def _checkpoint(path: Path) -> str:
    return f"network {import_module('synthesis.checkpoint').load(path).card.network}"


def _corpus(path: Path) -> str:
    return f"{len(import_module('training.corpora.corpus').load_corpus(path.parent).turns)} turns"


def _bundle_with_other_ratings(folder: Path) -> None:
    samples.bundle(folder)
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["ratings.csv"] = members["ratings.csv"].replace(b"upper,1", b"upper,2", 1)
    with zipfile.ZipFile(folder / "bundle.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _one_condition(folder: Path) -> None:
    samples.ratings(folder)
    lines = (folder / "ratings.csv").read_text().splitlines()
    (folder / "ratings.csv").write_text("\n".join(line for line in lines if ",b," not in line) + "\n")


def _semicolons(folder: Path) -> None:
    samples.ratings(folder)
    text = (folder / "ratings.csv").read_text().replace(",", ";")
    (folder / "ratings.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())


DOCUMENTS = (
    AwkwardFile(
        "without a plan", "ratings alone", "analysed", "ratings.csv", samples.ratings, _ratings, r"36 ratings, 6 raters"
    ),
    AwkwardFile(
        "from a spreadsheet",
        "semicolons, byte order mark, CRLF",
        "analysed",
        "ratings.csv",
        _semicolons,
        _ratings,
        r"36 ratings",
    ),
    AwkwardFile(
        "one condition",
        "no row of condition b",
        "refused or analysed without contrasts",
        "ratings.csv",
        _one_condition,
        _ratings,
        r".",
    ),
    AwkwardFile(
        "a word as a rating",
        "r0 gave `good`",
        "refused, naming line and column",
        "ratings.csv",
        edited(samples.ratings, "ratings.csv", ("upper,5\n", "upper,good\n")),
        _ratings,
        r"line \d+.*rating",
        is_refused=True,
    ),
    AwkwardFile(
        "a rating twice",
        "two rows for one cell",
        "refused, naming both",
        "ratings.csv",
        edited(samples.ratings, "ratings.csv", ("r0,k0,b", "r0,k0,a")),
        _ratings,
        r"line 3: the same rater.*as in line 2",
        is_refused=True,
    ),
    AwkwardFile(
        "a contrast that sums to 1",
        "a plan with weights 1 and 0",
        "refused",
        "plan.toml",
        edited(samples.plan, "plan.toml", ("b = -1", "b = 0")),
        _plan,
        r"contrasts",
        is_refused=True,
    ),
    AwkwardFile(
        "a misspelt key",
        "`rater = 20` in [design]",
        "refused, with the right key",
        "plan.toml",
        edited(samples.plan, "plan.toml", ("raters", "rater")),
        _plan,
        r"`raters`",
        is_refused=True,
    ),
    AwkwardFile(
        "a plan of a study",
        "a whole study file as plan",
        "read",
        "plan.toml",
        lambda folder: (samples.study(folder), (folder / "study.toml").rename(folder / "plan.toml")),
        _plan,
        r"contrast",
    ),
    AwkwardFile(
        "a study file in Windows' encoding",
        "ü in cp1252",
        "refused: save it as UTF-8",
        "study.toml",
        recoded(
            edited(samples.study, "study.toml", ("How natural is this face?", "Natürlich?")), "study.toml", "cp1252"
        ),
        _study,
        r"UTF-8",
        is_refused=True,
    ),
    AwkwardFile(
        "an unclosed bracket",
        "scale = [1, 10",
        "refused, with the line",
        "study.toml",
        edited(samples.study, "study.toml", ('clips]]\nname = "one"', 'clips]\nname = "one"')),
        _study,
        r"line \d+",
        is_refused=True,
    ),
    AwkwardFile(
        "two clips of one name",
        "both are called one",
        "refused",
        "study.toml",
        edited(samples.study, "study.toml", ('"two"', '"one"')),
        _study,
        r"one",
        is_refused=True,
    ),
    AwkwardFile(
        "an infinite number",
        "break_every = inf",
        "refused, naming the key",
        "study.toml",
        edited(samples.study, "study.toml", ("break_every = 15", "break_every = inf")),
        _study,
        r"break_every",
        is_refused=True,
    ),
    AwkwardFile(
        "half a checkpoint",
        "cut in half",
        "refused",
        "a.safetensors",
        cut_off(samples.checkpoint, "a.safetensors", 0.5),
        _checkpoint,
        r"a\.safetensors",
        is_refused=True,
    ),
    AwkwardFile(
        "a corpus without a file",
        "its first recording is missing",
        "refused, naming it",
        "corpus.json",
        lambda folder: (samples.corpus(folder), (folder / "one.wav").unlink()),
        _corpus,
        r"one\.wav",
        is_refused=True,
    ),
    AwkwardFile(
        "half a bundle",
        "a download that was interrupted",
        "refused: download it again",
        "bundle.zip",
        cut_off(samples.bundle, "bundle.zip", 0.5),
        _bundle,
        r"download",
        is_refused=True,
    ),
    AwkwardFile(
        "a bundle with another rating",
        "one number was changed",
        "named",
        "bundle.zip",
        _bundle_with_other_ratings,
        _bundle,
        r"ratings\.csv",
    ),
    AwkwardFile(
        "no bundle",
        "another zip",
        "refused",
        "a.zip",
        lambda folder: zipfile.ZipFile(folder / "a.zip", "w").writestr("a.txt", json.dumps({})),
        _bundle,
        r"not a",
        is_refused=True,
    ),
)
