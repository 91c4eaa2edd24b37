"""`python -m analysis preregister PLAN.toml`: writes and seals the pre-registration of a plan or a study file."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from analysis.plan import read_plan
from analysis.power.planned_tests import planned_size, planned_tests
from analysis.preregistration.description import StudyDescription
from analysis.preregistration.seal import parse_sealed, seal_text
from analysis.preregistration.text import preregistration_text
from face.documents import read_toml_tables
from face.errors import InputError

TYPICAL_CLIPS: Final = 10
COLLECTED: Final = {
    "none": "No data have been collected for this study.",
    "pilot": "Only pilot data have been collected; they are kept apart and are not part of the analysis.",
    "some": "Some data have been collected, but nobody has analysed them by condition.",
}


def add_preregister_command(commands: Any) -> None:
    """Add the command to the parser of `python -m analysis`."""
    command: ArgumentParser = commands.add_parser(
        "preregister", help="write the pre-registration of a plan, sealed with time and digests"
    )
    command.add_argument("plan", type=Path, metavar="PLAN.toml", help="a plan or a study file")
    command.add_argument("--out", type=Path, metavar="FILE.md", help="where to (default: beside the plan, …-prereg.md)")
    command.add_argument("--title", default="", help="heading (default: the study's title, or the plan's file name)")
    command.add_argument("--data", choices=COLLECTED, help="data collected so far (default: not stated)")
    command.set_defaults(run=run_preregister)


def run_preregister(arguments: Namespace) -> None:
    """Write the text; an existing file is never overwritten, since it may be what was registered."""
    plan, tables = read_plan(arguments.plan), read_toml_tables(arguments.plan)
    collected = (COLLECTED[arguments.data],) if arguments.data else ()
    title = arguments.title or str(tables.get("study", {}).get("title", arguments.plan.stem))
    study = StudyDescription.from_tables(tables, title, collected)
    size = planned_size(plan, max(len(study.conditions), 2), study.clip_count or TYPICAL_CLIPS)
    power = planned_tests(plan, size) if plan.analysis.contrasts else []
    document = seal_text(preregistration_text(plan, study, power), plan, datetime.now(UTC))
    path = arguments.out or arguments.plan.with_name(f"{arguments.plan.stem}-prereg.md")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(document)
    except FileExistsError:
        raise InputError(f"{path} exists, and a sealed text is never replaced; give another file with --out") from None
    except OSError as error:
        raise InputError(f"{path} can't be written ({error.strerror}); give another file with --out") from None
    print(f"{path} written, text SHA-256 {parse_sealed(document, str(path)).text_sha256}")  # noqa: T201
    print("Register it at osf.io or aspredicted.org, which prove the time to others; this seal proves the content.")  # noqa: T201
