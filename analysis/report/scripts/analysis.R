# Recomputes the main numbers of this bundle with lme4, lmerTest and nlme. Run it in the unpacked bundle:
# Rscript analysis.R
suppressPackageStartupMessages({library(lmerTest); library(nlme)})

read <- function(name) {
  if (!file.exists(name)) return(NULL)
  read.csv(name, check.names = FALSE, encoding = "UTF-8", na.strings = "", colClasses = "character")
}
ratings <- read("ratings.csv")
excluded <- read("exclusions.csv")
ratings <- ratings[ratings[["repeat"]] == "0" & !ratings$rater %in% excluded$rater[excluded$excluded == "1"], ]
ratings$rating <- as.numeric(ratings$rating)
weights <- read("weights.csv")
reported <- read("tables/contrasts.csv")
variances <- read("tables/lmm.csv")

# The model of all conditions, with the terms that the report has.
all_conditions <- function(these, row) {
  terms <- c("rater", "clip", "rater:condition", "clip:condition")
  terms <- terms[vapply(terms, function(term) {
    value <- row[[paste0("components.", term)]]
    length(value) == 1 && !is.na(value)
  }, NA)]
  if (is.null(row$reml) || is.na(row$reml) || length(terms) == 0) return(cat("no mixed model of all conditions\n"))
  random <- paste0("(1 | ", terms, ")", collapse = " + ")
  model <- lmer(as.formula(paste("rating ~ 0 + condition +", random)), these)
  print(as.data.frame(VarCorr(model))[c("grp", "vcov")], row.names = FALSE)
  cat("-2 log restricted likelihood: here", -2 * as.numeric(logLik(model)), "| reported", row$reml, "\n")
  k <- nlevels(these$condition)
  print(contest(model, cbind(diag(k - 1), -1), joint = TRUE))
}

# A contrast on the scores of the complete rater x clip blocks.
of_scores <- function(own, line) {
  own$score <- own$rating * line[as.character(own$condition)]
  scores <- aggregate(score ~ rater + clip, own, sum)
  count <- aggregate(score ~ rater + clip, own, length)$score
  scores <- scores[count == length(line), ]
  terms <- Filter(function(term) {
    levels <- length(unique(scores[[term]]))
    levels > 1 && levels < nrow(scores)
  }, c("rater", "clip"))
  if (length(terms) == 0) return(print(t.test(scores$score)))
  model <- lmer(as.formula(paste("score ~ 1 +", paste0("(1 | ", terms, ")", collapse = " + "))), scores)
  print(contest1D(model, 1, confint = TRUE), digits = 8)
}

# A contrast of condition means, with variances of their own for each weight.
of_means <- function(own, line, components) {
  own$group <- factor(line[as.character(own$condition)])
  own$everything <- factor(1)
  label <- function(level) paste(names(line)[line == as.numeric(level)], collapse = ", ")
  dummies <- function(factor, level = NULL) {
    columns <- model.matrix(~ 0 + factor)
    if (is.null(level)) columns else columns * (own$group == level)
  }
  blocks <- list()
  add <- function(name, columns) {
    own[[name]] <<- columns
    blocks[[length(blocks) + 1]] <<- pdIdent(as.formula(paste("~", name, "- 1")))
  }
  for (name in c("rater", "clip")) {
    if (name %in% components) add(name <- paste0("of_", name), dummies(factor(own[[sub("of_", "", name)]])))
  }
  for (name in c("rater", "clip")) for (level in levels(own$group)) {
    if (paste0(name, ":condition (", label(level), ")") %in% components) {
      add(paste0(name, "_in_", match(level, levels(own$group))), dummies(interaction(own[[name]], own$condition, drop = TRUE), level))
    }
  }
  own$condition <- factor(own$condition)
  random <- if (length(blocks) == 1) list(everything = blocks[[1]]) else list(everything = pdBlocked(blocks))
  model <- lme(rating ~ 0 + condition, own, random = random, weights = varIdent(form = ~ 1 | group),
               control = lmeControl(opt = "optim", returnObject = TRUE, msMaxIter = 500))
  w <- line[levels(own$condition)]
  cat("difference", sum(w * fixef(model)), " standard error", sqrt(drop(w %*% vcov(model) %*% w)),
      " -2 log restricted likelihood", -2 * as.numeric(logLik(model)), "\n")
}

for (question in unique(ratings$question)) {
  these <- ratings[ratings$question == question, ]
  these$condition <- factor(these$condition)
  cat("\n##", question, "\n")
  row <- variances[variances$question == question, ]
  if (nlevels(these$condition) > 1) tryCatch(all_conditions(these, row), error = function(e) cat(conditionMessage(e), "\n"))
  if (is.null(reported)) next
  for (name in unique(weights$contrast)) {
    chosen <- weights[weights$contrast == name & as.numeric(weights$weight) != 0, ]
    line <- setNames(as.numeric(chosen$weight), chosen$condition)
    there <- reported[reported$question == question & reported$name == name, ]
    if (is.na(there$difference)) next
    own <- these[these$condition %in% names(line), ]
    cat(name, "here:\n")
    own$condition <- droplevels(own$condition)
    if (grepl("scores", there$method)) {
      of_scores(own, line)
    } else if (grepl("condition means", there$method)) {
      named <- grep("^components\\.", names(there), value = TRUE)
      of_means(own, line, sub("^components\\.", "", named[!is.na(there[named])]))
    } else cat("a t test of the raters' means\n")
    cat(name, "reported:\n")
    print(there[c("difference", "ci_low", "ci_high", "df", "p")], row.names = FALSE)
  }
}
