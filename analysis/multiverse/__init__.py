"""The exclusion multiverse: what the planned contrasts find with other exclusions, raters, clips and trials."""
