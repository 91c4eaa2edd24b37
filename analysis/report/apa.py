"""Statistics in the form that the APA asks for (Publication Manual, 7th edition, 6.36 and 6.43)."""

from typing import Final

MINUS: Final = "−"
NO_BREAK: Final = "\u00a0"
TINY: Final = 0.001


def p(value: float) -> str:
    r"""Write a p-value: three places, no leading zero, and never 0 or 1.

    Examples
    --------
    >>> p(0.0421), p(0.00004), p(0.9999)
    ('p\xa0=\xa0.042', 'p\xa0<\xa0.001', 'p\xa0>\xa0.999')
    """
    if value < TINY:
        return unbroken("p < .001")
    if value > 1 - TINY:
        return unbroken("p > .999")
    return unbroken(f"p = {share(value, 3)}")


def bare_p(value: float) -> str:
    """Write a p-value for a table's column that is headed p: `.042`, `< .001`."""
    return p(value).lstrip(f"p={NO_BREAK}")


def share(value: float, digits: int = 2) -> str:
    """Write what can't exceed 1 without its leading zero: `.47`, `−.03`, but `1.00`."""
    return number(value, digits).replace("0.", ".", 1) if abs(value) < 1 else number(value, digits)


def number(value: float, digits: int = 2) -> str:
    """Write a number with a true minus sign; what rounds to zero has none."""
    text = f"{abs(value):.{digits}f}"
    return MINUS + text if value < 0 and float(text) else text


def chi2(value: float, *, df: int, n: int, p_value: float) -> str:
    """Write a chi-squared test: `χ²(4, n = 20) = 37.69, p < .001`."""
    return f"{unbroken(f'χ²({df}, n = {n}) = {number(value)}')}, {p(p_value)}"


def f(value: float, *, df1: float, df2: float, p_value: float) -> str:
    """Write an F test: `F(4, 76.00) = 3.10, p = .020`."""
    return f"{unbroken(f'F({degrees(df1)}, {degrees(df2)}) = {number(value)}')}, {p(p_value)}"


def t(value: float, *, df: float, p_value: float) -> str:
    """Write a t test: `t(19) = 2.31, p = .032`."""
    return f"{unbroken(f't({degrees(df)}) = {number(value)}')}, {p(p_value)}"


def degrees(df: float) -> str:
    """Write degrees of freedom: whole ones bare, Satterthwaite's with two places."""
    text = f"{df:.2f}"
    return text.removesuffix(".00")


def interval(low: float, high: float) -> str:
    """Write an interval's ends: `−0.30 to 0.72`."""
    return f"{number(low)} to {number(high)}"


def unbroken(text: str) -> str:
    """Return the text with spaces at which no line is broken."""
    return text.replace(" ", NO_BREAK)
