# Crossed linear mixed models by lme4, Satterthwaite by lmerTest, Kenward-Roger by pbkrtest.
# Rscript lmm.R DIR > lmm.json
suppressMessages({library(lme4); library(lmerTest); library(pbkrtest); library(jsonlite)})
dir <- commandArgs(TRUE)[1]
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-9, maxfun = 1e5),
                     calc.derivs = TRUE, check.conv.singular = "ignore")
first <- "rating ~ condition + (1|rater) + (1|clip)"
all <- paste(first, "+ (1|rater:condition) + (1|clip:condition)")
one <- function(data, formula, kr) {
  m <- suppressMessages(suppressWarnings(lmer(as.formula(formula), data, REML = TRUE, control = tight)))
  v <- as.data.frame(VarCorr(m))
  a <- anova(m, ddf = "Satterthwaite")
  n <- length(fixef(m))
  l <- c(0, 1, rep(0, n - 2))
  ct <- contest1D(m, l)
  out <- list(reml = REMLcrit(m), components = as.list(setNames(v$vcov, ifelse(v$grp == "Residual", "residual", v$grp))),
    beta = unname(fixef(m)), se = unname(sqrt(diag(as.matrix(vcov(m))))),
    F = a[["F value"]], df1 = a$NumDF, df2 = a$DenDF, p = a[["Pr(>F)"]],
    b_minus_a = list(difference = ct$Estimate, error = ct[["Std. Error"]], df = ct$df, p = ct[["Pr(>|t|)"]]))
  if (kr) {
    k <- contest1D(m, l, ddf = "Kenward-Roger")
    ka <- KRmodcomp(m, cbind(0, diag(n - 1)))$stats
    out$kr <- list(F = ka$Fstat, df2 = ka$ddf, p = ka$p.value, scaling = ka$F.scaling,
                   error = k[["Std. Error"]], df = k$df, p_contrast = k[["Pr(>|t|)"]])
  }
  out
}
result <- list()
for (name in c("balanced", "missing", "singular", "larger", "few")) {
  d <- read.csv(file.path(dir, paste0(name, ".csv")), stringsAsFactors = TRUE)
  result[[name]] <- list(full = one(d, all, nrow(d) < 1500), intercepts = one(d, first, FALSE))
}
cat(toJSON(list(versions = list(R = R.version.string, lme4 = as.character(packageVersion("lme4")),
  lmerTest = as.character(packageVersion("lmerTest")), pbkrtest = as.character(packageVersion("pbkrtest"))),
  sets = result), auto_unbox = TRUE, digits = NA, pretty = TRUE))
