"""The pages that are made and not written: the commands from their own help, distributions from their headers and the program, operations from theirs."""
import json
import pathlib
import re
import subprocess

DOCSTRING = re.compile(r"((?:^[ \t]*///[^\n]*\n)+)(?:^template[^\n]*\n)?^[ \t]*struct (\w+)_(distribution|op)\b", re.M)
FAMILY_NAME = re.compile(r'static constexpr const char\* name = "(\w+)";')
# Parameters at which a family is pictured.
SHOWN_AT = {"loc": 0.5, "scale": 1.5, "rate": 1.5, "concentration": 2.0, "concentration1": 2.0, "concentration0": 3.0, "df": 4.0, "df1": 5.0,
            "df2": 8.0, "alpha": 3.0, "asymmetry": 1.5, "power": 3.0, "probs": 0.3, "low": -1.0, "high": 2.0, "temperature": 0.7, "total_count": 5.0,
            "logits": 0.4}
SHOWN = {"dirichlet": {"concentration": [0.5, 2.0, 3.0]}, "multivariate_normal": {"loc": [0.0, 1.0], "scale_tril": [[1.0, 0.0], [0.5, 2.0]]},
         "logistic_normal": {"loc": [0.0, 0.5], "scale": [1.0, 2.0]}, "discretized_logistic": {"scale": 0.3}, "generalized_pareto": {"concentration": 0.3}, "poisson": {"rate": 4.0}}

POINTS = {"continuous_bernoulli": 0.5, "beta": 0.4, "kumaraswamy": 0.4, "logit_normal": 0.4, "relaxed_bernoulli": 0.4, "discretized_logistic": 0.6, "poisson": 3,
          "negative_binomial": 3, "pareto": 2.5, "dirichlet": [0.2, 0.3, 0.5], "multivariate_normal": [0.5, 0.5], "logistic_normal": [0.2, 0.3, 0.5]}


def run(program, *arguments):
    return subprocess.run([str(program), *arguments], capture_output=True, text=True)


def docstrings(folder, kind):
    """name -> (file, docstring), of the structs called NAME_kind."""
    found = {}
    for header in sorted(folder.glob("*.hpp")):
        for comment, name, what in DOCSTRING.findall(header.read_text()):
            if what == kind:
                found[name] = header, " ".join(line.strip().removeprefix("///").strip() for line in comment.splitlines() if line.strip())
    return found


def commands(program):
    text = run(program, "--help").stdout
    names = re.findall(r"^  (\w[\w-]*)  +\S", text[text.find("Subcommands:"):], re.M)
    page = ["# Commands {#page_commands}\n\n[TOC]\n\nWhat `pathwise` itself says, command by command.\n\n```text\n" + text + "```\n"]
    for name in names:
        page.append(f"\n## pathwise {name} {{#command_{name}}}\n\n```text\n{run(program, name, '--help').stdout}```\n")
    return "".join(page), names


def parameters_of(header):
    listed = re.search(r"distribution_parameter>\(\{(.*?)\}\)", header.read_text(), re.S)
    return re.findall(r'\{"(\w+)"', listed[1]) if listed else []


def as_text(value):
    if value is None:
        return "does not exist"
    if isinstance(value, list):
        return ", ".join(f"({as_text(v)})" if isinstance(v, list) else as_text(v) for v in value)
    return value if isinstance(value, str) else f"{value:.6g}"


def distribution(root, program, name, header, words, partners, pages):
    """One page, and the picture on it."""
    shown = {p: SHOWN.get(name, {}).get(p, SHOWN_AT.get(p)) for p in parameters_of(header)}
    page = [f"# {name} {{#distribution_{name}}}\n\n{words}\n\n[{header.relative_to(root)}]({header})\n"]
    parameters, point = json.dumps(shown), json.dumps(POINTS.get(name, 1))
    at = run(program, "distribution", name, "--params", parameters, "--at", point, "--json")
    if None in shown.values() or at.returncode != 0:
        return "".join(page), False
    picture = pages / "pictures" / f"distribution_{name}.png"
    picture.parent.mkdir(exist_ok=True)
    command = f"pathwise distribution {name} --params '{parameters}'"
    if run(program, "distribution", name, "--params", parameters, "--plot", str(picture)).returncode == 0:
        page.append(f"\n![Density, distribution function and a histogram of samples at {parameters}]({picture.name})\n")
    told = json.loads(at.stdout)
    page.append(f"\n## In numbers\n\n```text\n{command} --at '{point}'\n```\n\n| | |\n|---|---|\n")
    for key in ("log_prob", "cdf", "sf", "entropy", "mean", "variance", "mode", "dlogp_dx"):
        if key in told:
            page.append(f"| {key} | {as_text(told[key])} |\n")
    for table, title in (("dlogp_dparams", "dlogp/d"), ("dz_dparams", "dz/d")):
        for parameter, value in (told.get(table) or {}).items():
            page.append(f"| {title}{parameter} | {as_text(value)} |\n")
    if partners:
        page.append("\n## Divergences\n\nClosed forms of KL from it to: " + ", ".join(partners) + ". Any other by `kl_quadrature` or `kl_monte_carlo`.\n")
    return "".join(page), True


def closed_forms(root):
    """q -> the families to which KL(q || p) is held to quadrature by tests/distributions/kl.py."""
    text = (root / "tests/distributions/kl_values.cpp").read_text()
    found = {}
    for same in re.findall(r"add_same<(.*?)>\(", text, re.S):
        for name in re.findall(r"(?:pathwise::)?(\w+)", same):
            if name not in ("pathwise", "F"):
                found.setdefault(name, []).append(name)
    for listed in re.findall(r"  add<(.*?)>\(", text, re.S):
        q, *others = [n for n in re.findall(r"\w+", listed) if n != "pathwise"]
        found.setdefault(q, []).extend(others)
    return found


def operations(root):
    rows = ["# Operations {#page_operations}\n\nEach is a file of include/pathwise/ops with its value, its derivative and its shape rule; "
            "tests/support/op_table.hpp has a row for each, by which it is tested.\n\n| operation | |\n|---|---|\n"]
    for name, (_, words) in sorted(docstrings(root / "include/pathwise/ops", "op").items()):
        rows.append(f"| {name} | {words.replace('|', chr(92) + '|')} |\n")
    return "".join(rows)


def write(root, program, pages):
    (pages / "generated").mkdir(parents=True)
    text, _ = commands(program)
    (pages / "generated/commands.md").write_text(text)
    (pages / "generated/operations.md").write_text(operations(root))
    # A namespace that says nothing of itself has no page, and its functions none either.
    (pages / "generated/namespaces.dox").write_text(
        "/** \\namespace pathwise\n Everything that a program uses; examples call it `pw`. */\n"
        "/** \\namespace pathwise::kernels\n Plain functions over pointers and extents, which compiled programs call. */\n"
        "/** \\namespace pathwise::math\n Elementary and special functions, one body for numbers and registers. */\n"
        "/** \\namespace pathwise::testing\n What holds operations to their derivatives. */\n")
    partners = closed_forms(root)
    index = ["# Distributions {#page_distributions}\n\nThose marked with a star are evaluated by `pathwise distribution`, too.\n\n| family | |\n|---|---|\n"]
    for name, (header, words) in sorted(docstrings(root / "include/pathwise/dist", "distribution").items()):
        page, evaluated = distribution(root, program, name, header, words, partners.get(name, []), pages)
        (pages / f"generated/distribution_{name}.md").write_text(page.replace(f"]({header})", "]"))
        first = re.split(r"(?<=[.;]) ", words)[0].replace("|", "\\|")
        index.append(f"| [{name}](@ref distribution_{name}){'*' if evaluated else ''} | {first} |\n")
    (pages / "generated/distributions.md").write_text("".join(index))
