"""The seal of a pre-registration: the time, and digests of text and plan, so that nothing can change unnoticed."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from analysis.plan import Plan, parse_plan
from face.errors import InputError

RULE: Final = "\n---\n\n"
DATA_FENCE: Final = re.compile(r"\n```json\n(.*)\n```\n", re.DOTALL)
SEAL: Final = re.compile(
    r"Sealed on (?P<date>\d{4}-\d\d-\d\d) at (?P<time>\d\d:\d\d:\d\d) UTC\.\n"
    r"SHA-256 of the text above the line: (?P<text>[0-9a-f]{64})\n"
    r"SHA-256 of the plan: (?P<plan>[0-9a-f]{64})\n"
)


@dataclass(frozen=True)
class SealedPreregistration:
    """A sealed text, and what of it the program reads back.

    Attributes
    ----------
    document
        The whole text with its seal.
    sealed
        When it was sealed, UTC.
    text_sha256, plan_sha256
        Of the text above the seal, and of the plan's content.
    plan
        The plan.
    conditions, clips
        Their names; no clips if only their number was known.
    """

    document: str
    sealed: datetime
    text_sha256: str
    plan_sha256: str
    plan: Plan
    conditions: tuple[str, ...]
    clips: tuple[str, ...]

    @property
    def summary(self) -> dict[str, str]:
        """Time and digests, as results contain them."""
        return {
            "sealed": f"{self.sealed:%Y-%m-%dT%H:%M:%SZ}",
            "text_sha256": self.text_sha256,
            "plan_sha256": self.plan_sha256,
        }


def data_block(plan: Plan, conditions: tuple[str, ...], clips: tuple[str, ...]) -> str:
    """Return the part of the text that a program reads: the plan in full, conditions and clips."""
    content = {"plan": plan.model_dump(mode="json"), "conditions": conditions, "clips": clips}
    return f"\n```json\n{json.dumps(content, indent=1, ensure_ascii=False)}\n```\n"


def seal_text(text: str, plan: Plan, moment: datetime) -> str:
    """Return the text with its seal below it; `moment` has a time zone."""
    text = text.rstrip("\n") + "\n"
    return (
        f"{text}{RULE}Sealed on {moment.astimezone(UTC):%Y-%m-%d at %H:%M:%S} UTC.\n"
        f"SHA-256 of the text above the line: {_sha256(text)}\n"
        f"SHA-256 of the plan: {plan.digest()}\n"
    )


def parse_sealed(document: str, source: str) -> SealedPreregistration:
    """Check a seal and return what it holds.

    Raises
    ------
    InputError
        If the text has no seal, or it or its plan is not what was sealed.
    """
    document = document.replace("\r\n", "\n").rstrip("\n") + "\n"
    text, rule, seal_part = document.rpartition(RULE)
    seal, data = SEAL.fullmatch(seal_part), DATA_FENCE.search(text)
    if not rule or seal is None or data is None:
        raise InputError(
            f"{source} is not a sealed pre-registration; give the file that `python -m analysis preregister` or the "
            "study's page wrote"
        )
    if _sha256(text) != seal["text"]:
        raise InputError(f"{source} was changed after it was sealed: its text has another SHA-256; give the original")
    content = _parse_data(data[1], source)
    plan = parse_plan(content["plan"], source=f"{source}, plan")
    if plan.digest() != seal["plan"]:
        raise InputError(f"{source}: the plan in it has another SHA-256 than its seal; give the original")
    return SealedPreregistration(
        document=document,
        sealed=datetime.fromisoformat(f"{seal['date']}T{seal['time']}+00:00"),
        text_sha256=seal["text"],
        plan_sha256=seal["plan"],
        plan=plan,
        conditions=tuple(map(str, content["conditions"])),
        clips=tuple(map(str, content["clips"])),
    )


def read_sealed(path: Path) -> SealedPreregistration:
    """Read a sealed pre-registration; raise InputError as `parse_sealed` does, or if the file can't be read."""
    try:
        return parse_sealed(path.read_text(encoding="utf-8-sig"), str(path))
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}); give a readable file") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not text in UTF-8; give the file as it was written") from None


def _parse_data(text: str, source: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not {"plan", "conditions", "clips"} <= content.keys():
        raise InputError(f"{source}: its part in JSON lacks plan, conditions or clips; give the original")
    return content


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
