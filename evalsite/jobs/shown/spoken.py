"""Durations as a person says them."""

MINUTE, HOUR, DAY = 60, 3600, 86400


def spoken(seconds: float) -> str:
    """Return 4 s, 12 min, 3 h 20 min or 2 days, as exactly as anyone wants to know."""
    whole = round(seconds)
    if whole < 2 * MINUTE:
        return f"{max(whole, 0)} s"
    if whole < 2 * HOUR:
        return f"{round(whole / MINUTE)} min"
    if whole < 2 * DAY:
        return f"{whole // HOUR} h {whole % HOUR // MINUTE} min"
    return f"{round(whole / DAY)} days"
