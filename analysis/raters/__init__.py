"""What is said of raters: how they agree, drift and stand out, and who is left out."""
