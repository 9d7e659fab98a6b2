#!/usr/bin/python3
"""Mutants of the derivatives and passes, each held to the house's own tests: what lives shows a test that is missing.

Every mutant is one change of one expression (sites.py), made by a rule. The headers are rewritten once with all of them,
each chosen by its number at run time, and the tests that run derivatives and passes at run time are compiled once over
these headers. A first run finds which tests reach which mutant; then each mutant has a process of its own, of the tests
that reach it. It is killed by the first check that fails, a crash (an index outside its list is one, as it would be an error
in constant evaluation), an exception, or the limit of time.

    tests/mutants/mutants.py build/mutants             all of it; what is there already is not done again
    tests/mutants/mutants.py build/mutants --list      the mutants, without a compiler
"""
import argparse
import collections
import concurrent.futures
import fnmatch
import json
import pathlib
import re
import resource
import subprocess
import sys
import time

import sites

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# The rules of derivatives and the passes. Not among them: how passes are told of (account, pipeline), and checks of values.
MUTATED = ["ops/*.hpp", "passes/*.hpp", "grad/*.hpp", "expr/recompute.hpp", "expr/custom_derivative.hpp", "expr/record.hpp",
           "expr/opaque.hpp"]
NOT_MUTATED = ["passes/account.hpp", "passes/pipeline.hpp", "grad/parameter_values.hpp"]
# Tests whose derivatives and passes run when the test does.
TESTS = ["gradient/elementwise.cpp", "gradient/structural.cpp", "gradient/function_sources.cpp",
         "gradient/model_programs.cpp", "unit/passes/random_graphs.cpp", "unit/passes/moves.cpp", "unit/passes/plans.cpp",
         "unit/passes/rules.cpp",
         "unit/exec/random_graphs.cpp", "unit/ops/structural_values.cpp", "unit/expr/axes.cpp",
         "static/passes.cpp"]
# What finds no derivative that others do not: left out for mutants of those, to their favour.
LEFT_OUT = [("ops/*", "random_graphs/*_threads_*"), ("ops/*", "random_graphs/run_*"), ("ops/*", "random_graphs/do_not_*"),
            ("ops/*", "random_graphs/*_recomputed")]
FLAGS = ["-std=c++20", "-O1", "-g0", "-w", "-ffp-contract=off", "-fopenmp", "-Wno-narrowing", "-fpermissive",
         "-fconstexpr-ops-limit=500000000", "-DBOOST_TEST_DYN_LINK", "-DPATHWISE_VALIDATE=0", "-D_GLIBCXX_ASSERTIONS"]
MOST_MEMORY = 2 << 30
SLOWEST_BATCH = 2.0  # seconds of tests that share a process


class Mutant:
    """One change: `id`, the file, the place in it and what is changed there."""

    def __init__(self, id, path, line, column, site):
        self.id, self.path, self.line, self.column, self.site = id, path, line, column, site

    def __str__(self):
        return f"{self.path}:{self.line}:{self.column}: {self.site.what}"


def mutated_files():
    include = ROOT / "include" / "pathwise"
    for pattern in MUTATED:
        for path in sorted(include.glob(pattern)):
            if str(path.relative_to(include)) not in NOT_MUTATED:
                yield path


def all_mutants():
    """path -> its mutants, numbered through all files."""
    texts = {path: path.read_text() for path in mutated_files()}
    functions = sites.same_typed_parameters([*texts.values(), (ROOT / "include/pathwise/expr/any_expr.hpp").read_text()])
    found, id = {}, 0
    for path, text in texts.items():
        header = sites.Header(text, functions)
        found[path] = []
        for site in sites.nested(header.sites()):
            found[path].append(Mutant(id, path.relative_to(ROOT / "include" / "pathwise"), *header.place(site.start), site))
            id += 1
    return found


class Build:
    """The headers with mutants, and the tests over them."""

    def __init__(self, folder, march, jobs):
        self.folder, self.jobs = folder, jobs
        self.include = folder / "include"
        self.march = march
        self.program = folder / "mutants"
        self.files = all_mutants()
        self.invalid = set()  # what no C++ is
        self.lines = {}
        kept = folder / "invalid.json"
        if kept.exists():
            self.invalid = set(json.loads(kept.read_text()))

    def mutants(self):
        return [m for all_of in self.files.values() for m in all_of if str(m) not in self.invalid]

    def write(self):
        total = sum(map(len, self.files.values()))
        for path in (ROOT / "include" / "pathwise").rglob("*.hpp"):
            self.put(self.include / "pathwise" / path.relative_to(ROOT / "include" / "pathwise"), self.rewritten(path))
        self.put(self.include / "pathwise" / "mutant.hpp",
                 (HERE / "mutant.hpp").read_text().replace("PATHWISE_MUTANTS", str(total)))
        for test in TESTS:
            text = (ROOT / "tests" / test).read_text()
            self.put(self.folder / "tests" / test, run_time_form(text) if test.startswith("static/") else text)

    def put(self, path, text):
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def rewritten(self, path):
        text = path.read_text()
        if path.name == "list.hpp":
            unchecked, checked = "{ return items_[i]; }", "{ return i < 0 || i >= count_ ? __builtin_trap(), items_[i] : items_[i]; }"
            return text.replace(unchecked, checked)
        valid = [m for m in self.files.get(path, []) if str(m) not in self.invalid]
        if not valid:
            return text
        ids = [m.id for m in valid]
        out, lines = sites.rendered(text, [m.site for m in valid], ids)
        self.lines[str(self.include / "pathwise" / valid[0].path)] = {line + 1: valid[k] for line, k in lines.items()}
        return "#include <pathwise/mutant.hpp>\n" + out

    def compile(self, test, object):
        """An object, or for None only what the compiler says."""
        output = ["-c", "-o", str(object)] if object else ["-fsyntax-only"]
        command = ["g++", *FLAGS, f"-march={self.march}", f"-I{self.include}", f"-I{ROOT / 'tests'}", "-fmax-errors=0",
                   "-fno-diagnostics-show-caret", *output, str(test)]
        start = time.monotonic()
        run = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        print(f"  {time.monotonic() - start:6.1f} s  {'/'.join(test.parts[-3:])}{'' if run.returncode == 0 else ': not yet'}", flush=True)
        return run

    def leave_out_what_is_no_cpp(self, tests):
        """A rule knows no types: the compiler says which mutants are no C++."""
        for test in tests:
            while (run := self.compile(test, None)).returncode:
                dropped = self.drop_what_does_not_compile(run.stdout)
                if not dropped:
                    sys.exit(run.stdout[:8000])
                self.write()

    def drop_what_does_not_compile(self, said):
        """Forgets the mutants at whose lines the compiler found errors. Returns how many."""
        before = len(self.invalid)
        for match in re.finditer(r"^(\S+?):(\d+):\d+: error", said, re.M):
            mutant = self.lines.get(match[1], {}).get(int(match[2]))
            if mutant:
                self.invalid.add(str(mutant))
        (self.folder / "invalid.json").write_text(json.dumps(sorted(self.invalid)))
        return len(self.invalid) - before

    def make(self):
        self.write()
        sources = [self.folder / "tests" / test for test in TESTS] + [HERE / "main.cpp"]
        objects = [self.folder / ("_".join(s.parts[-2:]) + ".o") for s in sources]
        headers = max(p.stat().st_mtime for folder in (self.include, ROOT / "tests" / "support") for p in folder.rglob("*.hpp"))
        stale = [(s, o) for s, o in zip(sources, objects) if not o.exists() or o.stat().st_mtime < max(headers, s.stat().st_mtime)]
        if stale:
            self.leave_out_what_is_no_cpp([s for s, _ in stale])
            with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
                for run in pool.map(lambda p: self.compile(*p), stale):
                    if run.returncode:
                        sys.exit(run.stdout[-8000:])
        if not self.program.exists() or self.program.stat().st_mtime < max(o.stat().st_mtime for o in objects):
            subprocess.run(["g++", "-fopenmp", *map(str, objects), "-lboost_unit_test_framework",
                            "-o", str(self.program)], check=True)


def run_time_form(text):
    """A file of static assertions as tests that run: constant evaluation would see no mutant."""
    count = iter(range(1000))
    text = re.sub(r"^static_assert\(\[\] \{(.*?)^\}\(\)\);", lambda m: f"BOOST_AUTO_TEST_CASE(static_{next(count)}) {{\n"
                  f"  const auto holds = [] {{{m[1]}}};\n  bool found = holds();\n  BOOST_TEST(found);\n}}", text, flags=re.S | re.M)
    return "#include <boost/test/unit_test.hpp>\n" + text


class Runner:
    """Runs the tests with one mutant alive, or none."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.tests = {}    # name -> seconds
        self.reaches = {}  # name -> the mutants it reaches

    def run(self, mutant, tests, limit):
        environment = {"PATH": "/usr/bin:/bin", "PATHWISE_MUTANT": str(mutant)}
        most = lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        command = [str(self.program), "--catch_system_errors=no", "--report_level=no", "--log_level=nothing",
                   "--run_test=" + ":".join(tests)]
        try:
            run = subprocess.run(command, env=environment, timeout=limit, preexec_fn=most, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return "time"
        return None if run.returncode == 0 else {1: "check", 2: "exception"}.get(run.returncode, "crash")

    def find_reached(self):
        file = self.folder / "reached.txt"
        if not file.exists() or file.stat().st_mtime < self.program.stat().st_mtime:
            print("the tests without a mutant", flush=True)
            file.unlink(missing_ok=True)
            run = subprocess.run([str(self.program), "--log_level=error"], text=True,
                                 env={"PATH": "/usr/bin:/bin", "PATHWISE_REACHED": str(file)},
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if run.returncode:
                file.unlink(missing_ok=True)
                sys.exit(run.stdout[-4000:])
        for line in file.read_text().splitlines():
            name, seconds, *ids = line.split()
            self.tests[name] = float(seconds)
            self.reaches[name] = set(map(int, ids))

    def fate(self, mutant):
        """By what the mutant is killed, or None; and whether any test reaches it."""
        useless = [test for path, test in LEFT_OUT if fnmatch.fnmatch(str(mutant.path), path)]
        tests = sorted((t for t in self.tests if mutant.id in self.reaches[t] and
                        not any(fnmatch.fnmatch(t, u) for u in useless)), key=self.tests.get)
        batch, left = [], list(tests)
        while left:
            batch = [left.pop(0)]
            while left and sum(map(self.tests.get, batch)) + self.tests[left[0]] <= SLOWEST_BATCH:
                batch.append(left.pop(0))
            how = self.run(mutant.id, batch, 6 + 8 * sum(map(self.tests.get, batch)))
            if how:
                return how, True
        return None, bool(tests)


def explanations():
    """[(pattern, reason)] of tests/mutants/equivalent.txt."""
    path, found = HERE / "equivalent.txt", []
    if path.exists():
        for line in path.read_text().splitlines():
            if line.strip() and not line.startswith("#"):
                pattern, _, reason = line.partition(" | ")
                found.append((pattern.strip(), reason.strip()))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--list", action="store_true", help="the mutants, without compiling or running any")
    parser.add_argument("--only", default="*", help="mutants whose file:line: change fits this pattern")
    parser.add_argument("--every", type=int, default=1, help="a sample: one mutant of so many, evenly through all files")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--march", default="x86-64-v3")
    parser.add_argument("--again", action="store_true", help="those that lived when they were last run")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    build = Build(folder, options.march, options.jobs)
    if options.list:
        for mutant in build.mutants():
            print(mutant)
        return
    build.make()
    runner = Runner(build.program, folder)
    runner.find_reached()
    results = folder / "results.json"
    fates = json.loads(results.read_text()) if results.exists() else {}
    lived = lambda m: fates.get(str(m)) in ("lives", "not reached")
    todo = [m for m in build.mutants() if fnmatch.fnmatch(str(m), options.only) and m.id % options.every == 0 and
            (lived(m) if options.again else str(m) not in fates)]
    print(f"{len(build.mutants())} mutants, {len(todo)} to run", flush=True)
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for n, (mutant, (how, is_reached)) in enumerate(zip(todo, pool.map(runner.fate, todo)), 1):
            fates[str(mutant)] = how or ("lives" if is_reached else "not reached")
            if n % 50 == 0 or n == len(todo):
                results.write_text(json.dumps(fates, indent=0))
                print(f"  {n} after {time.monotonic() - start:.0f} s", flush=True)
    report(build.mutants(), fates)


def report(mutants, fates):
    known, used = explanations(), collections.Counter()
    table, lives = collections.defaultdict(collections.Counter), []
    for m in mutants:
        fate = fates.get(str(m))
        if fate is None:
            continue
        if fate in ("lives", "not reached"):
            reason = next((p for p, _ in known if fnmatch.fnmatchcase(str(m), p.replace("[", "[[]"))), None)
            used[reason] += reason is not None
            table[m.path]["explained" if reason else fate] += 1
            if not reason:
                lives.append((m, fate))
        else:
            table[m.path]["killed"] += 1
            table["by " + fate]["killed"] += 1
    print(f"{'file':34} mutants  killed  explained  others")
    total = collections.Counter()
    for path in [p for p in table if not str(p).startswith("by ")]:
        row = table[path]
        total += row
        print(f"{str(path):34} {sum(row.values()):7} {row['killed']:7} {row['explained']:10} {row['lives'] + row['not reached']:7}")
    everything = sum(total.values())
    for m, fate in lives:
        print(f"{'LIVES      ' if fate == 'lives' else 'NOT REACHED'} {m}")
    for pattern, _ in known:
        if not used[pattern]:
            print(f"not needed in equivalent.txt: {pattern}")
    print(f"{everything} of {len(mutants)} mutants run, {total['killed']} killed ({100 * total['killed'] / max(1, everything):.1f} %): "
          + ", ".join(f"{table[k]['killed']} {k}" for k in table if str(k).startswith("by "))
          + f"; {total['explained']} explained, {len(lives)} neither")


if __name__ == "__main__":
    main()
