// TeX formulas as HTML and MathML: a list of {tex, display} on standard input, a list of strings on standard output.
const katex = require("/usr/share/nodejs/katex");
const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
const set = ({ tex, display }) => {
  try {
    return katex.renderToString(tex, { displayMode: display, output: "htmlAndMathml", strict: "error" });
  } catch (e) {
    process.stderr.write(`${tex}\n  ${e.message}\n`);
    process.exitCode = 1;
    return "";
  }
};
process.stdout.write(JSON.stringify(asked.map(set)));
