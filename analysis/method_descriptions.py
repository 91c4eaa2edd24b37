"""The names of the methods, and the descriptions of them that go into the results."""

from typing import Final

from analysis.plan import Adjustment, DfMethod, Plan

CONTRAST_SCORES: Final = "mixed model of contrast scores per rater and clip"
CONDITION_MEANS: Final = "mixed model of condition means, variances by condition"
PAIRED_T_TEST: Final = "paired t test on rater means"
WELCH_T_TEST: Final = "Welch t test on rater means"
NOT_ESTIMATED: Final = "not estimated"
DF_METHOD_NAMES: Final[dict[DfMethod, str]] = {
    "satterthwaite": "Satterthwaite",
    "kenward-roger": "Kenward-Roger, else Satterthwaite",
}
ADJUSTMENT_NAMES: Final[dict[Adjustment, str]] = {"holm": "Holm", "bh": "Benjamini-Hochberg"}


def describe_methods(plan: Plan) -> dict[str, str]:
    """Return a description of the method behind each part of the results, under this plan."""
    percent = f"{100 * (1 - plan.analysis.alpha):g} %"
    equivalence = {
        "holm": "p-values times the number of tests in the family",
        "bh": "p-values adjusted by Benjamini-Hochberg",
    }[plan.analysis.adjust]
    families = {"all": "contrasts × questions", "question": "the contrasts of a question", "none": "no adjustment"}
    return {
        "description": f"{percent} t interval of the mean, ratings clustered by rater, not adjusted",
        "contrasts": f"each on the ratings of its own conditions: {CONTRAST_SCORES} where nine of ten blocks are "
        f"complete, else {CONDITION_MEANS}; by REML, df by {DF_METHOD_NAMES[plan.analysis.df_method]}; "
        f"where no model can be fitted, {PAIRED_T_TEST} or, between raters, {WELCH_T_TEST}",
        "contrast_interval": f"{percent}, not adjusted",
        "contrast_interval_adjusted": f"{percent}, simultaneous over the family by Bonferroni"
        if plan.analysis.adjust == "holm"
        else f"{percent}, not adjusted, since the Benjamini-Hochberg adjustment has no intervals of its own",
        "standardised": "difference in standard deviations of the ratings of its conditions; the interval takes the "
        "standard deviation as known",
        "contrast_family": f"{ADJUSTMENT_NAMES[plan.analysis.adjust]} over {families[plan.analysis.family]}",
        "equivalence": f"two one-sided tests at ± {_equivalence_bounds(plan)}, {equivalence}",
        "detectable_difference": "detected with a power of 80 % at two-sided alpha divided by the number of tests in "
        "the family"
        if plan.analysis.adjust == "holm"
        else f"detected with a power of 80 % at two-sided {plan.analysis.alpha:g}, not adjusted",
        "ordinal_contrast": "odds ratio of the ordinal mixed model, fitted to the ratings of the contrast's own "
        f"conditions; {percent} Wald interval, not adjusted",
        "ordinal_pairs": "from the ordinal mixed model of all conditions",
        "interaction": "exploratory, between questions on one scale: a contrast's difference between two questions by "
        "a model of its own; for more questions the F test of a mixed model of the contrast's scores with question as "
        "fixed effect",
        "clmm": "cumulative logit with the same random effects, by the Laplace approximation; likelihood ratio test",
        "rm_anova": "on the rater means of raters who rated every condition; Greenhouse-Geisser and Huynh-Feldt "
        "corrections",
        "agreement": f"{percent} intervals; a stimulus is a clip in a condition; alpha by bootstrap over stimuli",
        "bootstrap": f"{percent} percentile intervals by resampling raters and clips, not adjusted",
        "bf01": "JZS Bayes factor of the paired t test on rater means, Cauchy prior of width 0.707",
        "raters": "bias and inconsistency by ITU-T P.913",
        "position": f"slope of each rater's ratings minus the stimulus means, {percent} t interval over raters",
        "carry_over": "slope of each rater's ratings minus the stimulus means on the mean of the condition seen just "
        f"before, {percent} t interval over raters",
        "friedman": "on the rater means of raters who rated every condition",
        "group_tests": "where each rater rated one condition: Kruskal and Wallis's test and Welch's analysis of "
        "variance of rater means; pairs by Mann and Whitney's test (exact below 50 raters without ties), Welch's t "
        "test and Hedges' g",
        "wilcoxon": "signed ranks of rater means; zeros dropped; exact up to 50 without ties, else normal with "
        "continuity correction",
        "pairs_family": "exploratory; Holm and Benjamini-Hochberg over the pairs of a question",
        "effect_sizes": f"on rater means; {percent} intervals: d_z by the noncentral t distribution, Cliff's delta by "
        "Fisher's z from each rater's contribution, the rank-biserial correlation by Fisher's z, Kendall's W by a "
        "jackknife over raters",
        "random_effects": "best linear unbiased predictions of the mixed model; standard errors conditional on its "
        "variances and means",
        "objective": f"Spearman's rank correlation over stimuli; {percent} intervals by Bonett and Wright and by "
        "bootstrap over clips",
    }


def _equivalence_bounds(plan: Plan) -> str:
    """Return the bound in points, or that of each question where they differ."""
    bounds = {question.name: plan.bound_of(question.name) for question in plan.questions}
    if len(set(bounds.values())) > 1:
        return (
            f"the bound of each question ({', '.join(f'{name}: {bound:g} points' for name, bound in bounds.items())})"
        )
    return f"{next(iter(bounds.values()), plan.analysis.equivalence_bound):g} points"
