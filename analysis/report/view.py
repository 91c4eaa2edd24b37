"""What the report page shows, as text and chart coordinates: built from `results.json`, drawn by the templates.

The site's page of a closed study and the standalone report are drawn from the same `ReportView`.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from analysis.json_types import JsonObject
from analysis.report import apa, charts, methods_text, phrasing
from analysis.report.condition_order import condition_order
from analysis.report.design_text import design_sentences
from analysis.report.labels import short_labels
from analysis.report.scatter import condition_shapes, scatter_charts
from analysis.report.tables import confidence_level, report_tables
from analysis.report.view_model import (
    ContrastCard,
    DescriptionRow,
    MatrixEntry,
    PairMatrix,
    PlannedContrast,
    Preregistration,
    QuestionView,
    ReportView,
    ScoreRow,
    ScreeningRow,
)
from face.regions import Region

NOT_ESTIMATED = "not estimated"


def report_view(results: JsonObject, conditions: Sequence[str]) -> ReportView:
    """Return the page of `results` (the content of results.json).

    Conditions are in the given order, followed by those that it lacks.
    """
    conditions = condition_order(results, conditions)
    methods = results["methods"]
    warnings = {name: _question_warnings(question) for name, question in results["questions"].items()}
    shared = _shared_warnings(list(warnings.values()))
    general = [methods_text.SIMULATED.rstrip(".")] if results["simulated"] else []
    general += [*results["warnings"], *results["notes"], *shared]
    return ReportView(
        level=confidence_level(results),
        warnings=list(map(_as_sentence, general)),
        contrasts=_planned_contrasts(results),
        contrast_note=_contrast_note(results),
        questions=[
            _question_view(name, results, conditions, [text for text in warnings[name] if text not in shared])
            for name in results["questions"]
        ],
        condition_shapes=condition_shapes(conditions),
        labels=short_labels(conditions),
        pairs_note=(
            "Difference, interval and verdict come from the method of the planned contrasts; "
            f"Wilcoxon: {methods['wilcoxon']}. {_as_sentence(methods['pairs_family'])}"
        ),
        tables={table.name: table for table in report_tables(results)},
        counts=_counts(results["counts"]),
        design=design_sentences(results),
        deviations=results["deviations"],
        preregistration=_preregistration(results),
        screening=[_screening_row(row) for row in results["screening"]],
        plan_sha256=results["plan_sha256"],
        ratings_sha256=results["input_sha256"],
        program=results["program"],
        methods=[(phrasing.method_name(name), text) for name, text in methods.items()],
        method_paragraphs=methods_text.method_paragraphs(results),
        result_paragraphs=methods_text.result_paragraphs(results),
    )


def _contrast_note(results: JsonObject) -> str:
    """Say how the planned contrasts were tested; an empty string if none could be tested."""
    if all(row["difference"] is None for row in results["contrasts"]):
        return ""
    methods = results["methods"]
    return _as_sentence(
        f"{methods['contrasts']}; intervals {methods['contrast_interval']}; p-values adjusted "
        f"({methods['contrast_family']}); equivalence: {methods['equivalence']}"
    )


def _preregistration(results: JsonObject) -> Preregistration | None:
    sealed = results.get("preregistration")
    return Preregistration(methods_text.sealed_on(sealed), sealed["text_sha256"]) if sealed else None


def pair_matrix(pairs: Sequence[JsonObject], order: Sequence[str]) -> PairMatrix:
    """Arrange the `pairs` of a question (results.json) as a square, conditions in the given order."""
    entries = {(row["a"], row["b"]): _matrix_entry(row, 1) for row in pairs}
    entries |= {(row["b"], row["a"]): _matrix_entry(row, -1) for row in pairs}
    rated = {name for pair in entries for name in pair}
    names = [name for name in order if name in rated]
    return PairMatrix(names, [(a, [entries.get((a, b)) for b in names]) for a in names])


def _matrix_entry(row: JsonObject, sign: int) -> MatrixEntry:
    return MatrixEntry(
        verdict=row["verdict"] or NOT_ESTIMATED,
        symbol=phrasing.VERDICT_SYMBOLS.get(row["verdict"], "–"),
        difference="" if row["difference"] is None else apa.number(sign * row["difference"]),
    )


def _question_warnings(question: JsonObject) -> list[str]:
    ordinal = (question.get("clmm") or {}).get("warnings") or []
    return [
        *question["warnings"],
        *((question.get("lmm") or {}).get("warnings") or []),
        *(f"ordinal model: {text}" for text in ordinal),
    ]


def _shared_warnings(warnings: Sequence[Sequence[str]]) -> list[str]:
    """Return the warnings that all questions share: they are shown once, at the top."""
    return [text for text in warnings[0] if all(text in each for each in warnings)] if len(warnings) > 1 else []


def _planned_contrasts(results: JsonObject) -> list[PlannedContrast]:
    plan = results["plan"]["analysis"]
    scales = {name: tuple(question["asked"]["scale"]) for name, question in results["questions"].items()}
    groups = groupby(results["contrasts"], key=lambda row: str(row["name"]))
    return [_planned_contrast(name, list(rows), plan, scales) for name, rows in groups]


def _planned_contrast(
    name: str, rows: list[JsonObject], plan: JsonObject, scales: Mapping[str, tuple[int, int]]
) -> PlannedContrast:
    limits = _axis_limits(rows, scales)
    weights = phrasing.weights_text(rows[0]["weights"])
    return PlannedContrast(name, weights, [_contrast_card(row, plan, limits.get(row["question"], 0.0)) for row in rows])


def _axis_limits(rows: list[JsonObject], scales: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    """Return how far the axis of each question's card reaches: equally far for questions on the same scale."""
    estimated = [row for row in rows if row["difference"] is not None]
    limits: dict[str, float] = {}
    for scale in set(scales.values()):
        own = [row for row in estimated if scales[row["question"]] == scale]
        intervals = [(row["ci_low_adjusted"], row["ci_high_adjusted"]) for row in own]
        bound = max((row["equivalence_bound"] for row in own), default=0.0)
        limits |= {row["question"]: charts.axis_limit(intervals, bound) for row in own}
    return limits


def _contrast_card(row: JsonObject, plan: JsonObject, limit: float) -> ContrastCard:
    bound = row["equivalence_bound"]
    estimated = row["difference"] is not None
    return ContrastCard(
        question=phrasing.capitalize_first(phrasing.question_name(row["question"])),
        verdict=row["verdict"] or NOT_ESTIMATED,
        symbol=phrasing.VERDICT_SYMBOLS.get(row["verdict"], "–"),
        sentence=phrasing.verdict_sentence(row, alpha=plan["alpha"], bound=bound),
        difference=_number(row["difference"]),
        interval=_interval(row, "ci_low", "ci_high"),
        simultaneous_interval=_interval(row, "ci_low_adjusted", "ci_high_adjusted"),
        test=methods_text.t_test(row) if estimated else "",
        adjusted_p=apa.p_value(row["p_adjusted"]) if estimated else "",
        odds_ratio=phrasing.capitalize_first(phrasing.odds_ratio(row)),
        chart=_contrast_chart(row, bound, limit) if estimated else None,
    )


def _contrast_chart(row: JsonObject, bound: float, limit: float) -> charts.IntervalChart:
    unadjusted, simultaneous = (row["ci_low"], row["ci_high"]), (row["ci_low_adjusted"], row["ci_high_adjusted"])
    return charts.interval_chart(row["difference"], unadjusted, simultaneous, bound=bound, limit=limit)


def _question_view(name: str, results: JsonObject, conditions: Sequence[str], warnings: Sequence[str]) -> QuestionView:
    question: JsonObject = results["questions"][name]
    low, high = question["asked"]["scale"]
    position = {condition: index for index, condition in enumerate(conditions)}
    description = sorted(question["description"], key=lambda row: position.get(row["condition"], len(position)))
    return QuestionView(
        name=phrasing.question_name(name),
        text=question["asked"]["text"],
        css_class=question["asked"]["region"] or (name if name in list(Region) else ""),
        chart=charts.means_chart(description, (low, high), _rater_means(question)),
        description=[_description_row(row) for row in description],
        tests=[
            sentence
            for sentence in (
                phrasing.omnibus_sentence((question.get("lmm") or {}).get("omnibus")),
                phrasing.ordinal_sentence(question.get("clmm")),
                phrasing.rank_test_sentence(question),
                phrasing.agreement_sentence(question.get("agreement")),
                phrasing.drift_sentence(question.get("position")),
                phrasing.carry_over_sentence(question.get("carry_over")),
            )
            if sentence
        ],
        matrix=pair_matrix(question["pairs"], conditions),
        scatter_charts=scatter_charts(question, conditions),
        scores=_score_rows(question),
        warnings=list(map(_as_sentence, warnings)),
    )


def _description_row(row: JsonObject) -> DescriptionRow:
    return DescriptionRow(
        condition=row["condition"],
        mean=_number(row["mean"]),
        intervals={kind: _interval(row, low, high) for kind, (_, low, high) in charts.INTERVAL_KINDS.items()},
        sd=_number(row["sd"]),
        median=_number(row["median"], 1),
        n=row["n"],
    )


def _score_rows(question: JsonObject) -> list[ScoreRow]:
    measures = [correlation["measure"] for correlation in question.get("objective_correlations") or []]
    return [
        ScoreRow(
            condition=row["condition"],
            clip=row["clip"],
            scores=[_number(row["scores"].get(measure), 3) for measure in measures],
            mean=_number(row["mean"]),
            n=row["n"],
        )
        for row in question.get("objective") or []
    ]


def _rater_means(question: JsonObject) -> dict[str, list[float]]:
    """Return the raters' means by condition."""
    means: dict[str, list[float]] = {}
    for row in question.get("rater_means") or []:
        means.setdefault(row["condition"], []).append(row["mean"])
    return means


def _screening_row(row: JsonObject) -> ScreeningRow:
    value = "" if row["value"] is None else apa.number(row["value"])
    return ScreeningRow(row["rater"], row["rule"], value, excluded=row["excluded"])


def _counts(counts: JsonObject) -> str:
    ratings, raters, clips, conditions = (
        f"{counts[key]} {key if counts[key] != 1 else key[:-1]}" for key in ("ratings", "raters", "clips", "conditions")
    )
    return f"{ratings} of {raters}, {clips} in {conditions}"


def _interval(row: JsonObject, low: str, high: str) -> str:
    return "–" if row.get(low) is None else apa.interval(row[low], row[high])


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else apa.number(value, digits)


def _as_sentence(text: str) -> str:
    return f"{phrasing.capitalize_first(text)}."
