"""Pages for everybody: axe-core's rules for WCAG 2.2 A and AA, and whether anything on a page jumped."""

import json
from importlib import resources

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
JUMPS = """
window.jumps = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.jumps.push([entry.value,
    entry.sources.map((source) => source.node?.outerHTML?.slice(0, 80))]))
).observe({ type: 'layout-shift', buffered: true });
"""


def accessibility_problems(page) -> list[str]:
    """Return what axe-core finds on the page as it is now."""
    page.evaluate(AXE)
    result = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    return [f"{each['id']}: {node['html'][:200]}" for each in result["violations"] for node in each["nodes"]]


def watch_for_jumps(page) -> None:
    """From the next page on, note every shift of the layout, those after a click too."""
    page.add_init_script(JUMPS)


def jumps(page) -> list:
    """Return the shifts since the page was opened; Chromium tells of them a moment later."""
    page.wait_for_timeout(60)
    return page.evaluate("window.jumps")
