# Tests of rater means between groups of raters who rated one condition each.
# Rscript groups.R DIR > groups.json
suppressMessages(library(jsonlite))
dir <- commandArgs(TRUE)[1]
result <- list()
for (name in c("between", "groups")) {
  d <- read.csv(file.path(dir, paste0(name, ".csv")), stringsAsFactors = TRUE)
  m <- aggregate(rating ~ rater + condition, d, mean)
  m$rating <- round(m$rating, 10)
  kruskal <- kruskal.test(rating ~ condition, m)
  welch <- oneway.test(rating ~ condition, m, var.equal = FALSE)
  pairs <- apply(combn(levels(m$condition), 2), 2, function(pair) {
    a <- m$rating[m$condition == pair[1]]
    b <- m$rating[m$condition == pair[2]]
    list(a = pair[1], b = pair[2], mann_whitney_p = suppressWarnings(wilcox.test(a, b))$p.value,
         welch_p = t.test(a, b)$p.value)
  })
  result[[name]] <- list(chi2 = unname(kruskal$statistic), kruskal_p = kruskal$p.value, F = unname(welch$statistic),
                         df2 = unname(welch$parameter[2]), welch_p = welch$p.value, pairs = pairs)
}
cat(toJSON(list(versions = list(R = R.version.string), sets = result), auto_unbox = TRUE, digits = NA, pretty = TRUE))
