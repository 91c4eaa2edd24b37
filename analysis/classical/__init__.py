"""Classical statistics, without a mixed model: descriptions, tests of rater means, effect sizes."""
