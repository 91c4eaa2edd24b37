"""Statistics about raters: agreement, drift, outliers, and screening by the plan's exclusion rules."""
