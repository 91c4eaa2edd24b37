# Rank tests of rater means of 3, 6, 7, 9 and 12 clips, from whole sums: their differences are exact.
# Rscript ranks.R DIR > ranks.json
suppressMessages(library(jsonlite))
dir <- commandArgs(TRUE)[1]
result <- list()
for (name in paste0("clips", c(3, 6, 7, 9, 12))) {
  d <- read.csv(file.path(dir, paste0(name, ".csv")), stringsAsFactors = TRUE)
  sums <- tapply(d$rating, list(d$rater, d$condition), sum)
  pairs <- combn(colnames(sums), 2)
  tests <- apply(pairs, 2, function(pair) {
    test <- suppressWarnings(wilcox.test(sums[, pair[1]], sums[, pair[2]], paired = TRUE))
    n <- sum(sums[, pair[1]] != sums[, pair[2]])
    v <- unname(test$statistic)
    list(a = pair[1], b = pair[2], v = v, p = test$p.value, rank_biserial = 4 * v / (n * (n + 1)) - 1)
  })
  friedman <- friedman.test(sums)
  result[[name]] <- list(pairs = tests, friedman = unname(friedman$statistic), friedman_p = friedman$p.value)
}
cat(toJSON(list(versions = list(R = R.version.string), sets = result), auto_unbox = TRUE, digits = NA, pretty = TRUE))
