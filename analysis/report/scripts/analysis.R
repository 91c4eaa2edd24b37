# Recomputes the main numbers of this bundle with lme4 and lmerTest. Run it in the unpacked bundle: Rscript analysis.R
suppressPackageStartupMessages(library(lmerTest))

read <- function(name) {
  read.csv(name, check.names = FALSE, encoding = "UTF-8", na.strings = "", colClasses = "character")
}
ratings <- read("ratings.csv")
excluded <- read("exclusions.csv")
ratings <- ratings[ratings[["repeat"]] == "0" & !ratings$rater %in% excluded$rater[excluded$excluded == "1"], ]
ratings$rating <- as.numeric(ratings$rating)
weights <- read("weights.csv")
reported <- read("tables/contrasts.csv")
variances <- read("tables/lmm.csv")

for (region in unique(ratings$region)) {
  these <- ratings[ratings$region == region, ]
  these$condition <- factor(these$condition)
  row <- variances[variances$region == region, ]
  terms <- c("rater", "clip", "rater:condition", "clip:condition")
  terms <- terms[!vapply(terms, function(term) is.na(row[[paste0("components.", term)]]), NA)]
  random <- paste0("(1 | ", terms, ")", collapse = " + ")
  model <- lmer(as.formula(paste("rating ~ 0 + condition +", random)), these)
  cat("\n##", region, "\n")
  print(as.data.frame(VarCorr(model))[c("grp", "vcov")], row.names = FALSE)
  cat("-2 log restricted likelihood: here", -2 * as.numeric(logLik(model)), "| reported", row$reml, "\n")
  k <- nlevels(these$condition)
  print(contest(model, cbind(diag(k - 1), -1), joint = TRUE))
  for (name in unique(weights$contrast)) {
    chosen <- weights[weights$contrast == name, ]
    line <- as.numeric(chosen$weight[match(levels(these$condition), chosen$condition)])
    line[is.na(line)] <- 0
    here <- contest1D(model, line, confint = TRUE)
    cat(name, "here:\n")
    print(here, digits = 8)
    cat(name, "reported:\n")
    print(reported[reported$region == region & reported$name == name, c("difference", "ci_low", "ci_high", "df", "p")])
  }
}
