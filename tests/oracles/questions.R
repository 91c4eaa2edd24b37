# Contrasts between questions (lme4, lmerTest, pbkrtest) and the carry-over of the previous condition (stats).
# Rscript questions.R DIR > questions.json
suppressMessages({library(lme4); library(lmerTest); library(pbkrtest); library(jsonlite)})
dir <- commandArgs(TRUE)[1]
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-9, maxfun = 1e5),
                     check.conv.singular = "ignore")
d <- read.csv(file.path(dir, "questions.csv"), stringsAsFactors = TRUE)

# The scores b - a of each question, rater and clip where both conditions were rated.
wide <- reshape(d[d$condition %in% c("a", "b"), c("rater", "clip", "question", "condition", "rating")],
                idvar = c("rater", "clip", "question"), timevar = "condition", direction = "wide")
wide$s <- wide$rating.b - wide$rating.a
wide <- wide[!is.na(wide$s), ]

pairs <- list()
for (pair in combn(levels(d$question), 2, simplify = FALSE)) {
  both <- merge(wide[wide$question == pair[1], c("rater", "clip", "s")],
                wide[wide$question == pair[2], c("rater", "clip", "s")], by = c("rater", "clip"))
  both$s <- both$s.x - both$s.y
  m <- lmer(s ~ 1 + (1|rater) + (1|clip), both, control = tight)
  one <- contest1D(m, 1, confint = TRUE)
  kr <- contest1D(m, 1, ddf = "Kenward-Roger")
  pairs[[paste(pair, collapse = " ")]] <- list(difference = one$Estimate, low = one$lower, high = one$upper,
    df = one$df, p = one[["Pr(>|t|)"]], kr = list(df = kr$df, p = kr[["Pr(>|t|)"]]))
}
m <- lmer(s ~ question + (1|rater) + (1|clip) + (1|rater:question) + (1|clip:question), wide, control = tight)
f <- anova(m)
omnibus <- list(F = f[["F value"]], df1 = f$NumDF, df2 = f$DenDF, p = f[["Pr(>F)"]])

carry <- list()
for (question in levels(d$question)) {
  own <- d[d$question == question, ]
  own <- own[order(own$rater, own$position), ]
  own$residual <- own$rating - ave(own$rating, own$clip, own$condition)
  own$mean <- ave(own$rating, own$condition)
  n <- nrow(own)
  next_to <- own$rater[-1] == own$rater[-n] & own$position[-1] - own$position[-n] == 1
  trials <- data.frame(rater = own$rater[-1], y = own$residual[-1], x = own$mean[-n])[next_to, ]
  slopes <- sapply(split(trials, trials$rater), function(r) coef(lm(y ~ x, r))[["x"]])
  t <- t.test(slopes)
  carry[[question]] <- list(slope = unname(t$estimate), low = t$conf.int[1], high = t$conf.int[2],
    df = unname(t$parameter), p = t$p.value, pairs = nrow(trials))
}
cat(toJSON(list(versions = list(R = R.version.string, lme4 = as.character(packageVersion("lme4")),
  lmerTest = as.character(packageVersion("lmerTest")), pbkrtest = as.character(packageVersion("pbkrtest"))),
  sets = list(pairs = pairs, omnibus = omnibus, carry_over = carry)), auto_unbox = TRUE, digits = NA, pretty = TRUE))
