#!/usr/bin/python3
"""Plants each violation in a small house of its own and expects exactly that complaint; good twins expect none."""
import pathlib
import sys
import tempfile

import rooms

HOUSE = {
    "include/pathwise/base/shape.hpp": "#pragma once\n",
    "include/pathwise/graph/graph.hpp": "#pragma once\n#include <pathwise/base/shape.hpp>\n",
    "include/pathwise/kernels/vector.hpp": "#pragma once\n#include <xsimd/xsimd.hpp>\n",
    "include/pathwise/exec/run.hpp": "#pragma once\n#include <pathwise/graph/graph.hpp>\n#include <pathwise/kernels/vector.hpp>\n",
    "include/pathwise/ops/exp.hpp": "#pragma once\n",
    "include/pathwise/app/app.hpp": "#pragma once\n",
    "include/pathwise/engine.hpp": "#pragma once\n#include <pathwise/exec/run.hpp>\n",
    "src/data/png.cpp": "#include <png.h>\n#include <pathwise/base/shape.hpp>\n",
    "src/app/main.cpp": "#include <CLI/CLI.hpp>\n#include <pathwise/app/app.hpp>\n",
}
OP = "struct softplus_op {{ template <class T> static constexpr T value(T x) {{ return {}; }} }};\n"

# (file, what is added to it, a part of the expected complaint or None)
CASES = [
    ("include/pathwise/base/shape.hpp", "#include <pathwise/graph/graph.hpp>\n", "may not include from graph"),
    ("include/pathwise/graph/graph.hpp", "#include <pathwise/kernels/vector.hpp>\n", "may not include from kernels"),
    ("include/pathwise/graph/graph.hpp", '#include "../kernels/vector.hpp"\n', "may not include from kernels"),
    ("include/pathwise/kernels/vector.hpp", "#include <pathwise/graph/graph.hpp>\n", "may not include from graph"),
    ("include/pathwise/kernels/vector.hpp", '#include "pathwise/exec/run.hpp"\n', "may not include from exec"),
    ("include/pathwise/exec/run.hpp", "#include <pathwise/app/app.hpp>\n", "may not include from app"),
    ("include/pathwise/exec/run.hpp", "#include <pathwise/engine.hpp>\n", "may not include from engine.hpp"),
    ("include/pathwise/exec/run.hpp", "#include <pathwise/base/gone.hpp>\n", "no file include/pathwise/base/gone.hpp"),
    ("include/pathwise/engine.hpp", "#include <pathwise/app/app.hpp>\n", None),
    ("include/pathwise/attic/old.hpp", "#pragma once\n", "no line 'room attic'"),
    ("include/pathwise/exec/run.hpp", "#include <xsimd/xsimd.hpp>\n", "enters by include/pathwise/kernels/vector.hpp"),
    ("include/pathwise/exec/run.hpp", "#include <immintrin.h>\n", "enters by"),
    ("include/pathwise/exec/run.hpp", "  #  include <omp.h>\n", "enters by include/pathwise/exec/parallel.hpp"),
    ("include/pathwise/exec/run.hpp", "#pragma omp parallel\n", "#pragma omp belongs in"),
    ("include/pathwise/exec/run.hpp", '_Pragma("omp simd")\n', "#pragma omp belongs in"),
    ("include/pathwise/engine.hpp", "#include <xtensor/xtensor.hpp>\n", "enters by include/pathwise/xtensor.hpp"),
    ("include/pathwise/base/shape.hpp", "#include <zlib.h>\n", "enters by src/data"),
    ("src/app/main.cpp", "#include <png.h>\n", "enters by src/data"),
    ("src/data/png.cpp", "#include <fmt/core.h>\n", "enters by src/app"),
    ("src/data/png.cpp", "#include <pathwise/app/app.hpp>\n", "may not include from app"),
    ("src/app/main.cpp", '#include "../data/png.cpp"\n', "another folder of src"),
    ("src/app/main.cpp", "#include <boost/any.hpp>\n", "names no door for <boost/any.hpp>"),
    ("src/app/main.cpp", "#include <vector>\n", None),
    ("src/app/main.cpp", "// #include <png.h>\n/* #pragma omp for */\n", None),
    ("include/pathwise/base/text.hpp", "struct text {};\n", "#pragma once"),
    ("include/pathwise/base/shape.hpp", "inline int pixels = 784;\n", "no favourite size under include/: 784"),
    ("include/pathwise/base/shape.hpp", "using hidden = shape<400u>;\n", "no favourite size under include/: 400"),
    ("include/pathwise/base/shape.hpp", "using latent = shape<20>;\n", "no favourite size under include/: 20"),
    ("include/pathwise/base/shape.hpp", "// 784 pixels\nauto a = 20.0, b = 1'784, c = 0x784, d = 1 << 20, e = 0x1p-20 + 1e-20;\n", None),
    ("include/pathwise/base/shape.hpp", 'auto a = "784";\nint x20 = 784'"'000;\n", None),
    ("include/pathwise/ops/exp.hpp", OP.format("abs(x)"), "not abs("),
    ("include/pathwise/ops/exp.hpp", OP.format("exp( math::exp(x))"), "not exp("),
    ("include/pathwise/ops/exp.hpp", OP.format("std::exp(x)"), "not std::exp("),
    ("include/pathwise/ops/exp.hpp", OP.format("math::max(x, T(0)) + pathwise::math::log1p(math::exp(-math::abs(x)))"), None),
    ("include/pathwise/ops/exp.hpp", OP.format("math::lit<T>(2) * sigmoid_op::value(x)"), None),
    ("include/pathwise/ops/exp.hpp", "any_expr derivative(any_expr x, any_expr) { return exp(x); }\n", None),
    ("src/app/main.cpp", "// TO" "DO later\n", "do it, or file it"),
    ("tests/unit/base/shape.cpp", "// FIX" "ME\n", "do it, or file it"),
    ("src/app/string_utils.cpp", "\n", "named for what is in it"),
    ("include/pathwise/base/common.hpp", "#pragma once\n", "named for what is in it"),
]


def complaints_of(rules_text, file, addition):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        contents = dict(HOUSE) | {"docs/rooms.txt": rules_text}
        if file:
            contents[file] = contents.get(file, "") + addition
        for name, text in contents.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return rooms.check(root)


def main():
    rules_text = (pathlib.Path(sys.argv[1]) / "docs" / "rooms.txt").read_text()
    failed = 0
    for file, addition, expected in [(None, "", None)] + CASES:
        found = complaints_of(rules_text, file, addition)
        good = not found if expected is None else len(found) == 1 and expected in found[0]
        if not good:
            failed += 1
            print(f"FAILED {file}: {addition.strip()!r}\n  expected {expected}\n  found    {found}")
    print(f"{len(CASES) + 1 - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
