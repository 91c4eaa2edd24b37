# Recomputes the main numbers of this bundle with lme4, lmerTest, pbkrtest and nlme, and compares them with the report's.
# Run it in the unpacked bundle: Rscript analysis.R
# Each line says OK or DIFFERS; the last one counts them, and the exit status is 1 if anything differs.
suppressPackageStartupMessages({library(lmerTest); library(nlme)})

TOLERANCE <- 1e-3        # relative, at least absolute; models are fitted by other programs than the report's
COMPLETE_SHARE <- 0.9    # contrast scores need this share of complete rater x clip blocks
NEGLIGIBLE <- 1e-4       # a standard deviation below this share of the residual's counts as 0

read <- function(name) {
  if (!file.exists(name)) return(NULL)
  read.csv(name, check.names = FALSE, encoding = "UTF-8", na.strings = "", colClasses = "character")
}

counts <- c(OK = 0, DIFFERS = 0)
check <- function(name, here, reported) {
  reported <- suppressWarnings(as.numeric(reported))
  if (length(reported) != 1 || is.na(reported) || is.na(here)) return(invisible())
  result <- if (abs(here - reported) <= TOLERANCE * max(1, abs(reported))) "OK" else "DIFFERS"
  counts[[result]] <<- counts[[result]] + 1
  cat(sprintf("%-8s%s: here %.7g, reported %.7g\n", result, name, here, reported))
}
note <- function(...) cat("        ", ..., "\n", sep = "")

# Fits a mixed model, unless `keep`, without the random effects whose variance is estimated as 0; NULL if none is left.
fit <- function(fixed, terms, data, keep = FALSE) {
  while (length(terms) > 0) {
    random <- paste0("(1 | ", terms, ")", collapse = " + ")
    model <- suppressMessages(suppressWarnings(lmer(as.formula(paste(fixed, "+", random)), data)))
    variances <- as.data.frame(VarCorr(model))
    zero <- variances$grp[variances$sdcor < NEGLIGIBLE * sigma(model)]
    if (keep || !any(terms %in% zero)) return(model)
    terms <- setdiff(terms, zero)
  }
  NULL
}

check_all_conditions <- function(these, row) {
  if (is.null(row[["reml"]]) || is.na(row[["reml"]])) return(note("no mixed model of all conditions was reported"))
  terms <- c("rater", "clip", "rater:condition", "clip:condition")
  terms <- terms[vapply(terms, function(term) {
    value <- row[[paste0("components.", term)]]
    !is.null(value) && !is.na(value)
  }, NA)]
  fixed <- if (nlevels(these$condition) > 1) "rating ~ 0 + condition" else "rating ~ 1"
  model <- fit(fixed, terms, these)
  if (is.null(model)) return(note("no random effect has a variance above 0"))
  variances <- as.data.frame(VarCorr(model))
  reml <- -2 * as.numeric(logLik(model))
  check("all conditions, -2 log restricted likelihood", reml, row[["reml"]])
  for (i in seq_len(nrow(variances))) {
    term <- if (variances$grp[i] == "Residual") "residual" else variances$grp[i]
    check(paste("all conditions, variance of", term), variances$vcov[i], row[[paste0("components.", term)]])
  }
  k <- nlevels(these$condition)
  if (k < 2 || is.null(row[["omnibus.F"]])) return(invisible())
  test <- contest(model, cbind(diag(k - 1), -1), joint = TRUE)
  check("all conditions, F", test[["F value"]], row[["omnibus.F"]])
  check("all conditions, p", test[["Pr(>F)"]], row[["omnibus.p"]])
}

# The weighted sum of each complete rater x clip block; NULL if too few blocks are complete.
contrast_scores <- function(own, line) {
  own$score <- own$rating * line[as.character(own$condition)]
  scores <- aggregate(score ~ rater + clip, own, sum)
  complete <- aggregate(score ~ rater + clip, own, length)$score == length(line)
  if (mean(complete) < COMPLETE_SHARE) NULL else scores[complete, ]
}

# A contrast by its scores: s = difference + rater + clip + error.
of_scores <- function(scores, ddf) {
  terms <- Filter(function(term) length(unique(scores[[term]])) > 1 &&
                    length(unique(scores[[term]])) < nrow(scores), c("rater", "clip"))
  model <- fit("score ~ 1", terms, scores, keep = ddf == "Kenward-Roger")
  if (is.null(model)) return(of_t_test(t.test(scores$score)))
  test <- contest1D(model, 1, ddf = ddf)
  list(difference = test$Estimate, error = test[["Std. Error"]], df = test$df, p = test[["Pr(>|t|)"]])
}

of_t_test <- function(test) {
  list(difference = unname(test$estimate[1]), error = test$stderr, df = unname(test$parameter), p = test$p.value)
}

# A contrast of condition means, with variances of their own for the conditions of each weight.
# nlme has no crossed random effects, but one group with blocks of indicator columns is the same model.
of_means <- function(own, line) {
  group <- factor(line[as.character(own$condition)])
  group_of <- factor(line[levels(own$condition)], levels(group))
  columns <- list()
  for (name in c("rater", "clip")) {
    codes <- factor(own[[name]])
    cells <- table(codes, own$condition)
    if (nlevels(codes) > 1 && any(rowSums(cells > 0) > 1)) columns <- c(columns, list(model.matrix(~ 0 + codes)))
    for (level in levels(group)) {
      part <- cells[, group_of == level, drop = FALSE]
      if (!any(part > 1) || !any(colSums(part > 0) > 1)) next
      within <- model.matrix(~ 0 + interaction(codes, own$condition, drop = TRUE)) * (group == level)
      columns <- c(columns, list(within[, colSums(within) > 0, drop = FALSE]))
    }
  }
  data <- data.frame(rating = own$rating, condition = own$condition, group = group, everything = factor(rep(1, nrow(own))))
  blocks <- list()
  for (i in seq_along(columns)) {
    data[[paste0("z", i)]] <- columns[[i]]
    blocks[[i]] <- pdIdent(as.formula(paste0("~ z", i, " - 1")))
  }
  if (length(blocks) == 0) {
    model <- gls(rating ~ 0 + condition, data, weights = varIdent(form = ~ 1 | group))
    estimates <- coef(model)
  } else {
    random <- list(everything = if (length(blocks) == 1) blocks[[1]] else pdBlocked(blocks))
    model <- suppressWarnings(lme(
      rating ~ 0 + condition, data, random = random, weights = varIdent(form = ~ 1 | group),
      control = lmeControl(opt = "optim", msMaxIter = 2000, msTol = 1e-12, returnObject = TRUE)))
    estimates <- fixef(model)
  }
  w <- line[levels(own$condition)]
  list(difference = sum(w * estimates), error = sqrt(drop(w %*% vcov(model) %*% w)), df = NA, p = NA)
}

# A test of rater means, where no mixed model could be fitted.
of_rater_means <- function(own, line, paired) {
  means <- tapply(own$rating, list(own$rater, own$condition), mean)
  w <- line[colnames(means)]
  if (paired) return(of_t_test(t.test(na.omit(drop(means %*% w)))))
  n <- colSums(!is.na(means))
  parts <- w^2 * apply(means, 2, var, na.rm = TRUE) / n
  error <- sqrt(sum(parts))
  df <- sum(parts)^2 / sum(parts^2 / (n - 1))
  difference <- sum(w * colMeans(means, na.rm = TRUE))
  list(difference = difference, error = error, df = df, p = 2 * pt(-abs(difference) / error, df))
}

check_contrast <- function(name, these, line, row, ddf) {
  if (is.na(row$difference)) return(note(name, ": not reported, ", row$reason))
  own <- these[these$condition %in% names(line), ]
  own$condition <- factor(as.character(own$condition))
  scores <- contrast_scores(own, line)
  by_means <- grepl("condition means", row$method)
  here <- if (grepl("rater means", row$method)) {
    of_rater_means(own, line, grepl("paired", row$method))
  } else if (by_means) of_means(own, line) else of_scores(scores, ddf)
  check(paste0(name, ", difference"), here$difference, row$difference)
  if (by_means && ddf == "Kenward-Roger") return(note("nlme has no test by Kenward and Roger"))
  # The report's interval has the half-width t times the standard error.
  reported <- vapply(row[c("df", "ci_low", "ci_high")], as.numeric, 0)
  width <- (reported[["ci_high"]] - reported[["ci_low"]]) / 2
  check(paste0(name, ", standard error"), here$error, width / qt(1 - alpha / 2, reported[["df"]]))
  check(paste0(name, ", df"), here$df, row$df)
  check(paste0(name, ", p"), here$p, row$p)
}

check_pair <- function(these, row, ddf) {
  if (is.na(row$difference)) return(invisible())
  line <- setNames(c(1, -1), c(row$a, row$b))
  own <- these[these$condition %in% names(line), ]
  own$condition <- factor(as.character(own$condition))
  scores <- contrast_scores(own, line)
  if (is.null(scores)) return(invisible())
  here <- of_scores(scores, ddf)
  check(paste0(row$a, " - ", row$b, ", difference"), here$difference, row$difference)
  check(paste0(row$a, " - ", row$b, ", p"), here$p, row$p)
}

attempt <- function(name, task) {
  tryCatch(task, error = function(problem) note(name, ": not recomputed, ", conditionMessage(problem)))
}

ratings <- read("ratings.csv")
excluded <- read("exclusions.csv")
ratings <- ratings[ratings[["repeat"]] == "0" & !ratings$rater %in% excluded$rater[excluded$excluded == "1"], ]
ratings$rating <- as.numeric(ratings$rating)
plan <- paste(readLines("plan.json", warn = FALSE), collapse = "\n")
alpha <- as.numeric(sub('(?s).*?"alpha": *([0-9.eE-]+).*', "\\1", plan, perl = TRUE))
ddf <- if (grepl('"kenward-roger"', plan, fixed = TRUE)) "Kenward-Roger" else "Satterthwaite"
weights <- read("weights.csv")
tables <- lapply(c(description = "description", lmm = "lmm", contrasts = "contrasts", pairs = "pairs"),
                 function(name) read(paste0("tables/", name, ".csv")))

for (question in unique(ratings$question)) {
  these <- ratings[ratings$question == question, ]
  these$condition <- factor(these$condition)
  of_question <- function(table) table[table$question == question, , drop = FALSE]
  cat("\n##", question, "\n")
  for (i in seq_len(NROW(described <- of_question(tables$description)))) {
    own <- these$rating[these$condition == described$condition[i]]
    if (length(own)) check(paste("mean of", described$condition[i]), mean(own), described$mean[i])
  }
  attempt("all conditions", check_all_conditions(these, of_question(tables$lmm)))
  for (name in unique(weights$contrast)) {
    chosen <- weights[weights$contrast == name & as.numeric(weights$weight) != 0, ]
    row <- of_question(tables$contrasts)
    row <- row[row$name == name, ]
    line <- setNames(as.numeric(chosen$weight), chosen$condition)
    if (nrow(row)) attempt(name, check_contrast(name, these, line, row, ddf))
  }
  pairs <- of_question(tables$pairs)
  for (i in seq_len(min(NROW(pairs), 45))) attempt("a pair", check_pair(these, pairs[i, ], ddf))
}
cat(sprintf("\n%d OK, %d differ\n", counts[["OK"]], counts[["DIFFERS"]]))
quit(status = as.integer(counts[["DIFFERS"]] > 0))
