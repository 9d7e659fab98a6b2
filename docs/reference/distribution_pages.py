"""A page a distribution: its header, the program's numbers and picture, and the figures that the tests have recorded (docs/reference/figures)."""
import json
import re
import subprocess

import headers

# Parameters at which a family is pictured.
SHOWN_AT = {"loc": 0.5, "scale": 1.5, "rate": 1.5, "concentration": 2.0, "concentration1": 2.0, "concentration0": 3.0, "df": 4.0, "df1": 5.0,
            "df2": 8.0, "alpha": 3.0, "asymmetry": 1.5, "power": 3.0, "probs": 0.3, "low": -1.0, "high": 2.0, "temperature": 0.7, "total_count": 5.0,
            "logits": 0.4}
SHOWN = {"dirichlet": {"concentration": [0.5, 2.0, 3.0]}, "multivariate_normal": {"loc": [0.0, 1.0], "scale_tril": [[1.0, 0.0], [0.5, 2.0]]},
         "logistic_normal": {"loc": [0.0, 0.5], "scale": [1.0, 2.0]}, "discretized_logistic": {"scale": 0.3}, "generalized_pareto": {"concentration": 0.3}, "poisson": {"rate": 4.0}}

POINTS = {"continuous_bernoulli": 0.5, "beta": 0.4, "kumaraswamy": 0.4, "logit_normal": 0.4, "relaxed_bernoulli": 0.4, "discretized_logistic": 0.6, "poisson": 3,
          "negative_binomial": 3, "pareto": 2.5, "dirichlet": [0.2, 0.3, 0.5], "multivariate_normal": [0.5, 0.5], "logistic_normal": [0.2, 0.3, 0.5]}

# Made of other laws, or of vectors that the command does not take: no numbers of their own, and what tests/unit/dist holds them to.
MADE_OF_OTHERS = ("independent", "transformed")
# A law that is held in its place: of `transformed`, a normal on the simplex.
STANDS_FOR = {"transformed": "logistic_normal"}
OF_CODE_ONLY = ("categorical", "concrete", "lkj_cholesky", "low_rank_multivariate_normal", "mixture_of_normals", "wishart")

DTYPES = ("float32", "float64")
TITLES = {"log_prob": "log_prob", "dlogp_dx": "gradient of log_prob in x", "cdf": "cdf", "sf": "sf", "entropy": "entropy", "mean": "mean", "variance": "variance",
          "mode": "mode"}


def run(program, *arguments):
    return subprocess.run([str(program), *arguments], capture_output=True, text=True)


def parameters_of(header):
    listed = re.search(r"distribution_parameter>\(\s*\{(.*?)\}\)", header.read_text(), re.S)
    return re.findall(r'\{"(\w+)"', listed[1]) if listed else []


def parameters_shown(root, name):
    header = root / f"include/pathwise/dist/{name}.hpp"
    return {p: SHOWN.get(name, {}).get(p, SHOWN_AT.get(p)) for p in parameters_of(header)}


def signs(text):
    """Minus signs instead of hyphens, at which a narrow table would break a number."""
    return text.replace("-", "−")


def as_text(value, digits=6):
    if value is None:
        return "does not exist"
    if isinstance(value, list):
        return ", ".join(f"({as_text(v)})" if isinstance(v, list) else as_text(v) for v in value)
    if isinstance(value, str):
        return signs(value)
    return signs(f"1 - {1 - value:.2g}" if 1 - 1e-6 < value < 1 else f"{value:.{digits}g}")


class Figures:
    """What docs/reference/figures and docs/explain/divergences.md have on record."""

    def __init__(self, root):
        folder = root / "docs/reference/figures"
        self.known = headers.documented(root / "include/pathwise/dist", "distribution")
        self.table, self.vectors, self.quantiles, self.ends = (json.loads((folder / f"{name}.json").read_text())
                                                               for name in ("table", "vectors", "quantiles", "ends"))
        self.divergences = {}
        text = (root / "docs/explain/divergences.md").read_text()
        self.divergences_command = re.search(r"^    (tests/distributions/kl\.py .*)$", text, re.M)[1]
        for q, p, formula, *errors in re.findall(r"^\| (\w+)\S*(?: t\))? \| (\w[^|]*) \| (.*?) \|(?: ([\d.e-]+) \| ([\d.e-]+) \|)?$", text, re.M):
            if p != "p":
                self.divergences.setdefault(q, {})[p] = formula, *errors

    def errors(self, name):
        """The record of the table in which a family is held, or None."""
        name = STANDS_FOR.get(name, name)
        return next(((record, record["families"][name]) for record in (self.table, self.vectors) if name in record["families"]), None)


def pairs_of_tests(root):
    """The pairs that tests/distributions/kl.py holds: those of kl_values.cpp."""
    text = (root / "tests/distributions/kl_values.cpp").read_text()
    text = text[text.index("void add_all()"):]
    found = set()
    for same in re.findall(r"add_same<(.*?)>\(", text, re.S):
        found |= {(name, name) for name in re.findall(r"\w+", same) if name != "pathwise"}
    for listed in re.findall(r"add<(.*?)>\(", text, re.S):
        q, *others = [n for n in re.findall(r"\w+", listed) if n != "pathwise"]
        found |= {(q, p) for p in others}
    return found


def faults(root):
    """Where the records and the code do not have the same families, quantities or pairs."""
    told = Figures(root)
    known = told.known
    found = [f"{name}: no docstring with its density" for name in headers.undocumented(root / "include/pathwise/dist", "distribution")]
    for name, family in known.items():
        if name in (*MADE_OF_OTHERS, *OF_CODE_ONLY):
            continue
        record = told.errors(name)
        if record is None:
            found.append(f"{name}: no figures of tests/distributions/table.py or vectors.py in docs/reference/figures")
            continue
        sampled = family.function("standard") or family.function("sample")
        for parameter in parameters_of(family.header):
            for quantity in ("dlogp_dparams", *(["dz_dparams"] if sampled else [])):
                if any(f"{quantity}.{parameter}" not in record[1][dtype] for dtype in DTYPES):
                    found.append(f"{name}: no figure of {quantity}.{parameter}")
        if bool(family.function("icdf")) != (name in told.quantiles["families"]):
            found.append(f"{name}: an icdf, or figures of one in docs/reference/figures/quantiles.json, but not both")
        if record[0] is told.table and sampled and name not in told.ends["families"]:
            found.append(f"{name}: its ends are not in docs/reference/figures/ends.json")
    for record in (told.table, told.vectors, told.quantiles, told.ends):
        found += [f"{name}: on record, but no family" for name in record["families"] if name not in known and name not in STANDS_FOR.values()]
    written = {(q, p) for q, of in told.divergences.items() for p, (_, *errors) in of.items() if any(errors)}
    found += [f"KL({q} || {p}): in docs/explain/divergences.md or in kl_values.cpp alone" for q, p in sorted(written ^ pairs_of_tests(root))]
    return found


def laws_drawn(code):
    return sorted(set(re.findall(r"draws\.(\w+)\(", code)))


def sampler(root, family, told):
    """The code, and the numbers that it starts from; or that there is none."""
    code = family.function("standard") or family.function("sample")
    if family.name in MADE_OF_OTHERS:
        return "\nThat of the law it is made of.\n"
    if not code:
        return ("\nNone that is differentiable in its parameters: `rsample` is refused by the compiler ([E042](" + str(root) +
                "/docs/errors.md)); the score function estimates the gradient of an expectation.\n")
    through = ("`loc + scale * standard(draws)`, with:" if family.function("standard") else "What it makes of the noise:")
    if "draws." not in code and (whole := re.search(r"\b(\w+)\(\)\.\w+\(draws\)", code)):
        code += family.function(whole[1])
    for inner in dict.fromkeys(re.findall(r"(\w+)\((?=[^()]*\bdraws\b)", code)):  # what it hands its draws to
        if inner not in ("standard", "sample"):
            code += family.function(inner)
    page = [f"\n{through}\n\n```cpp\n{code}```\n"]
    if "gamma_log_draw(" in code:  # the sampler of all that is made of gamma variables
        shared = headers.cut((root / "include/pathwise/dist/gamma_draw.hpp").read_text(), r"^constexpr [^\n=;{(]*\bgamma_log_draw\(")
        page.append(f"\nA gamma variable's logarithm is drawn by\n\n```cpp\n{shared}```\n")
        code += shared
    laws = [law for law in laws_drawn(code) if law in told.ends["laws"]]
    if not laws:
        of = [name for name in re.findall(r"\b(\w+?)(?:_distribution\b|\()", code) if name in told.known and name != family.name]
        page += [f"\nThe noise is that of [{name}](@ref distribution_{name}).\n" for name in dict.fromkeys(of)]
    if laws:
        page.append("\n| noise | float32 | float64 |\n|---|---|---|\n")
        for law in laws:
            ends = [told.ends["laws"][law][dtype] for dtype in DTYPES]
            page.append(f"| {law} | " + " | ".join(f"{as_text(low)} to {as_text(high)}" + (f", magnitude from {as_text(least)}" if low < 0 and least else "")
                                                   for low, high, least in ends) + " |\n")
    return "".join(page)


def sample_range(family, told):
    name = family.name
    record = told.ends["families"].get(name)
    if record is None:
        drawn = family.function("standard") or family.function("sample")
        return (f"\n## Range {{#distribution_{name}_range}}\n\n" +
                ("Of a vector, or of a law that is made of others, no ends are on record; those of its noise are.\n" if drawn or name in MADE_OF_OTHERS
                 else "No sample, so no ends of one.\n"))
    at = ", ".join(f"{p} {as_text(v)}" for p, v in record["parameters"].items())
    page = [f"\n## Range {{#distribution_{name}_range}}\n\nThe smallest and the largest sample that the noise can give at {at}, and how much of the law lies beyond:\n\n"
            "| | smallest | largest | probability below | above |\n|---|---|---|---|---|\n"]
    for dtype in DTYPES:
        (low, high), (below, above) = record[dtype], record["beyond"][dtype]
        page.append(f"| {dtype} | {as_text(low, 7)} | {as_text(high, 7)} | {as_text(below, 2)} | {as_text(above, 2)} |\n")
    page.append(f"\n```text\n{told.ends['command']}\n```\n")
    return "".join(page)


def divergences(root, name, told):
    partners = told.divergences.get(name)
    page = [f"\n## Divergences {{#distribution_{name}_divergences}}\n\n"]
    if not partners:
        page.append("No closed form. `kl_quadrature` and `kl_monte_carlo` estimate KL from it.\n")
        return "".join(page)
    measured = {p: errors for p, (_, *errors) in partners.items() if errors[0]}
    count = f"{len(partners)} partner" + ("s" if len(partners) > 1 else "")
    page.append(f"KL from it is known to {count} ([the whole table]({root}/docs/explain/divergences.md)); any other by `kl_quadrature` or `kl_monte_carlo`.")
    if measured:
        worst = [max(measured.values(), key=lambda e, k=k: float(e[k]))[k] for k in (1, 0)]
        page.append(f" Worst error, relative to the size of its two terms: {signs(worst[0])} in float32, {signs(worst[1])} in float64.\n\n"
                    "| to | formula | float32 | float64 |\n|---|---|---|---|\n")
        page += [f"| {p} | {formula} | {signs(errors[1])} | {signs(errors[0])} |\n" for p, (formula, *errors) in partners.items()]
        page.append(f"\n```text\n{told.divergences_command}\n```\n")
    else:
        page.append("\n\n| to | formula |\n|---|---|\n")
        page += [f"| {p} | {formula} |\n" for p, (formula, *_) in partners.items()]
    return "".join(page)


def title_of(quantity):
    kind, _, parameter = quantity.partition(".")
    return {"dlogp_dparams": f"gradient of log_prob in {parameter}", "dz_dparams": f"gradient of a sample in {parameter}"}.get(kind) or TITLES[kind]


def test_figures(root, name, told):
    page = [f"\n## Test figures {{#distribution_{name}_figures}}\n\n"]
    record = told.errors(name)
    if record is None:
        page.append("Not in the tables that are held to mpmath, since the command does not take it. What holds it:\n\n")
        for file in sorted((root / "tests/unit/dist").glob("*.cpp")):
            cases = [case for case, body in re.findall(r"BOOST_AUTO_TEST_CASE\((\w+)\) \{(.*?)^\}", file.read_text(), re.M | re.S)
                     if re.search(rf"\b{name}\b", body) and not case.startswith("a_row_for")]
            if cases:
                page.append(f"- [{file.relative_to(root)}]({file}): " + ", ".join(case.replace("_", " ") for case in cases) + "\n")
        return "".join(page)
    whole, own = record
    limits = " and ".join(f"{whole['limits'][dtype]:g} in {dtype}" for dtype in DTYPES)
    script = whole["command"].split()[0]
    if name in STANDS_FOR:
        page.append(f"Of `{STANDS_FOR[name]}`, which is one of these. ")
    page.append(f"The worst error of {own['points']} points, against mpmath: relative to the sum of the quantity's absolute terms or, where that is larger, to what it "
                f"changes by when an input changes by its own size. The test fails where an error is more than {limits} of those terms and no change of the inputs by 16 units "
                f"in the last place explains it; [{script}]({root}/{script}) states the exceptions with their reasons.\n\n| | float32 | float64 |\n|---|---|---|\n")
    order = [*TITLES, *(q for q in own["float32"] if q not in TITLES)]
    for quantity in order:
        if quantity in own["float32"]:
            page.append(f"| {title_of(quantity)} | " + " | ".join(as_text(own[dtype][quantity], 2) for dtype in DTYPES) + " |\n")
    commands = [whole["command"]]
    if (quantiles := told.quantiles["families"].get(name)) is not None:
        page.append(f"| icdf, at {quantiles['points']} points | " + " | ".join(as_text(quantiles[dtype]["icdf"], 2) for dtype in DTYPES) + " |\n")
        commands.append(told.quantiles["command"])
    page.append("\n```text\n" + "\n".join(commands) + "\n```\n")
    return "".join(page)


def in_numbers(root, program, name, pages):
    """What the program says at one point, with its picture; '' where it does not take the family."""
    shown = parameters_shown(root, name)
    parameters, point = json.dumps(shown), json.dumps(POINTS.get(name, 1))
    at = run(program, "distribution", name, "--params", parameters, "--at", point, "--json")
    if not shown or None in shown.values() or at.returncode != 0:
        return ""
    picture = pages.parent / "pictures" / f"distribution_{name}.png"
    picture.parent.mkdir(exist_ok=True)
    command = f"pathwise distribution {name} --params '{parameters}'"
    if run(program, "distribution", name, "--params", parameters, "--plot", str(picture)).returncode != 0:
        return ""
    told = json.loads(at.stdout)
    if isinstance(told["dlogp_dx"], list):
        seen = "Histograms of the components of samples"
    else:
        seen = "Probabilities and distribution function" if told["dlogp_dx"] is None else "Density, distribution function and a histogram of samples"
    page = [f"\n![{seen} at {parameters}]({picture})\n\n```text\n{command} --plot {name}.png\n```\n",
            f"\n## In numbers {{#distribution_{name}_numbers}}\n\n```text\n{command} --at '{point}'\n```\n\n| | |\n|---|---|\n"]
    page += [f"| {key} | {as_text(told[key])} |\n" for key in ("log_prob", "cdf", "sf", "entropy", "mean", "variance", "mode") if key in told]
    page.append(f"\n### Gradients {{#distribution_{name}_gradients}}\n\nOf log_prob, and of a sample that stays at its probability (its noise being what it is):\n\n"
                "| in | of log_prob | of a sample |\n|---|---|---|\n")
    if told.get("dlogp_dx") is not None:
        page.append(f"| x | {as_text(told['dlogp_dx'])} | |\n")
    slopes = told.get("dz_dparams") or {}
    page += [f"| {p} | {as_text(v)} | {as_text(slopes[p]) if slopes.get(p) is not None else 'none'} |\n" for p, v in told["dlogp_dparams"].items()]
    return "".join(page)


def page(root, program, family, told, pages):
    """One page, and whether the program evaluates the family."""
    name, sections = family.name, family.sections()
    told_of = [f"# {name} (distribution) {{#distribution_{name}}}\n\n[TOC]\n\n{sections[0][1]}\n"]
    told_of += [f"\n**{title}:** {words}\n" for title, words in sections[1:]]
    told_of.append(f"\nHeader: [{family.header.relative_to(root)}]({family.header})\n")
    numbers = in_numbers(root, program, name, pages)
    told_of.append(numbers)
    if not numbers:
        told_of.append(f"\n## Gradients {{#distribution_{name}_gradients}}\n\nThat of log_prob and that of a sample are those of the code below, by the gradient pass.\n")
    told_of.append(f"\n## Density {{#distribution_{name}_density}}\n\nIts logarithm, as the library has it:\n\n```cpp\n{family.function('log_prob')}```\n")
    told_of.append(f"\n## Sampler {{#distribution_{name}_sampler}}\n" + sampler(root, family, told))
    told_of.append(sample_range(family, told))
    told_of.append(divergences(root, name, told))
    told_of.append(test_figures(root, name, told))
    return "".join(told_of), bool(numbers)


def write(root, program, pages, link):
    """The pages, and one that lists them. Returns what is missing."""
    told, missing = Figures(root), faults(root)
    index = ["# Distributions {#page_distributions}\n\nThose marked with a star are evaluated by `pathwise distribution`, too.\n\n| family | |\n|---|---|\n"]
    for name, family in told.known.items():
        text, evaluated = page(root, program, family, told, pages)
        if not evaluated and name not in (*MADE_OF_OTHERS, *OF_CODE_ONLY):
            missing.append(f"{name}: the program does not evaluate it, so no numbers and no picture")
        if not family.function("log_prob"):
            missing.append(f"{name}: no density")
        (pages / f"distribution_{name}.md").write_text(link(text))
        first = re.split(r"(?<=[.;]) ", family.words)[0].replace("|", "\\|")
        index.append(f"| [{name}](@ref distribution_{name}){'*' if evaluated else ''} | {first} |\n")
    (pages / "distributions.md").write_text("".join(index))
    return missing
