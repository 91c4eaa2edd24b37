# Random effects (lme4), effect sizes with intervals (effectsize, stats), ordinal pairs (emmeans on ordinal::clmm).
# Rscript effects.R DIR > effects.json
suppressMessages({library(lme4); library(effectsize); library(ordinal); library(emmeans); library(jsonlite)})
dir <- commandArgs(TRUE)[1]

# d_z between the noncentral t distributions: by root finding on R's pt.
dz <- function(x) {
  n <- length(x); t <- mean(x) / sd(x) * sqrt(n)
  end <- function(share) uniroot(function(shift) pt(t, n - 1, shift) - share, t + c(-9, 9), tol = 1e-11)$root / sqrt(n)
  c(mean(x) / sd(x), end(.975), end(.025))
}

all <- rating ~ condition + (1|rater) + (1|clip) + (1|rater:condition) + (1|clip:condition)
result <- list()
for (name in c("balanced", "missing", "few")) {
  d <- read.csv(file.path(dir, paste0(name, ".csv")), stringsAsFactors = TRUE)
  wide <- round(tapply(d$rating, list(d$rater, d$condition), mean), 9)
  m <- suppressMessages(lmer(all, d, control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9))))
  r <- as.data.frame(ranef(m, condVar = TRUE))
  rb <- suppressWarnings(rank_biserial(round(wide[, 2] - wide[, 1], 9)))
  result[[name]] <- list(
    effects = lapply(split(r, r$grpvar), function(x) list(level = as.character(x$grp), effect = x$condval, error = x$condsd)),
    dz = dz(wide[, 2] - wide[, 1]), d_av = mean(wide[, 2] - wide[, 1]) / mean(c(sd(wide[, 2]), sd(wide[, 1]))),
    rank_biserial = c(rb[[1]], rb$CI_low, rb$CI_high), bh = p.adjust(c(.01, .04, .03, .005, .2), "BH"))
}
for (name in c("missing", "few")) {
  d <- read.csv(file.path(dir, paste0(name, ".csv")), stringsAsFactors = TRUE)
  d$score <- ordered(d$rating)
  m <- suppressWarnings(clmm(score ~ condition + (1|rater) + (1|clip), d))
  e <- as.data.frame(summary(pairs(emmeans(m, "condition"), adjust = "none"), infer = TRUE))
  h <- as.data.frame(summary(pairs(emmeans(m, "condition"), adjust = "holm")))
  result[[name]]$ordinal <- list(pair = as.character(e$contrast), log_odds = e$estimate, error = e$SE, p = e$p.value,
    ci_low = e$asymp.LCL, ci_high = e$asymp.UCL, p_holm = h$p.value)
}
cat(toJSON(list(versions = list(R = R.version.string, lme4 = as.character(packageVersion("lme4")),
  effectsize = as.character(packageVersion("effectsize")), ordinal = as.character(packageVersion("ordinal")),
  emmeans = as.character(packageVersion("emmeans"))), sets = result), auto_unbox = TRUE, digits = NA, pretty = TRUE))
