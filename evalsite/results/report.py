"""What the dashboard of a closed study shows, picked from results.json and put into words and charts."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from evalsite.results import apa, charts, words

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ContrastCard:
    """A planned contrast in one region, answer first."""

    region: str
    row: Row
    sign: str
    sentence: str
    difference: str
    interval: str
    p: str
    chart: charts.IntervalChart | None


@dataclass(frozen=True)
class Question:
    """A planned contrast in all regions."""

    name: str
    cards: list[ContrastCard]


@dataclass(frozen=True)
class PairRow:
    """Two conditions compared, to explore."""

    row: Row
    difference: str
    interval: str
    p: str
    p_holm: str
    dz: str
    sign: str


@dataclass(frozen=True)
class RegionPart:
    """One region: its chart with the table beside, its omnibus test, its pairs."""

    key: str
    name: str
    chart: charts.MeansChart
    description: list[tuple[Row, str]]
    friedman: str
    pairs: list[PairRow]
    warnings: list[str]


@dataclass(frozen=True)
class Report:
    """The whole page."""

    results: Row
    questions: list[Question]
    regions: list[RegionPart]

    @property
    def excluded(self) -> list[Row]:
        """Raters whom the plan's rules left out."""
        return [finding for finding in self.results["screening"] if finding["excluded"]]


def build(results: Row) -> Report:
    """Return the page of `results` (the content of results.json)."""
    scale = tuple(results["plan"]["design"]["scale"])
    regions = [_region(key, row, scale) for key, row in results["regions"].items()]
    return Report(results, _questions(results), regions)


def _questions(results: Row) -> list[Question]:
    plan = results["plan"]["analysis"]
    grouped = groupby(results["contrasts"], key=lambda row: row["name"])
    return [Question(name, [_card(row, plan) for row in rows]) for name, rows in grouped]


def _card(row: Row, plan: Row) -> ContrastCard:
    bound = plan["equivalence_bound"]
    known = row["difference"] is not None
    return ContrastCard(
        region=words.region_name(row["region"]),
        row=row,
        sign=words.SIGNS.get(row["verdict"], "–"),
        sentence=words.verdict_sentence(row, alpha=plan["alpha"], bound=bound),
        difference=_number(row["difference"]),
        interval=_interval(row),
        p=apa.p(row["p_adjusted"]) if known else "",
        chart=charts.interval_chart(row["difference"], row["ci_low"], row["ci_high"], bound) if known else None,
    )


def _region(key: str, region: Row, scale: tuple[int, int]) -> RegionPart:
    return RegionPart(
        key=key,
        name=words.region_name(key),
        chart=charts.means_chart(region["description"], scale),
        description=[(row, _interval(row)) for row in region["description"]],
        friedman=words.friedman_sentence(region["friedman"], key),
        pairs=[_pair(row) for row in region["pairs"]],
        warnings=region["warnings"],
    )


def _pair(row: Row) -> PairRow:
    ranks = row["wilcoxon_p"], row["wilcoxon_p_holm"]
    p, p_holm = ("–" if value is None else apa.p(value).removeprefix("p = ").removeprefix("p ") for value in ranks)
    difference, dz = _number(row["difference"]), _number(row["dz"])
    return PairRow(row, difference, _interval(row), p, p_holm, dz, words.SIGNS.get(row["verdict"], "–"))


def _interval(row: Row) -> str:
    return "–" if row["ci_low"] is None else apa.interval(row["ci_low"], row["ci_high"])


def _number(value: float | None) -> str:
    return "–" if value is None else apa.number(value)
