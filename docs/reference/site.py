#!/usr/bin/python3
"""The project's documents as a web site that needs no server and no network: `./dev docs` calls this.

Takes the Markdown pages as they are, adds those that are made from the program and the tests (commands, distributions, operations), runs Doxygen over all of
them and the headers, and sets the formulas with KaTeX. Ends with an error where a link leads nowhere,
a formula is not set, or the page of a distribution or an operation would lack a part.
"""
import argparse
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

import generated_pages
import headers

AWESOME = pathlib.Path("/usr/share/doxygen-awesome-css")
KATEX = pathlib.Path("/usr/share/nodejs/katex/dist")
CODE = re.compile(r"(^```.*?^```[^\n]*\n?|^(?: {4}[^\n]*\n)+|`[^`\n]+`)", re.M | re.S)
TEXT_MATHS = re.compile(r"(?<![\\$\w])\$(?=\S)([^$\n]+?)(?<=\S)\$(?![\w$])")
MATHS_BLOCK = re.compile(r"^```math\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#|mailto:)([^)\s#]+)(#[^)\s]*)?\)")
SOURCES = (".cpp", ".hpp", ".py", ".txt", ".cmake")


def formula_tag(line):
    """Doxygen's own marks, so that it leaves the formula alone."""
    return TEXT_MATHS.sub(lambda m: rf"\f${m[1]}\f$", line)


class Site:
    def __init__(self, root, out):
        self.root, self.out, self.pages, self.html = root, out, out / "pages", out / "html"

    def listing_of(self, path):
        """The page that shows a source file."""
        page = self.pages / "listings" / (str(path.relative_to(self.root)).replace("/", "_") + ".md")
        if not page.exists():
            page.parent.mkdir(parents=True, exist_ok=True)
            kind = {".py": "py", ".txt": "text", ".cmake": "text"}.get(path.suffix, "cpp")
            anchor = re.sub(r"\W", "_", str(path.relative_to(self.root)))
            page.write_text(f"# {path.relative_to(self.root)} {{#listing_{anchor}}}\n\n```{kind}\n{path.read_text()}```\n")
        return "listing_" + re.sub(r"\W", "_", str(path.relative_to(self.root)))

    def name_of(self, path):
        """What Doxygen is told to call a page."""
        return "page_" + re.sub(r"\W", "_", str(path.relative_to(self.root)).removesuffix(".md"))

    def link(self, page, match):
        picture, words, target, anchor = match[1], match[2], match[3], match[4]
        path = (page.parent / target).resolve()
        if picture:
            return f"![{words}]({path.name})"
        if path.is_dir():
            path = path / "README.md"
        if path.suffix == ".md" and path.exists():
            return f"[{words}](@ref {self.name_of(path)})" if not anchor else f"[{words}]({self.name_of(path)}.html{anchor})"
        if path.suffix in SOURCES and path.is_file():
            return f"[{words}](@ref {self.listing_of(path)})"
        return words

    def linked(self, text, page):
        """Text of a page with its links by name and its formulas in Doxygen's marks, but for its code."""
        parts = CODE.split(text)
        parts[::2] = [LINK.sub(lambda m: self.link(page, m), formula_tag(part)) for part in parts[::2]]
        return "".join(parts)

    def copy_page(self, page):
        """A page as Doxygen wants it: its name, links by name, formulas in its marks."""
        text = page.read_text()
        text = MATHS_BLOCK.sub(lambda m: rf"\f[{m[1].strip()}\f]", text)
        text = re.sub(r"^<!--.*?-->\n", "", text, flags=re.M | re.S)
        text = self.linked(text, page)
        if page != self.root / "README.md":
            text = re.sub(r"\A# ([^\n]*)", lambda m: f"# {m[1]} {{#{self.name_of(page)}}}\n\n[TOC]", text, count=1)
        to = self.pages / page.relative_to(self.root)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(text)

    def markdown(self):
        return [*sorted(self.root.glob("*.md")), *sorted((self.root / "docs").rglob("*.md"))]

    def contents(self):
        """The tree beside every page."""
        def tab(page):
            heading = re.match(r"# (.+)", page.read_text())
            return self.tab("@ref " + self.name_of(page), heading[1] if heading else page.stem)

        def pages(folder):
            return "".join(tab(page) for page in sorted((self.root / "docs" / folder).glob("*.md")) if page.name != "README.md")

        chinese = sorted((self.root / "docs/tutorial/zh").glob("*.md"))
        def made(kind, folder, prefix):
            return "".join(self.tab(f"@ref {prefix}_{name}", name) for name in headers.documented(self.root / "include/pathwise" / folder, kind))

        reference = (self.tab("@ref page_distributions", "Distributions", made("distribution", "dist", "distribution")) +
                     self.tab("@ref page_operations", "Operations", made("op", "ops", "op")) + self.tab("@ref page_commands", "Commands") + tab(self.root / "docs/errors.md") + tab(self.root / "docs/formats.md") +
                     self.tab("namespacepathwise.html", "Functions and constants") + '<tab type="classlist" visible="yes" title="Classes"/>'
                     '<tab type="filelist" visible="yes" title="Headers"/>')
        return "<navindex>" + '<tab type="mainpage" visible="yes" title="Pathwise"/>' + "".join(
            f'<tab type="usergroup" visible="yes" title="{title}">{inside}</tab>' for title, inside in (
                ("Tutorial", pages("tutorial")), ("教程", "".join(map(tab, chinese))), ("Explanations", pages("explain")), ("Reference", reference),
                ("Decisions", pages("decisions")))) + "".join(
            tab(self.root / page) for page in ("docs/results.md", "docs/peers.md", "CONTRIBUTING.md", "CHANGELOG.md")) + "</navindex>"

    @staticmethod
    def tab(address, title, inside=""):
        kind = "usergroup" if inside else "user"
        return f'<tab type="{kind}" visible="yes" url="{address}" title="{html.escape(title, quote=False)}">{inside}</tab>'

    def run_doxygen(self, version):
        layout = self.out / "layout.xml"
        subprocess.run(["doxygen", "-l", str(layout)], check=True, stdout=subprocess.DEVNULL)
        layout.write_text(re.sub(r"<navindex>.*</navindex>", lambda _: self.contents(), layout.read_text(), flags=re.S))
        pictures = sorted({str(p.parent) for kind in ("png", "svg") for p in (self.root / "docs").rglob(f"*.{kind}")})
        pictures.append(str(self.pages / "pictures"))
        environment = dict(os.environ, PATHWISE_SITE=str(self.out), PATHWISE_PAGES=str(self.pages),
                           PATHWISE_SOURCE=str(self.root), PATHWISE_AWESOME=str(AWESOME), PATHWISE_VERSION=version)
        settings = (self.root / "docs/reference/Doxyfile").read_text() + "IMAGE_PATH = " + " ".join(pictures) + "\n"
        subprocess.run(["doxygen", "-"], input=settings, text=True, check=True, env=environment)

    def set_formulas(self):
        """Every formula of the site as HTML and MathML, by one call of KaTeX."""
        mark = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.S)
        files = {file: file.read_text() for file in self.html.glob("*.html")}
        code = re.compile(r"(<(?:code|pre|script)\b.*?</(?:code|pre|script)>|<div class=\"line\">.*?</div>)", re.S)
        found = {}

        def each(change):
            for file, text in files.items():
                if "\\(" in text or "\\[" in text:
                    parts = code.split(text)
                    parts[::2] = [mark.sub(change, part) for part in parts[::2]]
                    files[file] = "".join(parts)

        def collect(m):
            found[(html.unescape(m[1] or m[2]), m[2] is not None)] = None
            return m[0]

        each(collect)
        asked = [{"tex": tex, "display": display} for tex, display in found]
        answered = subprocess.run(["node", str(self.root / "docs/reference/formulas.js")], input=json.dumps(asked),
                                  text=True, capture_output=True)
        if answered.returncode != 0:
            sys.exit(f"a formula cannot be set:\n{answered.stderr}")
        found = dict(zip(found, json.loads(answered.stdout)))
        each(lambda m: found[(html.unescape(m[1] or m[2]), m[2] is not None)])
        for file, text in files.items():
            text = re.sub(r'<script type="text/javascript" async="async" src="\./MathJax\.js"></script>', "", text)
            text = re.sub(r'<script type="text/x-mathjax-config">.*?</script>', "", text, flags=re.S)
            file.write_text(text.replace("</head>", '<link href="katex.min.css" rel="stylesheet"/>\n</head>', 1))
        shutil.copy(KATEX / "katex.min.css", self.html)
        shutil.copytree(KATEX / "fonts", self.html / "fonts", dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.ttf", "*.woff"))
        return len(found)

    def unset_formulas(self):
        """Doxygen leaves a mark of its own where a formula stands between quotation marks."""
        for file in sorted(self.html.glob("*.html")):
            if "_form#" in file.read_text():
                yield f"{file.name}: a formula between quotation marks"

    def unknown_references(self):
        """References of the pages by names that no page has: Doxygen leaves them as words."""
        pages = {page: page.read_text() for page in sorted(self.pages.rglob("*.md"))}
        names = {name for text in pages.values() for name in re.findall(r"\{#(\w+)\}", text)}
        for page, text in pages.items():
            yield from (f"{page.relative_to(self.pages)}: no page {name}" for name in re.findall(r"\(@ref (\w+)\)", text)
                        if name not in names and name != self.name_of(self.root / "README.md"))

    def dead_links(self):
        """Links within the site whose file or place is not there."""
        places = {file.name: set(re.findall(r'\b(?:id|name)="([^"]+)"', file.read_text())) for file in self.html.glob("*.html")}
        for file in sorted(places):
            for target in re.findall(r'\b(?:href|src)="([^"]+)"', (self.html / file).read_text()):
                target = html.unescape(target)
                if re.match(r"[a-z]+:|//", target) or target.startswith("javascript"):
                    continue
                name, _, place = target.partition("#")
                name = urllib.parse.unquote(name) or file
                if not (self.html / name).exists():
                    yield f"{file}: no file {target}"
                elif place and name in places and urllib.parse.unquote(place) not in places[name]:
                    yield f"{file}: no place {target}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--root", type=pathlib.Path, required=True)
    arguments.add_argument("--out", type=pathlib.Path, required=True)
    arguments.add_argument("--program", type=pathlib.Path, required=True, help="pathwise as it was built")
    given = arguments.parse_args()
    site = Site(given.root.resolve(), given.out.resolve())
    shutil.rmtree(site.out, ignore_errors=True)
    site.pages.mkdir(parents=True)
    missing = generated_pages.write(site.root, given.program.resolve(), site.pages, lambda text: site.linked(text, site.root / "README.md"))
    for page in site.markdown():
        site.copy_page(page)
    version = re.search(r"VERSION (\d+\.\d+\.\d+)", (site.root / "CMakeLists.txt").read_text())[1]
    site.run_doxygen(version)
    formulas = site.set_formulas()
    faults = [*missing, *site.unknown_references(), *site.unset_formulas(), *sorted(set(site.dead_links()))]
    print("\n".join(faults))
    print(f"{len(list(site.html.glob('*.html')))} pages, {formulas} formulas, {len(faults)} faults: {site.html}/index.html")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
