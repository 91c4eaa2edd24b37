"""Says in words who rated what."""

from typing import Final

from analysis.json_types import JsonObject
from analysis.report import apa, phrasing

RATERS: Final = {
    "within": "every rater rated every condition",
    "between": "each rater rated one condition",
    "mixed": "each rater rated some of the conditions",
}
CLIPS: Final = {
    "crossed": "every clip was rated in every condition",
    "nested": "each clip was rated in one condition",
    "partial": "each clip was rated in some of the conditions",
}


def design_sentences(results: JsonObject) -> list[str]:
    """Return the design of the ratings, once if all questions share it; results of earlier programs have none."""
    by_text: dict[str, list[str]] = {}
    for name, question in results["questions"].items():
        if question.get("design"):
            by_text.setdefault(describe_design(question["design"]), []).append(phrasing.question_name(name))
    if len(by_text) == 1:
        return list(by_text)
    return [f"{phrasing.capitalize_first(', '.join(names))}: {text}" for text, names in by_text.items()]


def describe_design(design: JsonObject) -> str:
    """Return one question's design in a few sentences."""
    return " ".join([_who_rated_what(design), *_peculiarities(design)])


def _who_rated_what(design: JsonObject) -> str:
    raters, clips, complete = design["raters"], design["clips"], design["complete_blocks"]
    if (raters, clips) == ("within", "crossed"):
        if complete == 1:
            return "Every rater rated every clip that they saw in every condition."
        share = apa.no_break(f"{100 * complete:.0f} %")
        return f"{share} of the pairs of rater and clip were rated in every condition."
    return f"{phrasing.capitalize_first(RATERS[raters])}; {CLIPS[clips]}."


def _peculiarities(design: JsonObject) -> list[str]:
    if design["confounded"]:
        return [f"No test was made: {design['confounded']}."]
    sentences = [f"The condition {name} was rated on one clip, {clip}." for name, clip in design["single_clip"].items()]
    if len(design["parts"]) > 1:
        groups = " | ".join(", ".join(part) for part in design["parts"])
        sentences.append(f"Conditions in different groups share neither raters nor clips: {groups}.")
    if design["missing"]:
        sentences.append(f"Not rated for this question: {', '.join(design['missing'])}.")
    if tuple(design["ratings_per_rater"]) == (1, 1):
        sentences.append("Each rater gave one rating, so differences between raters are part of the residual.")
    return sentences
