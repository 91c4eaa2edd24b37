"""Formats statistics in APA style (Publication Manual, 7th edition, 6.36 and 6.43)."""

from typing import Final

MINUS: Final = "−"
NO_BREAK_SPACE: Final = "\u00a0"
SMALLEST_P: Final = 0.001


def p_value(value: float) -> str:
    r"""Format a p-value: three decimals, no leading zero, and never 0 or 1.

    Examples
    --------
    >>> p_value(0.0421), p_value(0.00004), p_value(0.9999)
    ('p\xa0=\xa0.042', 'p\xa0<\xa0.001', 'p\xa0>\xa0.999')
    """
    if value < SMALLEST_P:
        return no_break("p < .001")
    if value > 1 - SMALLEST_P:
        return no_break("p > .999")
    return no_break(f"p = {proportion(value, 3)}")


def p_value_number(value: float) -> str:
    """Format a p-value for a table column headed p: `.042`, `< .001`."""
    return p_value(value).lstrip(f"p={NO_BREAK_SPACE}")


def proportion(value: float, digits: int = 2) -> str:
    """Format a value that can't exceed 1 without its leading zero: `.47`, `−.03`, but `1.00`."""
    return number(value, digits).replace("0.", ".", 1) if abs(value) < 1 else number(value, digits)


def number(value: float, digits: int = 2) -> str:
    """Format a number with a true minus sign, but without one if it rounds to zero."""
    text = f"{abs(value):.{digits}f}"
    return MINUS + text if value < 0 and float(text) else text


def chi_squared(value: float, *, df: int, n: int, p: float) -> str:
    """Format a chi-squared test: `χ²(4, n = 20) = 37.69, p < .001`."""
    return f"{no_break(f'χ²({df}, n = {n}) = {number(value)}')}, {p_value(p)}"


def f_test(value: float, *, df1: float, df2: float, p: float) -> str:
    """Format an F test: `F(4, 76.00) = 3.10, p = .020`."""
    return f"{no_break(f'F({degrees_of_freedom(df1)}, {degrees_of_freedom(df2)}) = {number(value)}')}, {p_value(p)}"


def t_test(value: float, *, df: float, p: float) -> str:
    """Format a t test: `t(19) = 2.31, p = .032`."""
    return f"{no_break(f't({degrees_of_freedom(df)}) = {number(value)}')}, {p_value(p)}"


def degrees_of_freedom(df: float) -> str:
    """Format degrees of freedom: whole numbers without decimals, others (Satterthwaite) with two."""
    text = f"{df:.2f}"
    return text.removesuffix(".00")


def interval(low: float, high: float) -> str:
    """Format an interval: `−0.30 to 0.72`."""
    return f"{number(low)} to {number(high)}"


def no_break(text: str) -> str:
    """Replace spaces by no-break spaces."""
    return text.replace(" ", NO_BREAK_SPACE)
