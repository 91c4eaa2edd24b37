"""The names of the methods, and the descriptions of them that go into the results."""

from typing import Final

from analysis.plan import Adjustment, Plan

MIXED_MODEL: Final = "crossed mixed model by REML, Satterthwaite df"
PAIRED_T_TEST: Final = "paired t test on rater means"
ADJUSTMENT_NAMES: Final[dict[Adjustment, str]] = {"holm": "Holm", "bh": "Benjamini-Hochberg"}


def describe_methods(plan: Plan) -> dict[str, str]:
    """Return a description of the method behind each part of the results, under this plan."""
    percent = f"{100 * (1 - plan.analysis.alpha):g} %"
    families = {"all": "contrasts × regions", "region": "the contrasts of a region", "none": "no adjustment"}
    return {
        "description": f"{percent} t interval of the mean, ratings clustered by rater, not adjusted",
        "contrasts": f"{MIXED_MODEL}; where it cannot be fitted, {PAIRED_T_TEST}",
        "contrast_interval": f"{percent}, not adjusted",
        "contrast_interval_adjusted": f"{percent} over the family together, by Bonferroni",
        "contrast_family": f"{ADJUSTMENT_NAMES[plan.analysis.adjust]} over {families[plan.analysis.family]}",
        "equivalence": f"two one-sided tests at ± {plan.analysis.equivalence_bound:g} points",
        "detectable_difference": f"found in 80 of 100 studies at two-sided {plan.analysis.alpha:g}, not adjusted",
        "clmm": "cumulative logit with the same random effects, by Laplace's approximation; likelihood ratio test",
        "rm_anova": "on the rater means of raters who met every condition; corrected by Greenhouse-Geisser and "
        "Huynh-Feldt",
        "agreement": f"{percent} intervals; a stimulus is a clip in a condition; those of alpha from drawing stimuli "
        "anew",
        "bootstrap": f"{percent} percentile intervals from drawing raters and clips anew, not adjusted",
        "bf01": "JZS Bayes factor of the paired t test on rater means, Cauchy prior of width 0.707",
        "raters": "bias and inconsistency by ITU-T P.913",
        "position": f"slope of each rater's ratings less the stimuli's means, {percent} t interval over raters",
        "friedman": "on the rater means of raters who met every condition",
        "wilcoxon": "signed ranks of rater means; zeros dropped; exact up to 50 without ties, else normal with "
        "continuity correction",
        "pairs_family": "exploratory; Holm, and Benjamini-Hochberg beside it, over the pairs of a region",
        "effect_sizes": f"on rater means; {percent} intervals: d_z by the noncentral t distribution, Cliff's delta by "
        "Fisher's z from what each rater adds, the rank-biserial correlation by Fisher's z, Kendall's W by a jackknife "
        "over raters",
        "random_effects": "best linear unbiased predictions of the mixed model; errors given its variances and means",
        "objective": f"Spearman's rank correlation over stimuli, {percent} interval by Bonett and Wright, and "
        "percentiles when clips are drawn anew",
    }
