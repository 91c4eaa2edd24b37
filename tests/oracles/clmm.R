# Ordinal mixed models (cumulative logit, Laplace) by ordinal::clmm; slow.
# Rscript clmm.R DIR > clmm.json
suppressMessages({library(ordinal); library(jsonlite)})
dir <- commandArgs(TRUE)[1]
first <- "score ~ condition + (1|rater) + (1|clip)"
all <- paste(first, "+ (1|rater:condition) + (1|clip:condition)")
one <- function(data, formula) {
  m <- suppressWarnings(clmm(as.formula(formula), data = data, link = "logit", nAGQ = 1))
  null <- suppressWarnings(clmm(update(as.formula(formula), . ~ . - condition), data = data, link = "logit", nAGQ = 1))
  list(loglik = as.numeric(logLik(m)), loglik_null = as.numeric(logLik(null)), thresholds = unname(m$alpha),
    beta = unname(m$beta), se = unname(sqrt(diag(vcov(m)))[names(m$beta)]),
    sd = lapply(m$ST, function(x) abs(as.numeric(x))))
}
result <- list()
for (name in c("balanced", "missing", "singular", "few")) {
  d <- read.csv(file.path(dir, paste0(name, ".csv")), stringsAsFactors = TRUE)
  d$score <- ordered(d$rating)
  result[[name]] <- list(intercepts = one(d, first))
  if (name %in% c("missing", "few")) result[[name]]$full <- one(d, all)
}
cat(toJSON(list(versions = list(R = R.version.string, ordinal = as.character(packageVersion("ordinal"))),
  sets = result), auto_unbox = TRUE, digits = NA, pretty = TRUE))
