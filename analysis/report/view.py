"""What the dashboard of a closed study shows, picked from results.json and put into words and charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from analysis.report import apa, charts, methods_text, phrasing, tables
from analysis.report.columns import Column
from analysis.report.pair_matrix import Matrix, matrix
from analysis.report.scatter import Scatter, scatters, shapes

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
    together: str
    test: str
    adjusted: str
    chart: charts.IntervalChart | None


@dataclass(frozen=True)
class Question:
    """A planned contrast in all regions."""

    name: str
    cards: list[ContrastCard]


@dataclass(frozen=True)
class RegionPart:
    """One region: its charts with the tables beside, its tests in words, its pairs."""

    key: str
    name: str
    chart: charts.MeansChart
    description: list[tuple[Row, list[tuple[str, str]]]]
    tests: list[str]
    matrix: Matrix
    scatters: list[Scatter]
    objective: list[tuple[Row, list[float | None]]]
    warnings: list[str]

    @property
    def measures(self) -> list[str]:
        """The measures that have scores."""
        return [chart.measure for chart in self.scatters]


@dataclass(frozen=True)
class NumberTable:
    """One of the report's tables, each cell with whether it is a number."""

    caption: str
    columns: Sequence[Column]
    marked: list[list[tuple[str, bool]]]
    note: str


@dataclass(frozen=True)
class Report:
    """The whole page."""

    results: Row
    warnings: list[str]
    questions: list[Question]
    regions: list[RegionPart]
    tables: dict[str, NumberTable]
    shapes: dict[str, str]

    @property
    def has_objective(self) -> bool:
        """Whether any region's videos have objective scores."""
        return any(region.scatters for region in self.regions)

    @property
    def methods(self) -> list[tuple[str, str]]:
        """How each part was computed."""
        return [(name.replace("_", " ").capitalize(), text) for name, text in self.results["methods"].items()]

    @property
    def level(self) -> str:
        """How sure the intervals are: `95 %`."""
        return f"{100 * (1 - self.results['plan']['analysis']['alpha']):g} %"


def build(results: Row, order: Sequence[str]) -> Report:
    """Return the page of `results` (the content of results.json), conditions in the order of the study file."""
    scale = tuple(results["plan"]["design"]["scale"])
    shared = _shared_warnings(results)
    regions = [_region(key, row, scale, order) for key, row in results["regions"].items()]
    own = [replace(region, warnings=[text for text in region.warnings if text not in shared]) for region in regions]
    warnings = results["warnings"] + results["notes"] + shared
    numbers = {table.name: _numbers(table) for table in tables.tables(results)}
    return Report(results, warnings, _questions(results), own, numbers, shapes(order))


def _numbers(table: tables.Table) -> NumberTable:
    marks = [column.number for column in table.columns]
    return NumberTable(
        table.caption, table.columns, [list(zip(row, marks, strict=True)) for row in table.rows], table.note
    )


def _shared_warnings(results: Row) -> list[str]:
    """Return what is said of every region; it is worth saying once, at the top."""
    said = [region["warnings"] for region in results["regions"].values()]
    return [text for text in said[0] if all(text in each for each in said)]


def _questions(results: Row) -> list[Question]:
    plan = results["plan"]["analysis"]
    grouped = groupby(results["contrasts"], key=lambda row: row["name"])
    return [_question(name, list(rows), plan) for name, rows in grouped]


def _question(name: str, rows: list[Row], plan: Row) -> Question:
    known = [(row["ci_low_adjusted"], row["ci_high_adjusted"]) for row in rows if row["difference"] is not None]
    reach = charts.reach(known, plan["equivalence_bound"])
    return Question(name, [_card(row, plan, reach) for row in rows])


def _card(row: Row, plan: Row, reach: float) -> ContrastCard:
    bound = plan["equivalence_bound"]
    known = row["difference"] is not None
    return ContrastCard(
        region=phrasing.region_name(row["region"]),
        row=row,
        sign=phrasing.SIGNS.get(row["verdict"], "–"),
        sentence=phrasing.verdict_sentence(row, alpha=plan["alpha"], bound=bound),
        difference=_number(row["difference"]),
        interval=_interval(row),
        together=_interval(row, "ci_low_adjusted", "ci_high_adjusted"),
        test=methods_text.t_test(row) if known else "",
        adjusted=apa.p(row["p_adjusted"]) if known else "",
        chart=_chart(row, bound, reach) if known else None,
    )


def _chart(row: Row, bound: float, reach: float) -> charts.IntervalChart:
    alone, together = (row["ci_low"], row["ci_high"]), (row["ci_low_adjusted"], row["ci_high_adjusted"])
    return charts.interval_chart(row["difference"], alone, together, bound=bound, reach=reach)


def _region(key: str, region: Row, scale: tuple[int, int], order: Sequence[str]) -> RegionPart:
    description = sorted(region["description"], key=lambda row: order.index(row["condition"]))
    model = region["lmm"]
    laid = scatters(region, order)
    return RegionPart(
        key=key,
        name=phrasing.region_name(key),
        chart=charts.means_chart(description, scale, _dots(region)),
        description=[(row, _intervals(row)) for row in description],
        tests=[
            phrasing.omnibus_sentence(model["omnibus"]),
            phrasing.ordinal_sentence(region["clmm"]),
            phrasing.friedman_sentence(region["friedman"]),
            phrasing.agreement_sentence(region["agreement"]),
            phrasing.drift_sentence(region["position"]),
        ],
        matrix=matrix(region["pairs"], order),
        scatters=laid,
        objective=[
            (row, [row["scores"].get(found["measure"]) for found in region["objective_correlations"]])
            for row in region["objective"]
        ],
        warnings=[
            *region["warnings"],
            *model["warnings"],
            *(f"ordinal model: {text}" for text in region["clmm"]["warnings"]),
        ],
    )


def _dots(region: Row) -> dict[str, list[float]]:
    """Return the raters' means by condition."""
    found: dict[str, list[float]] = {}
    for row in region["rater_means"]:
        found.setdefault(row["condition"], []).append(row["mean"])
    return found


def _intervals(row: Row) -> list[tuple[str, str]]:
    """Return each kind of interval with its class."""
    return [(kind, _interval(row, low, high)) for kind, (_, low, high) in charts.KINDS.items()]


def _interval(row: Row, low: str = "ci_low", high: str = "ci_high") -> str:
    return "–" if row[low] is None else apa.interval(row[low], row[high])


def _number(value: float | None) -> str:
    return "–" if value is None else apa.number(value)
