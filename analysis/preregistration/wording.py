"""Parts of the plan in words: contrasts, scales, exclusion rules."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from analysis.plan import Exclusions, Plan
from analysis.questions import Question

TOLERANCE: Final = 1e-9


def contrast_in_words(weights: Mapping[str, float]) -> str:
    """Return a contrast as a difference of means: `the mean of a and b minus c`."""
    sides = {sign: {name: sign * weight for name, weight in weights.items() if sign * weight > 0} for sign in (1, -1)}
    first, second = _side(sides[1]), _side(sides[-1])
    return f"{first} minus {f'({second})' if ' plus ' in second else second}"


def weights_in_words(weights: Mapping[str, float]) -> str:
    """Return the weights: `a 0.5, b 0.5, c −1`."""
    return ", ".join(f"{name} {f'{weight:g}'.replace('-', '−')}" for name, weight in weights.items())


def scale_in_words(question: Question, plan: Plan) -> str:
    """Return the scale of a question with the words at its ends."""
    low, high = plan.scale_of(question.name)
    labels = {end: f" ({label})" if label else "" for end, label in (("low", question.low), ("high", question.high))}
    return f"from {low}{labels['low']} to {high}{labels['high']}"


def question_in_words(question: Question, plan: Plan) -> str:
    """Return a question as raters read it, with its scale."""
    text = f"“{question.text}”" if question.text else "(its text is not in the plan)"
    if question.kind == "statement":
        return f"agreement with the statement {text}, {scale_in_words(question, plan)}"
    return f"{text}, rated {scale_in_words(question, plan)}"


def exclusion_rules(rules: Exclusions) -> list[str]:
    """Return the plan's rules that exclude raters, a sentence each."""
    sentences = {
        "Raters who gave one number to everything are excluded.": rules.constant,
        f"Raters with fewer than {percent(rules.minimum_share)} of the most ratings that any gave are excluded.": (
            rules.minimum_share > 0
        ),
        "Raters who answered all questions of each video with one number are excluded.": rules.alike,
        f"Raters are excluded if, for any question, one unbroken run of the same number makes up more than "
        f"{percent(rules.longest_run)} of their ratings.": rules.longest_run < 1,
        f"Raters whose median time per rating is below {rules.minimum_seconds:g} s are excluded.": (
            rules.minimum_seconds > 0
        ),
        "Raters who fail the checks of the questionnaire are excluded.": rules.checks,
    }
    return [sentence for sentence, applies in sentences.items() if applies]


def bullets(lines: Iterable[str]) -> str:
    """Return lines as a list of Markdown."""
    return "\n".join(f"- {line}" for line in lines)


def percent(share: float) -> str:
    """Return a share in percent: `97.5 %`."""
    return f"{100 * share:.4g} %"


def listed(items: Sequence[str]) -> str:
    """Return items as in a sentence: `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _side(weights: Mapping[str, float]) -> str:
    names, total = list(weights), sum(weights.values())
    if all(abs(weight - total / len(names)) < TOLERANCE for weight in weights.values()):
        mean = names[0] if len(names) == 1 else f"the mean of {listed(names)}"
        return mean if abs(total - 1) < TOLERANCE else f"{total:g} times {mean}"
    return " plus ".join(f"{weight:g} × {name}" for name, weight in weights.items())
