"""Each family by its textbook formulas, in mpmath: the outside oracle of the library's distributions.

A family is its parameters' test values, points, and functions of (parameters, x). A log-density is a list of terms, so that errors can be held against the sum
of their absolute values. Nothing here is taken from the library's own forms.
"""

from dataclasses import dataclass
from typing import Callable

from mpmath import mp, mpf, inf, nan, pi, euler, exp, fsum, log, log1p, expm1, sqrt, gamma, loggamma, erf, erfc, atan, tan, gammainc, betainc, beta, psi, quad, linspace


@dataclass
class Family:
    parameters: list  # of tuples, in the family's order
    names: tuple
    terms: Callable  # (x, *p) -> the terms of log_prob
    cdf: Callable
    sf: Callable
    points: Callable  # (*p) -> where to look, within the support and at its edge
    moments: Callable  # (*p) -> {"entropy", "mean", "variance", "mode"}, without what does not exist; a tuple is a sum of terms
    to_standard: Callable = None  # (x, *p): a parameter-free variable that has not underflowed where the cdf has
    ends: Callable = None  # (*p) -> the ends of the support, where there are no derivatives
    parts: Callable = None  # (x, *p) -> by parameter, the size of what cancels in the derivative of a sample
    discrete: bool = False  # so no derivative in x, and no sample


def half_erfc(y):
    return erfc(y / sqrt(mpf(2))) / 2


def spread(quantile, *p):
    """Points at these probabilities, far out in both tails."""
    return [quantile(mpf(u), *p) for u in ("1e-12", "1e-6", "1e-3", "0.1", "0.35", "0.5", "0.8", "0.99")] + [
        quantile(1 - mpf(u), *p) for u in ("1e-4", "1e-7", "1e-12")]


def location_scale(standard_terms, standard_cdf, standard_sf, ys, moments):
    """A family of loc and scale (the last two parameters) from its standard member; `shape` are the parameters before them."""
    def split(p):
        return p[:-2], p[-2], p[-1]

    def terms(x, *p):
        shape, loc, scale = split(p)
        return standard_terms((x - loc) / scale, *shape) + [-log(scale)]

    def cdf(x, *p):
        shape, loc, scale = split(p)
        return standard_cdf((x - loc) / scale, *shape)

    def sf(x, *p):
        shape, loc, scale = split(p)
        return standard_sf((x - loc) / scale, *shape)

    def points(*p):
        _, loc, scale = split(p)
        return [loc + scale * mpf(y) for y in ys]

    def of(*p):
        shape, loc, scale = split(p)
        m = moments(*shape)
        found = {"mode": loc}
        if "entropy" in m:
            found["entropy"] = (m["entropy"], log(scale))
        if "mean" in m:
            found["mean"] = (loc, scale * m["mean"])
        if "variance" in m:
            found["variance"] = scale**2 * m["variance"]
        return found

    return dict(terms=terms, cdf=cdf, sf=sf, points=points, moments=of, to_standard=lambda x, *p: (x - p[-2]) / p[-1])


LOC_SCALE = [("0", "1"), ("0.5", "2"), ("-3", "0.25"), ("100", "1e-3"), ("-1e4", "300"), ("0.01", "1e-6"), ("1e3", "1e5")]
YS = ("-30", "-8", "-2.5", "-1", "-0.1", "1e-3", "0.4", "1", "3", "7.5", "28")

normal = Family(LOC_SCALE, ("loc", "scale"), **location_scale(
    lambda y: [-y * y / 2, -log(2 * pi) / 2], lambda y: half_erfc(-y), half_erfc,
    ("-11", "-5", "-2.5", "-1", "-0.1", "1e-3", "0.4", "1", "3", "7.5", "11"),
    lambda: {"entropy": (1 + log(2 * pi)) / 2, "mean": 0, "variance": 1}))
laplace = Family(LOC_SCALE, ("loc", "scale"), **location_scale(
    lambda y: [-abs(y), -log(mpf(2))], lambda y: exp(y) / 2 if y < 0 else 1 - exp(-y) / 2,
    lambda y: exp(-y) / 2 if y > 0 else 1 - exp(y) / 2, YS,
    lambda: {"entropy": 1 + log(mpf(2)), "mean": 0, "variance": 2}))
logistic = Family(LOC_SCALE, ("loc", "scale"), **location_scale(
    lambda y: [-abs(y), -2 * log1p(exp(-abs(y)))], lambda y: 1 / (1 + exp(-y)), lambda y: 1 / (1 + exp(y)), YS,
    lambda: {"entropy": mpf(2), "mean": 0, "variance": pi**2 / 3}))
gumbel = Family(LOC_SCALE, ("loc", "scale"), **location_scale(
    lambda y: [-y, -exp(-y)], lambda y: exp(-exp(-y)), lambda y: -expm1(-exp(-y)),
    ("-4", "-2.5", "-1", "-0.1", "1e-3", "0.4", "1", "3", "7.5", "28", "70"),
    lambda: {"entropy": 1 + euler, "mean": euler, "variance": pi**2 / 6}))
cauchy = Family(LOC_SCALE, ("loc", "scale"), **location_scale(
    lambda y: [-log(pi), -log1p(y * y)], lambda y: mp.atan2(1, -y) / pi, lambda y: mp.atan2(1, y) / pi,
    ("-1e12", "-3000", "-30", "-1", "-0.1", "1e-3", "0.4", "1", "3", "1e5", "1e25"),
    lambda: {"entropy": log(4 * pi)}))


def student_tail(y, df):
    """P(T > y) for y >= 0."""
    return betainc(df / 2, mpf(1) / 2, 0, df / (df + y * y), regularized=True) / 2


student_t = Family([(df, *p) for df in ("0.3", "1", "2.5", "7", "60", "3000") for p in LOC_SCALE[:3]], ("df", "loc", "scale"), **location_scale(
    lambda y, df: [loggamma((df + 1) / 2) - loggamma(df / 2), -log(df * pi) / 2, -(df + 1) / 2 * log1p(y * y / df)],
    lambda y, df: student_tail(-y, df) if y < 0 else 1 - student_tail(y, df),
    lambda y, df: student_tail(y, df) if y > 0 else 1 - student_tail(-y, df),
    ("-30", "-6", "-2.5", "-1", "-0.1", "0", "1e-3", "0.4", "1", "3", "5", "20"),
    lambda df: {"entropy": (df + 1) / 2 * (psi(0, (df + 1) / 2) - psi(0, df / 2)) + log(sqrt(df) * beta(df / 2, mpf(1) / 2))}
    | ({"mean": 0} if df > 1 else {}) | ({"variance": df / (df - 2) if df > 2 else inf} if df > 1 else {})))
student_t.to_standard = None

SCALES = [("1",), ("0.02",), ("37",), ("1e-5",), ("1e6",)]
exponential = Family(SCALES, ("rate",), ends=lambda rate: (0,), to_standard=lambda x, rate: rate * x, terms=lambda x, rate: [log(rate), -rate * x],
    cdf=lambda x, rate: -expm1(-rate * x), sf=lambda x, rate: exp(-rate * x),
    points=lambda rate: [0] + spread(lambda u, rate: -log1p(-u) / rate, rate),
    moments=lambda rate: {"entropy": (1, -log(rate)), "mean": 1 / rate, "variance": rate**-2, "mode": 0})
half_normal = Family(SCALES, ("scale",), ends=lambda s: (0,), to_standard=lambda x, s: x / s, terms=lambda x, s: [log(2 / pi) / 2, -log(s), -(x / s)**2 / 2],
    cdf=lambda x, s: erf(x / s / sqrt(mpf(2))), sf=lambda x, s: 2 * half_erfc(x / s),
    points=lambda s: [s * mpf(y) for y in ("0", "1e-12", "1e-5", "0.01", "0.3", "1", "2", "5", "9")],
    moments=lambda s: {"entropy": (log(pi / 2) / 2, log(s), mpf(1) / 2), "mean": s * sqrt(2 / pi), "variance": s * s * (1 - 2 / pi), "mode": 0})
half_cauchy = Family(SCALES, ("scale",), ends=lambda s: (0,), to_standard=lambda x, s: x / s, terms=lambda x, s: [log(2 / pi), -log(s), -log1p((x / s)**2)],
    cdf=lambda x, s: 2 * atan(x / s) / pi, sf=lambda x, s: 2 * mp.atan2(1, x / s) / pi,
    points=lambda s: [s * mpf(y) for y in ("0", "1e-12", "1e-5", "0.01", "0.3", "1", "2", "50", "1e9")],
    moments=lambda s: {"entropy": (log(2 * pi), log(s)), "mean": inf, "variance": inf, "mode": 0})


def normal_quantile(u):
    return sqrt(mpf(2)) * mp.erfinv(2 * u - 1)


LOGS = [("0", "1"), ("0.5", "0.1"), ("-2", "1.5"), ("3", "0.01"), ("0.2", "2.5")]
log_normal = Family(LOGS, ("loc", "scale"), to_standard=lambda x, m, s: (log(x) - m) / s, terms=lambda x, m, s: [-((log(x) - m) / s)**2 / 2, -log(2 * pi) / 2, -log(s), -log(x)],
    cdf=lambda x, m, s: half_erfc((m - log(x)) / s), sf=lambda x, m, s: half_erfc((log(x) - m) / s),
    points=lambda m, s: spread(lambda u, m, s: exp(m + s * normal_quantile(u)), m, s),
    moments=lambda m, s: {"entropy": (m, log(2 * pi) / 2, log(s), mpf(1) / 2), "mean": exp(m + s * s / 2),
                          "variance": expm1(s * s) * exp(2 * m + s * s), "mode": exp(m - s * s)})
logit_normal = Family(LOGS, ("loc", "scale"), to_standard=lambda x, m, s: (log(x / (1 - x)) - m) / s,
    terms=lambda x, m, s: [-((log(x / (1 - x)) - m) / s)**2 / 2, -log(2 * pi) / 2, -log(s), -log(x), -log1p(-x)],
    cdf=lambda x, m, s: half_erfc((m - log(x / (1 - x))) / s), sf=lambda x, m, s: half_erfc((log(x / (1 - x)) - m) / s),
    points=lambda m, s: [1 / (1 + exp(-(m + s * mpf(y)))) for y in ("-4", "-2", "-1", "-0.2", "0.1", "0.7", "1.5", "2.5")],
    moments=lambda m, s: {})
uniform = Family([("0", "1"), ("-3", "5"), ("2", "2.5"), ("-1e4", "1e5"), ("1e-4", "2e-4")], ("low", "high"), ends=lambda a, b: (a, b),
    terms=lambda x, a, b: [-log(b - a)], cdf=lambda x, a, b: (x - a) / (b - a), sf=lambda x, a, b: (b - x) / (b - a),
    points=lambda a, b: [a + (b - a) * mpf(u) for u in ("0", "1e-3", "0.2", "0.5", "0.9")],
    moments=lambda a, b: {"entropy": log(b - a), "mean": (a + b) / 2, "variance": (b - a)**2 / 12})

KS = ("0.3", "0.9", "1", "1.7", "4", "25")
weibull = Family([(s, k) for s in ("1", "0.02", "50") for k in KS], ("scale", "concentration"), to_standard=lambda x, s, k: k * log(x / s),
    terms=lambda x, s, k: [log(k), -log(s), (k - 1) * log(x / s), -(x / s)**k],
    cdf=lambda x, s, k: -expm1(-(x / s)**k), sf=lambda x, s, k: exp(-(x / s)**k),
    points=lambda s, k: [x for x in spread(lambda u, s, k: s * (-log1p(-u))**(1 / k), s, k) if x > mpf("1e-30")],
    moments=lambda s, k: {"entropy": (euler * (1 - 1 / k), log(s), -log(k), 1), "mean": s * gamma(1 + 1 / k),
                          "variance": (s * s * gamma(1 + 2 / k), -s * s * gamma(1 + 1 / k)**2), "mode": s * ((k - 1) / k)**(1 / k) if k > 1 else 0})
pareto = Family([(s, a) for s in ("1", "0.02", "50") for a in KS], ("scale", "alpha"), ends=lambda s, a: (s,), to_standard=lambda x, s, a: a * log(x / s),
    terms=lambda x, s, a: [log(a), -log(s), -(a + 1) * log(x / s)],
    cdf=lambda x, s, a: -expm1(-a * log(x / s)), sf=lambda x, s, a: (s / x)**a,
    points=lambda s, a: [s] + [s * exp(-log(mpf(u)) / a) for u in ("0.99", "0.7", "0.3", "0.01", "1e-5", "1e-10")],
    moments=lambda s, a: {"entropy": (log(s), -log(a), 1 / a, 1), "mean": a * s / (a - 1) if a > 1 else inf,
                          "variance": s * s * a / ((a - 1)**2 * (a - 2)) if a > 2 else inf, "mode": s})


def pareto_hazard(y, c):
    return log1p(c * y) / c if c else y


generalized_pareto = Family([(m, s, c) for m, s in (("0", "1"), ("-2", "0.3"), ("5", "40")) for c in ("-1.5", "-0.3", "-1e-6", "0", "1e-6", "0.05", "0.4", "0.9", "3")],
    ("loc", "scale", "concentration"), ends=lambda m, s, c: (m, m - s / c) if c < 0 else (m,), to_standard=lambda x, m, s, c: pareto_hazard((x - m) / s, c),
    terms=lambda x, m, s, c: [-log(s), -(1 + c) * pareto_hazard((x - m) / s, c)],
    cdf=lambda x, m, s, c: -expm1(-pareto_hazard((x - m) / s, c)), sf=lambda x, m, s, c: exp(-pareto_hazard((x - m) / s, c)),
    points=lambda m, s, c: [m] + [m + s * (expm1(c * mpf(e)) / c if c else mpf(e)) for e in ("1e-3", "0.1", "0.5", "1.5", "4", "9")],
    moments=lambda m, s, c: {"entropy": (log(s), c, 1), "mean": (m, s / (1 - c)) if c < 1 else inf,
                             "variance": s * s / ((1 - c)**2 * (1 - 2 * c)) if c < mpf(1) / 2 else inf, "mode": m if c >= -1 else m - s / c})


def kumaraswamy_moment(n, a, b):
    return b * beta(1 + n / a, b)


kumaraswamy = Family([(a, b) for a in ("0.4", "1", "2.5", "9") for b in ("0.3", "1", "3", "14")], ("concentration1", "concentration0"), to_standard=lambda x, a, b: b * log(1 - x**a),
    terms=lambda x, a, b: [log(a), log(b), (a - 1) * log(x), (b - 1) * log(1 - x**a)],
    cdf=lambda x, a, b: 1 - (1 - x**a)**b, sf=lambda x, a, b: (1 - x**a)**b,
    points=lambda a, b: [min((1 - (1 - mpf(u))**(1 / b))**(1 / a), 1 - mpf(2)**-20) for u in ("1e-3", "0.1", "0.35", "0.5", "0.8", "0.95")],
    moments=lambda a, b: {"entropy": ((1 - 1 / a) * (psi(0, b + 1) + euler), 1 - 1 / b, -log(a), -log(b)), "mean": kumaraswamy_moment(1, a, b),
                          "variance": (kumaraswamy_moment(2, a, b), -kumaraswamy_moment(1, a, b)**2)}
    | ({"mode": ((a - 1) / (a * b - 1))**(1 / a)} if a >= 1 and b >= 1 and a * b > 1 else {}))


def two_sided(scale, k):
    return scale * k, scale / k


def asymmetric_terms(x, m, s, k):
    left, right = two_sided(s, k)
    return [-abs(x - m) / (left if x < m else right), -log(left + right)]


def asymmetric_tail(x, m, s, k, upper):
    left, right = two_sided(s, k)
    if upper:
        return right / (left + right) * exp(-(x - m) / right) if x > m else 1 - left / (left + right) * exp((x - m) / left)
    return left / (left + right) * exp((x - m) / left) if x < m else 1 - right / (left + right) * exp(-(x - m) / right)


def asymmetric_moments(m, s, k):
    left, right = two_sided(s, k)
    return {"entropy": (1, log(left + right)), "mean": (m, right, -left), "variance": left**2 + right**2, "mode": m}


asymmetric_laplace = Family([(m, s, k) for m, s in LOC_SCALE[:3] for k in ("0.2", "1", "1.5", "6")], ("loc", "scale", "asymmetry"),
    terms=asymmetric_terms, cdf=lambda x, m, s, k: asymmetric_tail(x, m, s, k, False), sf=lambda x, m, s, k: asymmetric_tail(x, m, s, k, True),
    points=lambda m, s, k: [m + s * mpf(y) for y in ("-9", "-3", "-1", "-0.1", "1e-3", "0.4", "1", "3", "8")], moments=asymmetric_moments)


def slope_mass(l):
    return expm1(l) / l if l else mpf(1)


def bernoulli_moments(p):
    l = log(p / (1 - p))
    mean = 1 / (1 - exp(-l)) - 1 / l if l else mpf(1) / 2
    variance = 1 / l**2 - exp(l) / expm1(l)**2 if l else mpf(1) / 12
    return {"entropy": (log(slope_mass(l)), -l * mean), "mean": mean, "variance": variance, "mode": 1 if p > mpf(1) / 2 else 0}


continuous_bernoulli = Family([(p,) for p in ("1e-6", "0.02", "0.3", "0.499", "0.5", "0.50001", "0.8", "0.9995")], ("probs",), ends=lambda p: (0, 1),
    terms=lambda x, p: [x * log(p / (1 - p)), -log(slope_mass(log(p / (1 - p))))],
    cdf=lambda x, p: x * slope_mass(log(p / (1 - p)) * x) / slope_mass(log(p / (1 - p))),
    sf=lambda x, p: 1 - x * slope_mass(log(p / (1 - p)) * x) / slope_mass(log(p / (1 - p))),
    points=lambda p: [mpf(u) for u in ("0", "1e-5", "0.01", "0.2", "0.5", "0.77", "0.99", "1")], moments=bernoulli_moments)


def mass(a, b):
    """The standard normal mass from a to b, in whichever tail."""
    return half_erfc(a) - half_erfc(b) if a + b > 0 else half_erfc(-b) - half_erfc(-a)


def phi(y):
    return exp(-y * y / 2) / sqrt(2 * pi)


def truncated_moments(m, s, low, high):
    a, b = (low - m) / s, (high - m) / s
    z = mass(a, b)
    shift = (phi(a) - phi(b)) / z
    return {"entropy": (log(s), log(2 * pi) / 2, log(z), mpf(1) / 2, a * phi(a) / (2 * z), -b * phi(b) / (2 * z)), "mean": (m, s * shift),
            "variance": (s * s, s * s * a * phi(a) / z, -s * s * b * phi(b) / z, -s * s * shift**2), "mode": min(max(m, low), high)}


truncated_normal = Family([("0", "1", "-2", "2"), ("0", "1", "0.5", "3"), ("1", "2", "-9", "-4"), ("0", "1", "6", "8"), ("5", "0.5", "0", "4"), ("0", "10", "-1", "1"),
                           ("0", "1", "30", "30.5"), ("0.1", "0.02", "-1", "-0.8"), ("0", "1", "-20", "3"), ("3", "0.5", "-5", "40"), ("0", "1", "12", "12.001"), ("-1", "100", "0", "0.01")],
    ("loc", "scale", "low", "high"), ends=lambda m, s, low, high: (low, high),
    terms=lambda x, m, s, low, high: [-((x - m) / s)**2 / 2, -log(2 * pi) / 2, -log(s), -log(mass((low - m) / s, (high - m) / s))],
    cdf=lambda x, m, s, low, high: mass((low - m) / s, (x - m) / s) / mass((low - m) / s, (high - m) / s),
    sf=lambda x, m, s, low, high: mass((x - m) / s, (high - m) / s) / mass((low - m) / s, (high - m) / s),
    points=lambda m, s, low, high: [low + (high - low) * mpf(u) for u in ("1e-4", "0.01", "0.1", "0.3", "0.5", "0.8", "0.97", "0.9999")], moments=truncated_moments)

generalized_normal = Family([(m, s, b) for m, s in LOC_SCALE[:3] for b in ("0.3", "1", "1.5", "2", "6", "20")], ("loc", "scale", "power"),
    terms=lambda x, m, s, b: [log(b), -log(2 * s), -loggamma(1 / b), -(abs(x - m) / s)**b],
    cdf=lambda x, m, s, b: gammainc(1 / b, (abs(x - m) / s)**b, regularized=True) / 2 if x < m else 1 - gammainc(1 / b, (abs(x - m) / s)**b, regularized=True) / 2,
    sf=lambda x, m, s, b: gammainc(1 / b, (abs(x - m) / s)**b, regularized=True) / 2 if x > m else 1 - gammainc(1 / b, (abs(x - m) / s)**b, regularized=True) / 2,
    points=lambda m, s, b: [m + s * mpf(y) for y in ("-1.1", "-0.9", "-0.3", "-0.01", "0", "0.2", "0.8", "1.05")],
    moments=lambda m, s, b: {"entropy": (1 / b, -log(b), log(2 * s), loggamma(1 / b)), "mean": m, "variance": s * s * gamma(3 / b) / gamma(1 / b), "mode": m})


def lower_gamma(a, x):
    """P(a, x), by its series."""
    total = term = mpf(1)
    n = 0
    while abs(term) > mp.eps * total:
        n += 1
        term *= x / (a + n)
        total += term
    return exp(a * log(x) - x - loggamma(a + 1)) * total


def gamma_points(a, rate):
    """About the quantiles: by Wilson and Hilferty, or for small shapes by the first term of the series and far above by the tail."""
    if a < 1:
        below = [exp((log(mpf(u)) + loggamma(a + 1)) / a) for u in ("1e-12", "1e-4", "0.1", "0.35", "0.5", "0.8")]
        return [x / rate for x in below + [mpf(v) for v in ("0.1", "0.7", "1.2", "3", "20")] if mpf("1e-30") < x < 30]
    return [a * max(1 - 1 / (9 * a) + mpf(z) / (3 * sqrt(a)), mpf("0.01"))**3 / rate for z in ("-6", "-3", "-1", "-0.2", "0", "0.3", "1.2", "3.5", "7")]


gamma_family = Family([(a, rate) for a in ("1e-3", "0.05", "0.4", "1", "2.5", "17", "600", "1e5") for rate in (("1",) if a == "1e5" else ("1", "0.02"))],
    ("concentration", "rate"), terms=lambda x, a, rate: [a * log(rate), (a - 1) * log(x), -rate * x, -loggamma(a)],
    cdf=lambda x, a, rate: lower_gamma(a, rate * x), sf=lambda x, a, rate: 1 - lower_gamma(a, rate * x), points=gamma_points,
    moments=lambda a, rate: {"entropy": (a, -log(rate), loggamma(a), psi(0, a), -a * psi(0, a)), "mean": a / rate, "variance": a / rate**2, "mode": max(a - 1, 0) / rate})

inverse_gamma = Family([("1e-3", "1"), ("0.05", "0.02"), ("0.4", "1"), ("2.5", "0.02"), ("17", "3"), ("1e5", "1")],
    ("concentration", "rate"), terms=lambda x, a, rate: [a * log(rate), -(a + 1) * log(x), -rate / x, -loggamma(a)],
    cdf=lambda x, a, rate: 1 - lower_gamma(a, rate / x), sf=lambda x, a, rate: lower_gamma(a, rate / x),
    points=lambda a, rate: [1 / x for x in gamma_points(a, rate)],
    moments=lambda a, rate: {"entropy": (a, log(rate), loggamma(a), -psi(0, a), -a * psi(0, a)), "mean": rate / (a - 1) if a > 1 else inf,
                             "variance": rate**2 / ((a - 1)**2 * (a - 2)) if a > 2 else inf, "mode": rate / (a + 1)})
chi2 = Family([(df,) for df in ("2e-3", "1", "5", "2e5")], ("df",),
    terms=lambda x, df: [-df / 2 * log(mpf(2)), (df / 2 - 1) * log(x), -x / 2, -loggamma(df / 2)],
    cdf=lambda x, df: lower_gamma(df / 2, x / 2), sf=lambda x, df: 1 - lower_gamma(df / 2, x / 2), points=lambda df: gamma_points(df / 2, mpf(1) / 2),
    moments=lambda df: {"entropy": (df / 2, log(mpf(2)), loggamma(df / 2), psi(0, df / 2), -df / 2 * psi(0, df / 2)), "mean": df, "variance": 2 * df, "mode": max(df - 2, 0)})


def lower_beta(a, b, x):
    """I_x(a, b), by the continued fraction of the smaller side. Source: DLMF 8.17.22, by Lentz's method."""
    if x > (a + 1) / (a + b + 2):
        return 1 - lower_beta(b, a, 1 - x)
    value = upper = mpf(1)
    lower = mpf(0)
    m = 0
    while True:
        m += 1
        half = m // 2
        step = half * (b - half) * x / ((a + m - 1) * (a + m)) if m % 2 == 0 else -(a + half) * (a + b + half) * x / ((a + m - 1) * (a + m))
        lower = 1 / (1 + step * lower)
        upper = 1 + step / upper
        value *= upper * lower
        if abs(upper * lower - 1) < mp.eps:
            return exp(a * log(x) + b * log1p(-x) + loggamma(a + b) - loggamma(a + 1) - loggamma(b)) / value


def beta_points(a, b):
    """About the mean by standard deviations, or for small shapes across the interval; where the density has not fallen by exp(-60) below its mean's."""
    mean = a / (a + b)
    deviation = sqrt(a * b / (a + b + 1)) / (a + b)
    wide = [mean + mpf(z) * deviation for z in ("-7", "-3", "-1", "-0.2", "0", "0.3", "1.2", "3.5", "8")]
    across = [mpf(v) for v in ("1e-9", "1e-4", "0.03", "0.4", "0.7", "0.99")]

    def log_density(x):
        return a * log(x) + b * log1p(-x)

    return [x for x in wide + across if mpf("1e-30") < x < 1 - mpf(2)**-18 and log_density(x) > log_density(mean) - 60]


def beta_entropy(a, b):
    """With its digammas apart, as gamma's: (a - 1) psi(a) in one would ask for an exact 0 where a is 1."""
    whole = psi(0, a + b)
    return (loggamma(a), loggamma(b), -loggamma(a + b), psi(0, a), -a * psi(0, a), psi(0, b), -b * psi(0, b), (a + b) * whole, -2 * whole)


BETAS = [(a, b) for a, b in (("1e-3", "1e-3"), ("1e-3", "3"), ("0.01", "0.7"), ("4", "2e-3"), ("300", "5e-3"), ("1e-3", "1e5"), ("0.05", "0.05"), ("0.05", "3"), ("0.4", "0.7"), ("1", "1"), ("1", "4"), ("2.5", "0.3"), ("5", "2"), ("17", "40"), ("0.6", "300"), ("150", "90"), ("2e4", "5"), ("3e3", "8e4"))]
beta_family = Family(BETAS, ("concentration1", "concentration0"),
    terms=lambda x, a, b: [(a - 1) * log(x), (b - 1) * log1p(-x), loggamma(a + b), -loggamma(a), -loggamma(b)],
    cdf=lambda x, a, b: lower_beta(a, b, x), sf=lambda x, a, b: 1 - lower_beta(a, b, x), points=beta_points,
    moments=lambda a, b: {"entropy": beta_entropy(a, b), "mean": a / (a + b), "variance": a * b / ((a + b)**2 * (a + b + 1))}
    | ({"mode": (a - 1) / (a + b - 2)} if a >= 1 and b >= 1 and a + b > 2 else {}))


def odds(x, d1, d2):
    """Of d1 x / (d1 x + d2)."""
    return d1 * x / d2


fisher_snedecor = Family([(2 * mpf(a), 2 * mpf(b)) for a, b in BETAS[::2]], ("df1", "df2"),
    terms=lambda x, d1, d2: [d1 / 2 * log(d1 / d2), (d1 / 2 - 1) * log(x), -(d1 + d2) / 2 * log1p(odds(x, d1, d2)), loggamma((d1 + d2) / 2), -loggamma(d1 / 2), -loggamma(d2 / 2)],
    cdf=lambda x, d1, d2: lower_beta(d1 / 2, d2 / 2, odds(x, d1, d2) / (1 + odds(x, d1, d2))),
    sf=lambda x, d1, d2: lower_beta(d2 / 2, d1 / 2, 1 / (1 + odds(x, d1, d2))),
    points=lambda d1, d2: [u / (1 - u) * d2 / d1 for u in beta_points(d1 / 2, d2 / 2)], parts=lambda x, d1, d2: (x / d1, x / d2),
    moments=lambda d1, d2: {"entropy": (*beta_entropy(d1 / 2, d2 / 2), log(d2), -log(d1), 2 * psi(0, (d1 + d2) / 2), -2 * psi(0, d2 / 2)),
                            "mean": d2 / (d2 - 2) if d2 > 2 else inf, "variance": 2 * d2**2 * (d1 + d2 - 2) / (d1 * (d2 - 2)**2 * (d2 - 4)) if d2 > 4 else inf,
                            "mode": max(d1 - 2, 0) / d1 * d2 / (d2 + 2)})


TURNS = {}


def bessel_shares(k):
    """I_j(k) / I_0(k) for j from 1 on, by Miller's backward recurrence."""
    if k not in TURNS:
        count = int(sqrt(2 * k * mpf(mp.dps) * log(10))) + 3 * mp.dps
        shares, above, here = [], mpf(0), mpf(1)
        for j in range(count, 0, -1):
            shares.append(here)
            above, here = here, above + 2 * j / k * here
        TURNS[k] = [share / here for share in reversed(shares)]
    return TURNS[k]


def von_mises_cdf(x, m, k):
    """From m - pi, by its Fourier series."""
    turn = x - m
    total, before, here, double = 1 + turn / pi, mpf(0), mp.sin(turn), 2 * mp.cos(turn)
    for j, share in enumerate(bessel_shares(k), 1):
        total += 2 * share * here / (j * pi)
        before, here = here, double * here - before
    return total / 2


von_mises = Family([("0", "1"), ("0.5", "2"), ("-1", "1e-3"), ("2", "0.05"), ("0.1", "0.7"), ("1", "5.5"), ("-0.3", "7"), ("0", "40"), ("0.2", "600"), ("0", "1e5")],
    ("loc", "concentration"), ends=lambda m, k: (m - pi, m + pi), terms=lambda x, m, k: [k * mp.cos(x - m), -log(2 * pi), -log(mp.besseli(0, k))],
    cdf=von_mises_cdf, sf=lambda x, m, k: von_mises_cdf(2 * m - x, m, k),
    points=lambda m, k: [m + mpf(y) / max(1, sqrt(k)) for y in (("-3", "-1.2", "-0.1", "1e-3", "1", "2.2") if k > 1000 else ("-3", "-2", "-1.2", "-0.6", "-0.1", "1e-3", "0.4", "1", "2.2", "3.1"))] + ([m - 9 / sqrt(k), m + 6 / sqrt(k)] if k > 30 else []),
    moments=lambda m, k: {"entropy": (log(2 * pi), log(mp.besseli(0, k)), -k * mp.besseli(1, k) / mp.besseli(0, k)), "mean": m, "mode": m,
                          "variance": 1 - mp.besseli(1, k) / mp.besseli(0, k)})

relaxed_bernoulli = Family([("0.7", "0.4"), ("2", "-1"), ("0.1", "3"), ("1", "0"), ("0.05", "-0.1"), ("5", "9")], ("temperature", "logits"),
    terms=lambda x, t, l: [log(t), -abs(t * log(x / (1 - x)) - l), -2 * log1p(exp(-abs(t * log(x / (1 - x)) - l))), -log(x), -log1p(-x)],
    cdf=lambda x, t, l: 1 / (1 + exp(l - t * log(x / (1 - x)))), sf=lambda x, t, l: 1 / (1 + exp(t * log(x / (1 - x)) - l)),
    points=lambda t, l: [x for x in (1 / (1 + exp(-(l + mpf(y)) / t)) for y in ("-9", "-3", "-1", "-0.2", "0", "0.1", "0.7", "2", "5")) if mpf("1e-30") < x < 1 - mpf(2)**-20],
    to_standard=lambda x, t, l: t * log(x / (1 - x)) - l, moments=lambda t, l: {})


def sigmoid(l):
    return 1 / (1 + exp(-l))


bernoulli = Family([("-30",), ("-2.5",), ("0.3",), ("12",)], ("logits",), discrete=True, terms=lambda x, l: [l * x, -log1p(exp(l))],
    cdf=lambda x, l: mpf(1) if x >= 1 else sigmoid(-l), sf=lambda x, l: mpf(0) if x >= 1 else sigmoid(l), points=lambda l: [0, 1],
    moments=lambda l: {"entropy": (log1p(exp(l)), -l * sigmoid(l)), "mean": sigmoid(l), "variance": sigmoid(l) * sigmoid(-l), "mode": 1 if l > 0 else 0})


def counts(mean, deviation):
    """Whole numbers about the mean, and both ends of what is likely."""
    return sorted({mpf(max(0, int(mean + mpf(y) * deviation))) for y in ("-9", "-4", "-2", "-0.5", "0", "0.4", "1", "3", "6", "9")} | {mpf(0), mpf(1)})


poisson = Family([("0.02",), ("0.7",), ("4",), ("61.5",), ("2000",)], ("rate",), discrete=True, terms=lambda x, r: [x * log(r), -r, -loggamma(x + 1)],
    cdf=lambda x, r: 1 - lower_gamma(x + 1, r), sf=lambda x, r: lower_gamma(x + 1, r), points=lambda r: counts(r, sqrt(r)),
    moments=lambda r: {"mean": r, "variance": r, "mode": int(r)})


def binomial_cdf(x, n, l):
    return fsum(exp(log_ways(n, k) - k * log1p(exp(-l)) - (n - k) * log1p(exp(l))) for k in range(int(x) + 1))


def log_ways(n, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


geometric = Family([("-3",), ("-0.5",), ("0.7",), ("4",)], ("logits",), discrete=True, terms=lambda x, l: [-x * log1p(exp(l)), -log1p(exp(-l))],
    cdf=lambda x, l: -expm1(-(x + 1) * log1p(exp(l))), sf=lambda x, l: exp(-(x + 1) * log1p(exp(l))), points=lambda l: counts(exp(-l), sqrt(exp(-l) * (1 + exp(-l)))),
    moments=lambda l: {"entropy": (exp(-l) * log1p(exp(l)), log1p(exp(-l))), "mean": exp(-l), "variance": (exp(-l), exp(-2 * l)), "mode": 0})
binomial = Family([(n, l) for n in ("1", "7", "60") for l in ("-3", "-0.5", "1", "2.5")], ("total_count", "logits"), discrete=True,
    terms=lambda x, n, l: [loggamma(n + 1), -loggamma(x + 1), -loggamma(n - x + 1), -x * log1p(exp(-l)), -(n - x) * log1p(exp(l))],
    cdf=binomial_cdf, sf=lambda x, n, l: binomial_cdf(n - x - 1, n, -l) if x < n else mpf(0),
    points=lambda n, l: sorted({mpf(min(n - 1, max(0, int(n * sigmoid(l) + y)))) for y in (-9, -4, -1, 0, 2, 5, 50)}),
    moments=lambda n, l: {"mean": n * sigmoid(l), "variance": n * sigmoid(l) * sigmoid(-l), "mode": min(n, int((n + 1) * sigmoid(l)))})


def negative_binomial_cdf(x, r, l):
    total = term = sigmoid(-l)**r
    for k in range(int(x)):
        term *= (r + k) / (k + 1) * sigmoid(l)
        total += term
    return total


negative_binomial = Family([(r, l) for r in ("0.3", "1", "3", "40") for l in ("-3", "-0.5", "1", "2.5")], ("total_count", "logits"), discrete=True,
    terms=lambda x, r, l: [loggamma(r + x), -loggamma(r), -loggamma(x + 1), -r * log1p(exp(l)), -x * log1p(exp(-l))],
    cdf=negative_binomial_cdf, sf=lambda x, r, l: 1 - negative_binomial_cdf(x, r, l), points=lambda r, l: counts(r * exp(l), sqrt(r * exp(l) * (1 + exp(l)))),
    moments=lambda r, l: {"mean": r * exp(l), "variance": (r * exp(l), r * exp(2 * l)), "mode": int((r - 1) * exp(l)) if r > 1 else 0})


def edges(x, m, s):
    """Of the bin around x, standardised; the outer ones reach to infinity."""
    half = mpf(1) / 255
    return -inf if x < half - 1 else (x - half - m) / s, inf if x > 1 - half else (x + half - m) / s


def bin_mass(x, m, s):
    a, b = edges(x, m, s)
    return sigmoid(b) - sigmoid(a) if a < 0 else sigmoid(-a) - sigmoid(-b)


LEVELS = [-1 + mpf(2) * k / 255 for k in range(256)]
discretized_logistic = Family([("0.1", "0.05"), ("-0.9", "0.3"), ("1e-3", "1e-2"), ("0.6", "5"), ("0.95", "0.2"), ("1.5", "0.3"), ("-3", "0.4")], ("loc", "scale"), discrete=True,
    terms=lambda x, m, s: [log(bin_mass(x, m, s))], cdf=lambda x, m, s: sigmoid(edges(x, m, s)[1]), sf=lambda x, m, s: sigmoid(-edges(x, m, s)[1]),
    points=lambda m, s: [LEVELS[k] for k in (0, 1, 20, 127, 128, 141, 203, 254, 255)], moments=lambda m, s: {"mode": (-1, 1 + max(LEVELS, key=lambda x: bin_mass(x, m, s)))})

FAMILIES = {n: f for n, f in globals().items() if isinstance(f, Family) and not n.endswith("_family")} | {
    n[:-len("_family")]: f for n, f in globals().items() if n.endswith("_family")}  # one that has the name of one of mpmath's functions
