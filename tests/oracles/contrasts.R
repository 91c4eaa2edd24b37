# A contrast's own model: scores by lme4, lmerTest and pbkrtest; condition means with variances of their own by nlme.
# Rscript contrasts.R DIR > contrasts.json
suppressMessages({library(lme4); library(lmerTest); library(pbkrtest); library(nlme); library(jsonlite)})
dir <- commandArgs(TRUE)[1]
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-9, maxfun = 1e5),
                     check.conv.singular = "ignore")
weights <- list(pair = c(a = 1, b = -1), four = c(d = 1, a = -1/3, b = -1/3, c = -1/3))

scores <- function(d, w) {
  own <- d[d$condition %in% names(w), ]
  own$s <- own$rating * w[as.character(own$condition)]
  s <- aggregate(s ~ rater + clip, own, sum)
  s <- s[aggregate(s ~ rater + clip, own, length)$s == length(w), ]
  m <- lmer(s ~ 1 + (1|rater) + (1|clip), s, control = tight)
  v <- as.data.frame(VarCorr(m))
  one <- contest1D(m, 1)
  kr <- contest1D(m, 1, ddf = "Kenward-Roger")
  list(reml = REMLcrit(m), components = as.list(setNames(v$vcov, ifelse(v$grp == "Residual", "residual", v$grp))),
       difference = one$Estimate, error = one[["Std. Error"]], df = one$df, p = one[["Pr(>|t|)"]],
       kr = list(error = kr[["Std. Error"]], df = kr$df, p = kr[["Pr(>|t|)"]]))
}

# nlme has no crossed effects, but one group with blocks of indicator columns is the same model.
means <- function(d, w, terms) {
  own <- droplevels(d[d$condition %in% names(w), ])
  own$group <- factor(w[as.character(own$condition)])
  own$everything <- factor(1)
  blocks <- list()
  for (term in terms) {
    by <- grepl(":", term)
    f <- own[[sub(":.*", "", term)]]
    z <- model.matrix(~ 0 + if (by) interaction(f, own$condition, drop = TRUE) else f)
    for (level in if (by) levels(own$group) else "") {
      name <- paste0("z", length(blocks) + 1)
      columns <- if (by) z * (own$group == level) else z
      own[[name]] <- columns[, colSums(columns) > 0]
      blocks[[length(blocks) + 1]] <- pdIdent(as.formula(paste("~", name, "- 1")))
    }
  }
  m <- lme(rating ~ 0 + condition, own, random = list(everything = pdBlocked(blocks)),
           weights = varIdent(form = ~ 1 | group),
           control = lmeControl(opt = "optim", msMaxIter = 2000, msTol = 1e-12, returnObject = TRUE))
  line <- w[levels(own$condition)]
  list(reml = -2 * as.numeric(logLik(m)), difference = sum(line * fixef(m)),
       error = sqrt(drop(line %*% vcov(m) %*% line)))
}

table <- function(name) read.csv(file.path(dir, paste0(name, ".csv")), stringsAsFactors = TRUE)
all <- c("rater", "clip", "rater:condition", "clip:condition")
sets <- list()
for (name in c("balanced", "nearly")) sets[[name]] <- lapply(weights, function(w) scores(table(name), w))
for (name in c("sparse")) sets[[name]] <- lapply(weights, function(w) means(table(name), w, all))
sets$nested <- lapply(weights, function(w) means(table("nested"), w, c("rater", "rater:condition", "clip:condition")))
sets$between <- lapply(weights, function(w) means(table("between"), w, c("clip", "rater:condition", "clip:condition")))
cat(toJSON(list(versions = list(R = R.version.string, lme4 = as.character(packageVersion("lme4")),
  lmerTest = as.character(packageVersion("lmerTest")), nlme = as.character(packageVersion("nlme"))),
  sets = sets), auto_unbox = TRUE, digits = NA, pretty = TRUE))
