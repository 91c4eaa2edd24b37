# The odds ratio of a contrast by ordinal::clmm on the ratings of its own conditions; slow.
# Rscript ordinal_contrasts.R DIR > ordinal_contrasts.json
suppressMessages({library(ordinal); library(jsonlite)})
dir <- commandArgs(TRUE)[1]
weights <- list(pair = c(a = 1, b = -1), four = c(d = 1, a = -1/3, b = -1/3, c = -1/3))
one <- function(d, w) {
  own <- droplevels(d[d$condition %in% names(w), ])
  own$score <- ordered(own$rating)
  m <- suppressWarnings(clmm(score ~ condition + (1|rater) + (1|clip) + (1|rater:condition) + (1|clip:condition), own,
                             link = "logit", nAGQ = 1))
  line <- w[levels(own$condition)][-1]
  list(log_odds = sum(line * m$beta), error = sqrt(drop(line %*% vcov(m)[names(m$beta), names(m$beta)] %*% line)))
}
sets <- list()
for (name in c("nearly", "sparse")) {
  d <- read.csv(file.path(dir, paste0(name, ".csv")), stringsAsFactors = TRUE)
  sets[[name]] <- lapply(weights, function(w) one(d, w))
}
cat(toJSON(list(versions = list(R = R.version.string, ordinal = as.character(packageVersion("ordinal"))), sets = sets),
  auto_unbox = TRUE, digits = NA, pretty = TRUE))
