"""The pieces of the report's page, every text escaped."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from analysis.report import apa, phrasing
from analysis.report.tables import Table

Row = Mapping[str, Any]


def paragraphs(texts: Iterable[str], kind: str = "") -> str:
    """Return a paragraph for each text."""
    opening = f'<p class="{kind}">' if kind else "<p>"
    return "\n".join(f"{opening}{escape(text)}</p>" for text in texts)


def table(found: Table) -> str:
    """Return a table with its caption and note; wide ones scroll."""
    kinds = ['class="n"' if column.number else "" for column in found.columns]
    head = "".join(
        f"<th {kind}>{escape(column.heading)}</th>" for kind, column in zip(kinds, found.columns, strict=True)
    )
    body = "\n".join(f"<tr>{_cells(row, kinds)}</tr>" for row in found.rows)
    note = paragraphs([found.note], "soft") if found.note else ""
    return (
        f'<div class="scroll" tabindex="0"><table><caption>{escape(found.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>{note}"
    )


def _cells(row: Sequence[str], kinds: Sequence[str]) -> str:
    return "".join(f"<td {kind}>{escape(cell)}</td>" for kind, cell in zip(kinds, row, strict=True))


def verdict(row: Row, said: str = "") -> str:
    """Return a verdict as a coloured word with its symbol."""
    name = row["verdict"] or "not estimated"
    sign = phrasing.SIGNS.get(row["verdict"], "–")
    return f'<span class="verdict {name}" title="{name}">{sign} {escape(said or name)}</span>'


def card(row: Row, sentence: str, level: str) -> str:
    """Return a planned contrast in one region, answer first."""
    region = escape(phrasing.region_name(row["region"]).capitalize())
    number, interval = "–", ""
    if row["difference"] is not None:
        number = apa.number(row["difference"])
        adjusted = f"adjusted {apa.p(row['p_adjusted'])}"
        interval = f"{level} interval {apa.interval(row['ci_low'], row['ci_high'])}; {adjusted}"
    return (
        f'<section class="card"><h3>{region}{verdict(row)}</h3><div class="big">{number}</div>'
        f'<p class="soft">{escape(interval)}</p><p>{escape(sentence)}</p></section>'
    )


def matrix(region: str, pairs: Sequence[Row], order: Sequence[str]) -> str:
    """Return the differences of all pairs in a region (row − column), each with its verdict."""
    cells = {(row["a"], row["b"]): _pair(row, 1) for row in pairs}
    cells |= {(row["b"], row["a"]): _pair(row, -1) for row in pairs}
    names = [name for name in order if any(name in pair for pair in cells)]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "\n".join(
        f'<tr><th scope="row">{escape(a)}</th>{"".join(cells.get((a, b), EMPTY) for b in names)}</tr>' for a in names
    )
    caption = f"{escape(phrasing.region_name(region).capitalize())}: row − column"
    return (
        f'<div class="scroll" tabindex="0"><table class="matrix"><caption>{caption}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )


EMPTY = '<td class="empty"></td>'


def _pair(row: Row, sign: int) -> str:
    return f"<td>{verdict(row, '' if row['difference'] is None else apa.number(sign * row['difference']))}</td>"


def picture(svg: bytes, caption: str, number: int) -> str:
    """Return a figure that needs no other file; as an image, so that two figures cannot disturb each other."""
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
    said = escape(caption)
    return f'<figure><img src="{source}" alt="{said}"><figcaption>Figure {number}. {said}.</figcaption></figure>'


def switch(name: str, choices: Sequence[tuple[str, str]]) -> str:
    """Return figures of which one is shown, chosen by radio buttons and style alone; one by itself needs no choice."""
    if len(choices) == 1:
        return choices[0][1]
    buttons = "".join(
        f'<input type="radio" name="{name}" id="{name}-{place}"{" checked" if place == 0 else ""}>'
        f'<label for="{name}-{place}">{escape(label)}</label>'
        for place, (label, _) in enumerate(choices)
    )
    return f'<div class="switch">{buttons}{"".join(figure for _, figure in choices)}</div>'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Return names with what they are."""
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(text)}</dd>' for name, text in rows)}</dl>"
