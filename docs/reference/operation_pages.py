"""A page an operation, from its header and its row in the tests' tables."""
import re

import headers

TABLES = ("tests/support/op_table.hpp", "tests/support/op_table_special.hpp")
# What every row of a table is given to: (file, what it does).
ELEMENTWISE = (("tests/unit/ops/values.cpp", "values against the reference at all points and edges, in float, double, long double and every width of register"),
               ("tests/gradient/elementwise.cpp", "derivatives to the third order against differences, adjoints, and the closed form where the row has one"))
STRUCTURAL = (("tests/gradient/structural.cpp", "values against loops over the elements, derivatives against differences, and adjoints, at all shapes of the row"),)


def rows(root):
    """Operation -> (the file, its row as it stands there)."""
    found = {}
    for table in TABLES:
        text = (root / table).read_text()
        for match in re.finditer(r"elementwise_row<(\w+)_op>\{|^      (\{)\"(\w+)_op\",$", text, re.M):
            start = match.start(2) if match[2] else match.start()
            depth, at = 0, text.index("{", start)
            while depth or at == text.index("{", start):
                depth += {"{": 1, "}": -1}.get(text[at], 0)
                at += 1
            line = text[text.rfind("\n", 0, start) + 1:start]
            first, *others = text[start:at].splitlines()
            margin = min((len(o) - len(o.lstrip()) for o in others if o.strip()), default=0)
            shift = min(margin, len(line))
            found[match[1] or match[3]] = table, "\n".join([first, *(o[shift:] for o in others)]) + "\n"
    return found


def common_ulps(root):
    return re.search(r"value_ulps = (\d+)", (root / "include/pathwise/testing/tolerances.hpp").read_text())[1]


def stated_ulps(row):
    """What the row allows in float and double, in units in the last place; None for what all rows are allowed."""
    named = re.search(r"\.ulps = ([\d.]+)", row)
    last = re.search(r"\},\s*([\d.]+)L?\}\s*$", row)
    found = named or last
    return found[1] if found else None


def at_all_floats(root):
    """Function -> its row in the recorded run over all floats, by column."""
    text = (root / "docs/results.md").read_text()
    section = text[text.index("## Accuracy at all floats"):]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")]
    end = next((i for i, row in enumerate(table) if len(row) != len(table[0])), len(table))
    return {row[0]: list(zip(table[0], row))[1:] for row in table[2:end]}


def page(root, op, row, common, measured):
    table, text = row
    elementwise = text.startswith("elementwise_row")
    told = [f"# {op.name} (operation) {{#op_{op.name}}}\n\nOperation `{op.name}`, in [{op.header.relative_to(root)}]({op.header}).\n"]
    sections = dict(op.sections())
    formula = sections.pop("")
    told.append(f"\n## Formula {{#op_{op.name}_formula}}\n\n{formula}\n")
    if elementwise and "Domain" not in sections:
        sections = {"Domain": "all numbers.", **sections}
    told += [f"\n**{title}:** {words}\n" for title, words in sections.items()]
    if value := op.function("value"):
        told.append(f"\nIts value, one body for numbers and registers:\n\n```cpp\n{value}```\n")
    derivative = op.function("derivative") or op.function("vjp")
    told.append(f"\n## Derivative {{#op_{op.name}_derivative}}\n\nAs an expression, so that it can be differentiated again:\n\n```cpp\n{derivative}```\n")
    told.append(f"\n## Error {{#op_{op.name}_error}}\n\n")
    if elementwise:
        stated = stated_ulps(text)
        if stated == "0":
            told.append("Exact: the test allows no error.\n")
        else:
            told.append(f"At most {stated or common} units in the last place of float and of double at the points of its test"
                        + ("" if stated else ", as every operation whose row says nothing else") + ".\n")
        if op.name in measured:
            told.append(f"\nAt every float ([recorded run]({root}/docs/results.md)): " +
                        "; ".join(f"{column} {cell}" for column, cell in measured[op.name]) + ".\n")
    else:
        told.append("It moves or sums numbers; sums are in one order, so results have the same bits at every width and on every number of threads.\n")
    told.append(f"\n## Tested {{#op_{op.name}_tested}}\n\n" + "".join(
        f"- [{file}]({root}/{file}): {what}\n" for file, what in (ELEMENTWISE if elementwise else STRUCTURAL)))
    told.append(f"\nby its row in [{table}]({root}/{table}):\n\n```cpp\n{text}```\n")
    return "".join(told)


def write(root, pages, link):
    """The pages, and one that lists them. Returns what is missing: an operation without a formula, a derivative or a row."""
    folder = root / "include/pathwise/ops"
    ops, tested, common, measured = headers.documented(folder, "op"), rows(root), common_ulps(root), at_all_floats(root)
    faults = [f"{name}: no docstring with its formula" for name in headers.undocumented(folder, "op")]
    index = ["# Operations {#page_operations}\n\nEach is a file of include/pathwise/ops with its value, its derivative and its shape rule; the tests' tables have a "
             "row for each, by which it is tested. A page tells the formula, the derivative, the error and the test.\n\n| operation | |\n|---|---|\n"]
    for name, op in ops.items():
        if not op.sections()[0][1]:
            faults.append(f"{name}: its docstring does not begin with a formula")
        if not (op.function("derivative") or op.function("vjp")):
            faults.append(f"{name}: no derivative")
        if name not in tested:
            faults.append(f"{name}: no row in a table of the tests")
            continue
        (pages / f"op_{name}.md").write_text(link(page(root, op, tested[name], common, measured)))
        index.append(f"| [{name}](@ref op_{name}) | {op.sections()[0][1].replace('|', chr(92) + '|')} |\n")
    (pages / "operations.md").write_text("".join(index))
    return faults
