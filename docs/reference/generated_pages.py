"""The pages that are made and not written: the commands from their own help, distributions and operations from their headers, the program and the tests."""
import re

import distribution_pages
import operation_pages
from distribution_pages import run


def commands(program):
    text = run(program, "--help").stdout
    names = re.findall(r"^  (\w[\w-]*)  +\S", text[text.find("Subcommands:"):], re.M)
    page = ["# Commands {#page_commands}\n\n[TOC]\n\nWhat `pathwise` itself says, command by command.\n\n```text\n" + text + "```\n"]
    for name in names:
        page.append(f"\n## pathwise {name} {{#command_{name}}}\n\n```text\n{run(program, name, '--help').stdout}```\n")
    return "".join(page)


def write(root, program, pages, link):
    """All of them, into `pages`/generated. Returns what is missing."""
    to = pages / "generated"
    to.mkdir(parents=True)
    (to / "commands.md").write_text(commands(program))
    # A namespace that says nothing of itself has no page, and its functions none either.
    (to / "namespaces.dox").write_text(
        "/** \\namespace pathwise\n Everything that a program uses; examples call it `pw`. */\n"
        "/** \\namespace pathwise::kernels\n Plain functions over pointers and extents, which compiled programs call. */\n"
        "/** \\namespace pathwise::math\n Elementary and special functions, one body for numbers and registers. */\n"
        "/** \\namespace pathwise::testing\n What holds operations to their derivatives. */\n")
    return [*operation_pages.write(root, to, link), *distribution_pages.write(root, program, to, link)]
