# Classical tests: repeated-measures ANOVA (afex), Friedman, Wilcoxon, ICC (psych), Bayes factor, Krippendorff's alpha.
# Rscript classic.R DIR > classic.json
suppressMessages({library(afex); library(psych); library(BayesFactor); library(jsonlite)})
dir <- commandArgs(TRUE)[1]

# Krippendorff's alpha from the coincidence matrix, written after Hayes & Krippendorff (2007).
alpha <- function(units, level) {
  values <- sort(unique(na.omit(as.vector(units))))
  o <- matrix(0, length(values), length(values))
  for (u in seq_len(ncol(units))) {
    x <- na.omit(units[, u]); m <- length(x)
    if (m > 1) for (i in seq_len(m)) for (j in seq_len(m)) if (i != j) {
      a <- match(x[i], values); b <- match(x[j], values); o[a, b] <- o[a, b] + 1 / (m - 1)
    }
  }
  n <- rowSums(o); total <- sum(n)
  d <- outer(seq_along(values), seq_along(values), Vectorize(function(a, b) {
    if (level == "interval") (values[a] - values[b])^2
    else (sum(n[min(a, b):max(a, b)]) - (n[a] + n[b]) / 2)^2
  }))
  1 - (total - 1) * sum(o * d) / sum(outer(n, n) * d)
}

result <- list()
for (name in c("balanced", "singular", "missing")) {
  d <- read.csv(file.path(dir, paste0(name, ".csv")), stringsAsFactors = TRUE)
  wide <- round(tapply(d$rating, list(d$rater, d$condition), mean), 9)
  units <- tapply(d$rating, list(d$rater, interaction(d$clip, d$condition)), mean)
  long <- as.data.frame(as.table(wide)); names(long) <- c("rater", "condition", "y")
  a <- suppressMessages(aov_ez("rater", "y", long, within = "condition"))
  s <- summary(a)
  t <- s$univariate.tests["condition", ]; gg <- s$pval.adjustments[1, ]
  bf <- extractBF(ttestBF(wide[, 2], wide[, 1], paired = TRUE))$bf
  out <- list(rm_anova = list(F = unname(t["F value"]), df1 = unname(t["num Df"]), df2 = unname(t["den Df"]),
      p = unname(t["Pr(>F)"]), gg_epsilon = unname(gg["GG eps"]), p_gg = unname(gg["Pr(>F[GG])"]),
      hf_epsilon = unname(gg["HF eps"]), p_hf = unname(gg["Pr(>F[HF])"]),
      mauchly_w = s$sphericity.tests[1], mauchly_p = s$sphericity.tests[2],
      ges = a$anova_table$ges[1]),
    friedman = unname(friedman.test(wide)$statistic), wilcoxon_p = suppressWarnings(wilcox.test(round(wide[, 2] - wide[, 1], 9))$p.value),
    t_p = t.test(wide[, 2], wide[, 1], paired = TRUE)$p.value, bf10 = bf, cliffs_delta = mean(sign(outer(wide[, 2], wide[, 1], "-"))),
    alpha_ordinal = alpha(units, "ordinal"), alpha_interval = alpha(units, "interval"))
  if (!anyNA(units)) {
    i <- suppressMessages(suppressWarnings(ICC(t(units), lmer = FALSE)$results))
    out$icc <- lapply(split(i, i$type), function(r) list(estimate = r$ICC, ci_low = r[["lower bound"]], ci_high = r[["upper bound"]]))
  }
  result[[name]] <- out
}
cat(toJSON(list(versions = list(R = R.version.string, afex = as.character(packageVersion("afex")),
  psych = as.character(packageVersion("psych")), BayesFactor = as.character(packageVersion("BayesFactor"))),
  sets = result), auto_unbox = TRUE, digits = NA, pretty = TRUE))
