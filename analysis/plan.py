"""The analysis plan, fixed before the first rating: `[design]`, `[payment]` and `[analysis]` of a study file."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from face.documents import Document, read_toml_tables, validate_document
from face.errors import InputError

Family = Literal["all", "region", "none"]
"""The contrasts that are adjusted together: all contrasts × regions, those of one region, or none."""

Adjustment = Literal["holm", "bh"]
"""Holm controls the family-wise error rate, Benjamini-Hochberg the false discovery rate."""

_TOLERANCE = 1e-9


def _check_scale(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] >= value[1]:
        raise ValueError(f"the scale goes from {value[0]} to {value[1]}; write the lower end first")
    return value


def _check_weights(value: dict[str, float]) -> dict[str, float]:
    if abs(sum(value.values())) > _TOLERANCE:
        raise ValueError(f"the weights sum to {sum(value.values()):g}; make them sum to 0")
    if sum(weight != 0 for weight in value.values()) < 2:
        raise ValueError("a contrast compares conditions; give at least two a weight other than 0")
    return value


Scale = Annotated[tuple[int, int], AfterValidator(_check_scale)]
Weights = Annotated[dict[str, float], AfterValidator(_check_weights)]
Share = Annotated[Decimal, Field(ge=0, lt=1)]
Label = Annotated[str, StringConstraints(min_length=1)]


class Design(Document):
    """The size of the study, its layout and its scale."""

    raters: int = Field(default=20, ge=1)
    clips: int | None = Field(default=None, ge=1, description="how many; a study file lists them instead")
    trials_per_rater: int | None = Field(default=None, ge=1, description="left out: every rater meets every cell")
    ratings_per_cell: int | None = Field(default=None, ge=1, description="left out: what the raters' trials come to")
    layout: Literal["together", "blocks", "split-regions"] = "together"
    scale: Scale = (1, 10)
    seed: int = Field(default=0, ge=0, description="decides, with the order of arrivals, who is shown what when")


class Payment(Document):
    """What one completed participation costs."""

    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = "USD"
    reward: Decimal = Field(default=Decimal(0), ge=0, decimal_places=2)
    minutes: float | None = Field(default=None, gt=0, description="how long a participation is expected to take")
    platform_fee: Share = Field(default=Decimal(0), description="the platform's share on top of the reward")


class Exclusions(Document):
    """The rules that exclude raters; no rule looks at how a condition is rated."""

    constant: bool = Field(default=False, description="raters who gave one number to everything")
    minimum_share: float = Field(default=0.0, ge=0, le=1, description="of the most ratings that a rater gave")
    alike: bool = Field(default=False, description="raters who gave all regions of each showing one number")
    longest_run: float = Field(default=1.0, ge=0, le=1, description="greatest share of one number in unbroken series")
    minimum_seconds: float = Field(default=0.0, ge=0, description="least median time that a rater took per rating")
    checks: bool = Field(default=True, description="raters who failed a check of the questionnaire")


class Analysis(Document):
    """The contrasts to be tested, and the rules of testing."""

    contrasts: dict[Label, Weights] = Field(default={}, description="name → weight of each condition, summing to 0")
    alpha: float = Field(default=0.05, gt=0, lt=0.5)
    family: Family = "all"
    adjust: Adjustment = "holm"
    equivalence_bound: float = Field(default=0.5, gt=0, description="points of the scale that do not matter")
    exclusions: Exclusions = Exclusions()
    seed: int = Field(default=0, ge=0)


class Plan(Document):
    """The three tables of the plan."""

    design: Design = Design()
    payment: Payment = Payment()
    analysis: Analysis = Analysis()

    def digest(self) -> str:
        """Return the SHA-256 of the plan's content, whatever the order and layout of its file."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def read_plan(path: Path) -> Plan:
    """Read a plan, or the plan's tables of a study file.

    Raises
    ------
    InputError
        If the file is missing, is not TOML, or a key is wrong; the message names file, key and remedy.
    """
    tables = read_toml_tables(path)
    if not tables.keys() & Plan.model_fields.keys():
        raise InputError(f"{path} contains no plan; give it a table [analysis]")
    return parse_plan(tables, source=str(path))


def parse_plan(tables: Mapping[str, Any], *, source: str) -> Plan:
    """Return the plan in `tables`; of a study file (with a table `[study]`) only the plan's tables are read."""
    if "study" in tables:
        tables = {name: tables[name] for name in Plan.model_fields if name in tables}
    return validate_document(tables, Plan, source=source)
