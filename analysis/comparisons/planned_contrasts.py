"""The plan's contrasts, tested for each of its questions."""

from analysis.comparisons.contrast_model import ContrastFit, fit_contrast
from analysis.comparisons.contrasts import Contrast, ContrastEstimate, evaluate_contrasts, rated_weight_vector
from analysis.plan import Plan
from analysis.rated_questions import planned_names, rated_names
from analysis.ratings import Ratings


def evaluate_planned_contrasts(ratings: Ratings, plan: Plan) -> list[Contrast]:
    """Return every planned contrast for every planned question; what can't be estimated counts in its family."""
    estimates = [
        ContrastEstimate(question, name, weights, _fit(question, ratings, weights, plan), plan.bound_of(question))
        for name, weights in plan.analysis.contrasts.items()
        for question in planned_names(plan, ratings)
    ]
    return evaluate_contrasts(estimates, plan.analysis, plan.analysis.family, plan.analysis.adjust)


def _fit(question: str, ratings: Ratings, weights: dict[str, float], plan: Plan) -> ContrastFit | str:
    if question not in rated_names(ratings):
        return f"the question {question} has no ratings"
    own = ratings.of_question(question)
    vector = rated_weight_vector(weights, own.conditions)
    return vector if isinstance(vector, str) else fit_contrast(own, vector, plan.analysis.df_method)
