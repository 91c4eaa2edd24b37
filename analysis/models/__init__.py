"""The crossed mixed models.

The linear one: from a `crosstable`, `lmm` fits it by a `climb` from a good `start` to the top of the restricted
likelihood (`reml`, `information`); `satterthwaite` (by `curvature`) and `kenward_roger` test its means, and
`random_effects` predicts raters and clips. The ordinal one: `clmm` fits it by `laplace` to `cumulative` logits;
`crossed` is the algebra that both share.
"""
