"""The report: one page that needs no network and no other file."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from analysis.report import html, methods_text, phrasing
from analysis.report.figure_data import Content
from analysis.report.tables import Table, percent, tables

Row = Mapping[str, Any]

CSS: Final = Path(__file__).with_name("page.css")
FIRST: Final = (
    {"contrasts": "each interval by itself", "contrasts-adjusted": "all together"},
    {"means": "these clips", "means-model": "any clips, by the model", "means-bootstrap": "any clips, drawn anew"},
)
FURTHER: Final = (
    *({name: ""} for name in ("objective", "histogram", "verdicts", "variances", "power")),
    {"clips": "clips", "clips-by-condition": "clips by condition", "rater-effects": "raters"},
    {"raters": "bias and inconsistency", "rater-correlations": "correlations"},
)
"""The figures in their order; those in one place are alternatives, with what their buttons say."""


def page(results: Row, drawn: Sequence[tuple[Content, bytes]], *, title: str, order: Sequence[str]) -> str:
    """Return the report as HTML; `drawn` are the figures with their SVG."""
    parts = [
        f"<h1>{escape(title)}</h1>",
        html.paragraphs([_counts(results)], "soft"),
        html.paragraphs(_warnings(results), "warn"),
        _contrasts(results),
        _figures(drawn, FIRST, 1),
        "<h2>Every pair, to explore</h2>",
        *(html.matrix(name, row["pairs"], order) for name, row in results["regions"].items()),
        "<h2>Results in words</h2>",
        html.paragraphs(methods_text.outcome(results)),
        "<h2>Tables</h2>",
        *map(html.table, _shown(results)),
        "<h2>Further figures</h2>",
        _figures(drawn, FURTHER, len(FIRST) + 1),
        "<h2>Method</h2>",
        html.paragraphs(methods_text.method(results)),
        "<h2>How it was computed</h2>",
        html.facts(_methods(results)),
    ]
    return _document(title, "\n".join(part for part in parts if part))


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>\n<style>\n{CSS.read_text(encoding='utf-8')}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def _counts(results: Row) -> str:
    counts = results["counts"]
    return (
        f"{counts['ratings']} ratings of {counts['raters']} raters, {counts['clips']} clips in "
        f"{counts['conditions']} conditions · plan {results['plan_sha256'][:8]}… · ratings "
        f"{results['input_sha256'][:8]}…"
    )


def _warnings(results: Row) -> list[str]:
    """Return what limits the results; what is said of every region once."""
    of_regions = {
        name: [*row["warnings"], *((row.get("lmm") or {}).get("warnings") or [])]
        for name, row in results["regions"].items()
    }
    every = [text for text in next(iter(of_regions.values())) if all(text in said for said in of_regions.values())]
    own = [
        f"{phrasing.region_name(name)}: {text}"
        for name, said in of_regions.items()
        for text in said
        if text not in every
    ]
    simulated = [methods_text.SIMULATED.rstrip(".")] if results["simulated"] else []
    said = [*simulated, *results["warnings"], *results["notes"], *every, *own]
    return [f"{text[:1].upper()}{text[1:]}." for text in said]


def _contrasts(results: Row) -> str:
    plan, level = results["plan"]["analysis"], percent(results)
    parts = []
    for name, rows in groupby(results["contrasts"], key=lambda row: str(row["name"])):
        said = [
            (row, phrasing.verdict_sentence(row, alpha=plan["alpha"], bound=plan["equivalence_bound"])) for row in rows
        ]
        cards = "\n".join(html.card(row, sentence, level) for row, sentence in said)
        parts.append(f'<h2>{escape(name)}</h2>\n<div class="grid">\n{cards}\n</div>')
    return "\n".join(parts) or "<h2>No contrast was planned</h2>"


def _figures(drawn: Sequence[tuple[Content, bytes]], places: Sequence[Mapping[str, str]], first: int) -> str:
    known = {content.name: (content, svg) for content, svg in drawn}
    kept = [{name: label for name, label in place.items() if name in known} for place in places]
    return "\n".join(_place(place, known, number) for number, place in enumerate(filter(None, kept), first))


def _place(place: Mapping[str, str], known: Mapping[str, tuple[Content, bytes]], number: int) -> str:
    choices = [(label, html.picture(known[name][1], known[name][0].caption, number)) for name, label in place.items()]
    return html.switch(next(iter(place)), choices)


def _shown(results: Row) -> list[Table]:
    return tables(results)


def _methods(results: Row) -> list[tuple[str, str]]:
    named = [(name.replace("_", " ").capitalize(), text) for name, text in results["methods"].items()]
    digests = [("Plan SHA-256", results["plan_sha256"]), ("Ratings SHA-256", results["input_sha256"])]
    return [*named, *digests, ("Program", results["program"])]
