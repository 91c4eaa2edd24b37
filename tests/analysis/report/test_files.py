"""Everything the report writes, looked at as its readers will."""

import csv
import io
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from analysis.report import csv_export, figure_data, methods_text, tables
from analysis.report.figures.render import render_figure
from analysis.report.files import Files, report_files


@pytest.fixture(scope="module")
def files(results_json: str) -> Files:
    return report_files(json.loads(results_json), title="A <b> & c", order=["c", "b_1", "a"])


def test_the_page_needs_no_network_and_escapes_every_label(files: Files) -> None:
    page = files["report.html"].decode()
    assert "<title>A &lt;b&gt; &amp; c</title>" in page
    assert "<mouth>" not in page
    sources = re.findall(r'(?:src|href|url)\s*[=(]\s*"?([^")\s]+)', page)
    assert sources
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert "<script" not in page


def test_every_figure_comes_as_svg_pdf_and_data(files: Files) -> None:
    names = {name.rpartition(".")[0] for name in files if name.startswith("figures/")}
    assert {"figures/contrasts", "figures/means", "figures/histogram", "figures/verdicts"} <= names
    for name in names:
        root = ET.fromstring(files[f"{name}.svg"])
        assert root.tag.endswith("svg")
        assert files[f"{name}.pdf"].startswith(b"%PDF")
        assert b"CreationDate" not in files[f"{name}.pdf"]
        assert list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode())))


def test_figures_come_out_the_same_and_simulated_ones_differ(results: dict[str, Any]) -> None:
    content = figure_data.figure_data(results, ["a", "b_1", "c"])[0]
    once, again = render_figure(content), render_figure(content)
    assert once == again
    assert render_figure(content, mark="simulated ratings") != once


def test_labels_of_any_script_and_signs_of_formulas_are_drawn(results: dict[str, Any]) -> None:
    content = next(each for each in figure_data.figure_data(results, ["a", "b_1", "c"]) if each.name == "means")
    rows = [row | {"condition": "日本 $a_b$ 100 %"} for row in content.rows]
    drawn = render_figure(figure_data.FigureData("means", "Means", rows))
    assert ET.fromstring(drawn["means.svg"]).tag.endswith("svg")


def test_conditions_are_listed_in_the_study_s_order(results: dict[str, Any]) -> None:
    contents = {each.name: each.rows for each in figure_data.figure_data(results, ["c", "b_1", "a"])}
    assert [row["condition"] for row in contents["means"]][:3] == ["c", "b_1", "a"]
    pair = contents["verdicts"][0]
    assert (pair["a"], pair["b"]) == ("c", "b_1")
    stored = next(row for row in results["questions"]["upper"]["pairs"] if {row["a"], row["b"]} == {"b_1", "c"})
    assert pair["difference"] == (-stored["difference"] if stored["a"] == "b_1" else stored["difference"])


@pytest.mark.parametrize("missing", ["clmm", "rm_anova", "agreement", "variance_shares", "position", "raters"])
def test_a_block_that_is_not_there_is_left_out(results: dict[str, Any], missing: str) -> None:
    for question in results["questions"].values():
        question.pop(missing, None)
    assert methods_text.methods_text(results)
    assert tables.report_tables(results)
    assert figure_data.figure_data(results, ["a", "b_1", "c"])
    assert f"{missing}.csv" not in csv_export.csv_tables(results)


def test_what_could_not_be_estimated_is_said(results: dict[str, Any]) -> None:
    row = results["contrasts"][0]
    row.update(dict.fromkeys(("difference", "ci_low", "ci_high", "df", "p", "p_adjusted", "tost_p", "verdict")))
    row["reason"] = "the condition c was not rated"
    assert "not estimated: the condition c was not rated." in methods_text.contrast_sentence(row, results)
    assert "not estimated" in tables.latex_table(
        next(each for each in tables.report_tables(results) if each.name == "contrasts")
    )


def test_without_a_plan_the_text_claims_none(results: dict[str, Any]) -> None:
    results["contrasts"] = []
    assert "all comparisons are exploratory" in methods_text.methods_text(results)


def test_the_text_says_in_what_conditions_differ_by_design(results: dict[str, Any]) -> None:
    assert "By design" not in methods_text.methods_text(results)
    results["plan"]["design"]["factors"] = ["avatar", "sound"]
    assert "By design, conditions also differed in avatar and sound." in methods_text.methods_text(results)


def test_numbers_in_csv_keep_every_digit(results: dict[str, Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_export.csv_tables(results)["contrasts.csv"])))
    assert float(rows[0]["difference"]) == results["contrasts"][0]["difference"]
    assert rows[0]["weights"] == "b_1=1 a=-1"


def test_latex_is_escaped_and_balanced(results: dict[str, Any]) -> None:
    text = "\n".join(tables.latex_table(each) for each in tables.report_tables(results))
    assert r"b\_1" in text
    assert r"\& co" in text
    assert text.count(r"\begin{tabular}") == text.count(r"\end{tabular}") == text.count(r"\bottomrule")
    for line in re.findall(r"\\midrule\n(.*?) \\\\", text):
        assert line.count(" & ") >= 3


def test_p_recomputed_from_the_printed_statistic_is_the_printed_p(results: dict[str, Any]) -> None:
    """As statcheck does with papers."""
    from scipy.stats import chi2, f, t  # noqa: PLC0415 - only here

    text = methods_text.methods_text(results).replace("−", "-")
    said_p = r"p ([=<>]) (\.\d+)"
    tests = {
        rf"()t\(([\d.]+)\) = (-?[\d.]+), {said_p}": lambda _, df, value: 2 * t.sf(abs(value), df),
        rf"F\(([\d.]+), ([\d.]+)\) = ([\d.]+), {said_p}": lambda df1, df2, value: f.sf(value, df1, df2),
        rf"()χ²\((\d+)[^)]*\) = ([\d.]+), {said_p}": lambda _, df, value: chi2.sf(value, df),
    }
    result = [
        (compute(*(float(each or 0) for each in numbers)), sign, float(p))
        for pattern, compute in tests.items()
        for *numbers, sign, p in re.findall(pattern, text)
    ]
    assert len(result) >= 8
    for p, sign, message in result:
        assert {"=": abs(p - message) < 0.006, "<": p < message + 1e-4, ">": p > message - 1e-3}[sign]
