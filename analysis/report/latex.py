"""Tables for a paper: LaTeX with booktabs."""

from typing import Final

from analysis.report.tables import Table

_SPECIAL: Final = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u00a0": "~", "−": r"$-$", "–": "--", "×": r"$\times$",
    "χ²": r"$\chi^2$", "±": r"$\pm$", "α": r"$\alpha$", "<": r"$<$", ">": r"$>$", "≠": r"$\neq$", "≈": r"$\approx$",
}  # fmt: skip


def escape(text: str) -> str:
    r"""Write text as LaTeX: `50 % of a_b` becomes `50 \% of a\_b`."""
    return "".join(_SPECIAL.get(letter, letter) for letter in text.replace("χ²", "χ")).replace("χ", r"$\chi^2$")


def latex(table: Table) -> str:
    r"""Return a table environment that needs `\usepackage{booktabs}`."""
    kinds = "".join("r" if column.number else "l" for column in table.columns)
    head = " & ".join(escape(column.heading) for column in table.columns)
    body = "\n".join(" & ".join(map(escape, row)) + r" \\" for row in table.rows)
    note = f"\n\\par\\smallskip\\footnotesize {escape(table.note)}" if table.note else ""
    return (
        f"\\begin{{table}}\n\\centering\n\\caption{{{escape(table.caption)}}}\n\\label{{tab:{table.name}}}\n"
        f"\\begin{{tabular}}{{{kinds}}}\n\\toprule\n{head} \\\\\n\\midrule\n{body}\n\\bottomrule\n"
        f"\\end{{tabular}}{note}\n\\end{{table}}\n"
    )
