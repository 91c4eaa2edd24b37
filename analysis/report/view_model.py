"""The content of the report page: text and chart coordinates, which the templates draw.

`analysis.report.view` builds it from `results.json`.
"""

from dataclasses import dataclass

from analysis.report import charts, phrasing
from analysis.report.scatter import ScatterChart
from analysis.report.tables import Table


@dataclass(frozen=True)
class ContrastCard:
    """A planned contrast for one question; `chart` is None if it could not be estimated."""

    question: str
    verdict: str
    symbol: str
    sentence: str
    difference: str
    interval: str
    simultaneous_interval: str
    test: str
    adjusted_p: str
    odds_ratio: str
    chart: charts.IntervalChart | None


@dataclass(frozen=True)
class PlannedContrast:
    """A planned contrast with a card for each question; `weights` says what is compared."""

    name: str
    weights: str
    cards: list[ContrastCard]


@dataclass(frozen=True)
class DescriptionRow:
    """Descriptive statistics of a condition; `intervals` by the CSS class of their kind."""

    condition: str
    mean: str
    intervals: dict[str, str]
    sd: str
    median: str
    n: int


@dataclass(frozen=True)
class ScoreRow:
    """The objective scores of a video, in the order of the question's scatter charts, and its mean rating."""

    condition: str
    clip: str
    scores: list[str]
    mean: str
    n: int


@dataclass(frozen=True)
class MatrixEntry:
    """The difference row − column of two conditions."""

    verdict: str
    symbol: str
    difference: str


@dataclass(frozen=True)
class PairMatrix:
    """The rated conditions, and for each of them an entry per condition; None against itself."""

    conditions: list[str]
    rows: list[tuple[str, list[MatrixEntry | None]]]


@dataclass(frozen=True)
class QuestionView:
    """One question: its charts with the numbers behind them, its tests in words, its pairs."""

    name: str
    text: str
    css_class: str
    chart: charts.MeansChart
    description: list[DescriptionRow]
    tests: list[str]
    matrix: PairMatrix
    scatter_charts: list[ScatterChart]
    scores: list[ScoreRow]
    warnings: list[str]

    @property
    def title(self) -> str:
        """The name as a heading."""
        return phrasing.capitalize_first(self.name)


@dataclass(frozen=True)
class ScreeningRow:
    """A rater whom an exclusion rule flagged; `value` is empty if the rule has none."""

    rater: str
    rule: str
    value: str
    excluded: bool


@dataclass(frozen=True)
class Preregistration:
    """When the pre-registration was sealed, and the digest of its text."""

    time: str
    text_sha256: str


@dataclass(frozen=True)
class ReportView:
    """The whole page."""

    level: str
    warnings: list[str]
    contrasts: list[PlannedContrast]
    contrast_note: str
    questions: list[QuestionView]
    condition_shapes: dict[str, str]
    labels: dict[str, str]
    pairs_note: str
    tables: dict[str, Table]
    counts: str
    design: list[str]
    deviations: list[str]
    preregistration: Preregistration | None
    screening: list[ScreeningRow]
    plan_sha256: str
    ratings_sha256: str
    program: str
    methods: list[tuple[str, str]]
    method_paragraphs: list[str]
    result_paragraphs: list[str]

    @property
    def has_objective_scores(self) -> bool:
        """Whether any question's videos have objective scores."""
        return any(question.scatter_charts for question in self.questions)
