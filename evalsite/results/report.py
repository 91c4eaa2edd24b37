"""What the dashboard of a closed study shows, picked from results.json and put into words and charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from analysis.report import apa, sentences, words
from evalsite.results import charts
from evalsite.results.matrix import Matrix, matrix

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
    test: str
    adjusted: str
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
    tests: list[str]
    matrix: Matrix
    pairs: list[PairRow]
    warnings: list[str]


@dataclass(frozen=True)
class Report:
    """The whole page."""

    results: Row
    warnings: list[str]
    questions: list[Question]
    regions: list[RegionPart]

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
    return Report(results, results["warnings"] + results["notes"] + shared, _questions(results), own)


def _shared_warnings(results: Row) -> list[str]:
    """Return what is said of every region; it is worth saying once, at the top."""
    said = [region["warnings"] for region in results["regions"].values()]
    return [text for text in said[0] if all(text in each for each in said)]


def _questions(results: Row) -> list[Question]:
    plan = results["plan"]["analysis"]
    grouped = groupby(results["contrasts"], key=lambda row: row["name"])
    return [_question(name, list(rows), plan) for name, rows in grouped]


def _question(name: str, rows: list[Row], plan: Row) -> Question:
    known = [(row["ci_low"], row["ci_high"]) for row in rows if row["difference"] is not None]
    reach = charts.reach(known, plan["equivalence_bound"])
    return Question(name, [_card(row, plan, reach) for row in rows])


def _card(row: Row, plan: Row, reach: float) -> ContrastCard:
    bound = plan["equivalence_bound"]
    known = row["difference"] is not None
    return ContrastCard(
        region=words.region_name(row["region"]),
        row=row,
        sign=words.SIGNS.get(row["verdict"], "–"),
        sentence=words.verdict_sentence(row, alpha=plan["alpha"], bound=bound),
        difference=_number(row["difference"]),
        interval=_interval(row),
        test=sentences.t_test(row) if known else "",
        adjusted=apa.p(row["p_adjusted"]) if known else "",
        chart=_chart(row, bound, reach) if known else None,
    )


def _chart(row: Row, bound: float, reach: float) -> charts.IntervalChart:
    return charts.interval_chart(row["difference"], row["ci_low"], row["ci_high"], bound=bound, reach=reach)


def _region(key: str, region: Row, scale: tuple[int, int], order: Sequence[str]) -> RegionPart:
    description = sorted(region["description"], key=lambda row: order.index(row["condition"]))
    model = region.get("lmm") or {}
    return RegionPart(
        key=key,
        name=words.region_name(key),
        chart=charts.means_chart(description, scale),
        description=[(row, _interval(row)) for row in description],
        tests=[
            words.omnibus_sentence(model.get("omnibus")),
            words.ordinal_sentence(region.get("clmm")),
            words.friedman_sentence(region["friedman"]),
            words.agreement_sentence(region.get("agreement")),
        ],
        matrix=matrix(region["pairs"], order),
        pairs=[_pair(row) for row in region["pairs"]],
        warnings=[*region["warnings"], *model.get("warnings", [])],
    )


def _pair(row: Row) -> PairRow:
    ranks = row["wilcoxon_p"], row["wilcoxon_p_holm"]
    p, p_holm = ("–" if value is None else apa.bare_p(value) for value in ranks)
    difference, dz = _number(row["difference"]), _number(row["dz"])
    return PairRow(row, difference, _interval(row), p, p_holm, dz, words.SIGNS.get(row["verdict"], "–"))


def _interval(row: Row) -> str:
    return "–" if row["ci_low"] is None else apa.interval(row["ci_low"], row["ci_high"])


def _number(value: float | None) -> str:
    return "–" if value is None else apa.number(value)
