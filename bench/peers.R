# Times the peers on demand: reads "JOB FILE" lines, answers with seconds. Loading and reading are not counted.
suppressMessages({library(lme4); library(lmerTest); library(pbkrtest); library(ordinal)})
first <- rating ~ condition + (1|rater) + (1|clip)
all <- rating ~ condition + (1|rater) + (1|clip) + (1|rater:condition) + (1|clip:condition)
cache <- list()
table <- function(path) {
  if (is.null(cache[[path]])) {
    d <- read.csv(path, stringsAsFactors = TRUE); d$score <- ordered(d$rating); cache[[path]] <<- d
  }
  cache[[path]]
}
jobs <- list(
  lmertest_intercepts = function(d) anova(lmerTest::lmer(first, d)),
  lmertest_full = function(d) anova(lmerTest::lmer(all, d)),
  lme4_full = function(d) lme4::lmer(all, d),
  clmm_intercepts = function(d) clmm(score ~ condition + (1|rater) + (1|clip), data = d),
  kenward_roger = function(d) anova(lmerTest::lmer(all, d), ddf = "Kenward-Roger"))
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  words <- strsplit(line, " ")[[1]]
  d <- table(words[2])
  cat(suppressMessages(suppressWarnings(system.time(jobs[[words[1]]](d))[["elapsed"]])), "\n"); flush(stdout())
}
