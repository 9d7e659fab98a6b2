#!/usr/bin/python3
"""What a program costs to compile, in g++ and, where it is installed, clang++-19.

    compile_cost.py [--march LEVEL] [--repeats N] [--json]      each .cpp file of this folder, -O3
    compile_cost.py --growth [--nodes N ...] [--stages S ...]                    growth.cpp from 10 to 3,000 nodes, stage by stage
    compile_cost.py --budget                                    what no machine changes, held to its budget; exit code 1 beyond it

Seconds are of processor time, the best of some repeats; the peak is the compiler's memory; instantiations are those of templates (g++: declarations and types; clang: classes and
variables), a count that depends on the compiler alone.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
COMPILERS = ["/usr/bin/g++", "/usr/bin/clang++-19"]
STAGES = {1: "traced", 2: "differentiated", 3: "passes", 4: "planned", 5: "code"}
NODES = [10, 30, 100, 300, 1000, 3000]
COUNTS = {"g++": (["-fstats"], r"(?:decl|type)_specializations: size \d+, (\d+) elements"),
          "clang++-19": (["-Xclang", "-print-stats"], r"(\d+) (?:Class|Var)TemplateSpecialization decls,")}

# At x86-64-v3: instantiations by compiler, what 290 more nodes may add to them, and kB of the object by g++ at -O2. Some 15 % above what was measured when they were set.
BUDGET = {"g++": {"tutorial_programs": 60000, "growth": 34000}, "clang++-19": {"tutorial_programs": 14000, "growth": 8800}}
BUDGET_OF_GROWTH = 60
BUDGET_OF_OBJECT_KB = 420
BUDGET_OF_PEAK_MB = 2000  # of either compiler, at 3,000 nodes, as far as the plan


def compile_once(command):
    """(seconds of processor time, peak MB, instantiations) of the compiler and its children."""
    name = pathlib.Path(command[0]).name
    flags, pattern = COUNTS[name]
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        process = subprocess.Popen(command + flags, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        said.seek(0)
        text = said.read()
    if status:
        raise SystemExit(f"does not compile: {' '.join(command)}\n{text[:4000]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, sum(map(int, re.findall(pattern, text)))


def measure(compiler, source, options, level="-O3", defines=(), syntax_only=False):
    with tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/object.o"
        command = [compiler, "-std=c++20", level, "-DNDEBUG", "-ffp-contract=off", "-fopenmp", f"-march={options.march}", f"-I{FOLDER.parents[1] / 'include'}",
                   *([] if "clang" in compiler else ["-Wno-psabi"]), *defines, *(["-fsyntax-only", str(source)] if syntax_only else ["-c", str(source), "-o", target])]
        runs = [compile_once(command) for _ in range(options.repeats)]
        return {"compiler": pathlib.Path(compiler).name, "source": source.stem, "seconds": round(min(r[0] for r in runs), 2), "peak_mb": round(min(r[1] for r in runs)),
                "instantiations": runs[0][2], "object_kb": None if syntax_only else round(os.path.getsize(target) / 1024)}


def programs(compilers, options):
    return [measure(compiler, source, options) for compiler in compilers for source in sorted(FOLDER.glob("*.cpp")) if source.stem != "growth"]


def growth(compilers, options):
    rows = []
    for compiler in compilers:
        for nodes in options.nodes:
            for stage, name in ((s, STAGES[s]) for s in options.stages):
                row = measure(compiler, FOLDER / "growth.cpp", options, defines=[f"-DNODES={nodes}", f"-DSTAGE={stage}"], syntax_only=stage < 5)
                rows.append(row | {"source": f"{nodes} nodes, {name}"})
                if not options.json:
                    print_rows(rows[-1:], len(rows) == 1)
    return rows


def over_budget(compilers, options):
    """What is beyond its budget, in words."""
    options.march, options.repeats = "x86-64-v3", 1
    for compiler in compilers:
        name = pathlib.Path(compiler).name
        counts = {"tutorial_programs": measure(compiler, FOLDER / "tutorial_programs.cpp", options, syntax_only=True)["instantiations"]}
        small, large = (measure(compiler, FOLDER / "growth.cpp", options, defines=[f"-DNODES={n}", "-DSTAGE=4"], syntax_only=True) for n in (10, 3000))
        counts["growth"] = few = small["instantiations"]
        many, most = large["instantiations"], large["peak_mb"]
        print(f"{name}: {counts}, {many - few} more for 2,990 nodes, {most} MB")
        yield from (f"{name}: {source} has {count} instantiations, the budget is {BUDGET[name][source]}" for source, count in counts.items() if not 0 < count <= BUDGET[name][source])
        if most > BUDGET_OF_PEAK_MB:
            yield f"{name}: 3,000 nodes need {most} MB, the budget is {BUDGET_OF_PEAK_MB}"
        if many - few > BUDGET_OF_GROWTH:
            yield f"{name}: 2,990 nodes add {many - few} instantiations, the budget is {BUDGET_OF_GROWTH}"
    size = measure(COMPILERS[0], FOLDER / "tutorial_programs.cpp", options, level="-O2")["object_kb"]
    print(f"g++: an object of {size} kB")
    if size > BUDGET_OF_OBJECT_KB:
        yield f"g++: tutorial_programs.o has {size} kB, the budget is {BUDGET_OF_OBJECT_KB}"


def print_rows(rows, title=True):
    if title:
        print(f"{'compiler':12} {'what':28} {'seconds':>8} {'peak MB':>8} {'instantiations':>14} {'object kB':>10}")
    for row in rows:
        print(f"{row['compiler']:12} {row['source']:28} {row['seconds']:8.2f} {row['peak_mb']:8} {row['instantiations']:14} {row['object_kb'] or '':>10}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--march", default="native")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--nodes", type=int, nargs="*", default=NODES)
    parser.add_argument("--stages", type=int, nargs="*", default=list(STAGES), help="1 traced, 2 differentiated, 3 passes, 4 planned, 5 code")
    parser.add_argument("--budget", action="store_true")
    options = parser.parse_args()
    compilers = [c for c in COMPILERS if os.path.exists(c)]
    if options.budget:
        beyond = list(over_budget(compilers, options))
        print("\n".join(beyond))
        sys.exit(1 if beyond else 0)
    rows = growth(compilers, options) if options.growth else programs(compilers, options)
    if options.json:
        print(json.dumps(rows, indent=2))
    elif not options.growth:
        print_rows(rows)


if __name__ == "__main__":
    main()
