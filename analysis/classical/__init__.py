"""What needs no mixed model: descriptions, tests of the raters' means, effect sizes."""
