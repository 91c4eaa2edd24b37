"""The crossed mixed models.

The linear model: `cross_products` are its sufficient statistics, `lmm` fits it by the `optimizer` of the restricted
likelihood (`reml`, `information`) from `initial_values`; `satterthwaite` and `kenward_roger` test its means, and
`random_effects` predicts raters and clips. The ordinal model: `clmm` fits it by the `laplace` approximation to
`cumulative_logit`; `crossed_effects` is the algebra of crossed random effects.
"""
