# Change of means of few raters, and forecasts, on small data made here. Run: Rscript 60_change_forecasts.R
suppressPackageStartupMessages(library(jsonlite))
save <- function(name, data, fn, result) {
  o <- list(name = name, data = data, fn = fn, versions = list(stats = as.character(packageVersion("stats"))),
            R = R.version.string, result = result)
  write(toJSON(o, auto_unbox = TRUE, digits = NA, pretty = TRUE), paste0("../results/", name, ".json"))
}
contrast_ci <- function(fit, l) {
  est <- sum(l * coef(fit)); se <- sqrt(drop(t(l) %*% vcov(fit) %*% l)); h <- qt(.975, fit$df.residual) * se
  c(est, se, est - h, est + h)
}

# ---- the same raters: the differences of raters around their leader's mean change
set.seed(20240607)
L <- 12; n <- sample(3:6, L, TRUE); leader <- rep(1:L, n)
truth <- rnorm(L); view <- rnorm(sum(n), sd = .7)
before <- 3 + truth[leader] + view + rnorm(sum(n), sd = .4)
after <- 3.2 + truth[leader] + rnorm(L, sd = .5)[leader] + view + rnorm(sum(n), sd = .4)
f <- lm(I(after - before) ~ 0 + factor(leader))
same <- t(sapply(1:L, function(i) contrast_ci(f, as.numeric(1:L == i))))
# ---- other raters: all ratings around the mean of their leader and wave
y <- c(before, after); cell <- interaction(rep(leader, 2), rep(0:1, each = sum(n)))
g <- lm(y ~ 0 + cell)
other <- t(sapply(1:L, function(i) contrast_ci(g, (levels(cell) == paste0(i, ".1")) - (levels(cell) == paste0(i, ".0")))))
save("change_raters", "made in 60_change_forecasts.R", "lm(after - before ~ leader); lm(y ~ leader:wave)", list(
  leader = leader, before = before, after = after,
  same = list(variance_of_difference = summary(f)$sigma^2, df = f$df.residual, est = same[, 1], se = same[, 2], low = same[, 3], high = same[, 4]),
  other = list(within = summary(g)$sigma^2, df = g$df.residual, est = other[, 1], se = other[, 2], low = other[, 3], high = other[, 4])))

# ---- forecasts
set.seed(1953)
grid <- c(.05, seq(.1, .9, .1), .95)
p <- sample(grid, 120, TRUE); o <- as.integer(runif(120) < pmin(1, pmax(0, .15 + .6 * p)))
p <- c(p, .33); o <- c(o, 1L)                       # odds that occur once
N <- length(p); loss <- (p - o)^2
pb <- 1; for (q in p) pb <- c(pb * (1 - q), 0) + c(0, pb * q)
two_sided <- sum(pb[pb <= pb[sum(o) + 1] * (1 + 1e-7)])
bin <- p; bin[p == .33] <- .4                       # a bin of one joins the next above
k <- split(seq_len(N), bin); nk <- lengths(k); ok <- sapply(k, function(i) mean(o[i])); pk <- sapply(k, function(i) mean(p[i])); ob <- mean(o)
REL <- sum(nk * (pk - ok)^2) / N; RES <- sum(nk * (ok - ob)^2) / N; UNC <- ob * (1 - ob)
cc <- sum(nk * ok * (1 - ok) / (nk - 1)) / N; u <- UNC / (N - 1)
tt <- t.test(p[o == 1], p[o == 0])
# Ties in the odds are one point: isoreg of the shares, each as often as it occurs, pools to the weighted fit.
s <- order(p); share <- ave(o[s], p[s]); iso <- isoreg(seq_len(N), share)$yf
first <- !duplicated(p[s])
b <- binom.test(sum(o[1:40]), 40, .35)
d <- p - o; h <- qt(.975, N - 1) * sd(d) / sqrt(N)
save("forecasts", "made in 60_change_forecasts.R", "mean, sd, convolution, binom.test, t.test, isoreg", list(
  p = p, o = o, brier = mean(loss), brier_se = sd(loss) / sqrt(N), optimism = mean(d), optimism_ci = mean(d) + c(-h, h), optimism_p = two_sided,
  alike = list(yes = sum(o[1:40]), n = 40, p = .35, p_value = b$p.value),
  rel = REL, res = RES, unc = UNC, rel_c = REL - cc, res_c = RES - cc + u, unc_c = UNC + u,
  slope = unname(tt$estimate[1] - tt$estimate[2]), slope_ci = as.numeric(tt$conf.int),
  curve_p = p[s][first], curve = iso[first]))
