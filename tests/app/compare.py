"""A comparison: its numbers, its statistics recomputed from them, its report, and that nothing is trained twice."""

import json
import math
import re
import signal
import subprocess
import time

from program import PATHWISE, SMALL, ProgramTest, main

FEW = (*SMALL[:2], "--rows", "128", "--test-rows", "32", "--batch", "32", "--epochs", "1")
NUMBERS = ("loss", "reconstruction", "kl", "log_likelihood", "active_codes", "gradient_variance", "step_us")


def numbers_of(run):
    return {k: v for k, v in run.items() if k not in ("step_us", "weights")}


class Compare(ProgramTest):
    def compare(self, *arguments):
        return self.good("compare", *arguments, "--json", "--quiet").json

    def test_statistics(self):
        result = self.compare("gaussian", "laplace", *FEW, "--seeds", 1, 2, 3)
        runs = {(r["model"], r["seed"]): r for r in result["runs"]}
        self.assertEqual(set(runs), {(m, s) for m in ("normal", "laplace") for s in (1, 2, 3)})
        for number in NUMBERS:
            of = {m: [runs[m, s][number] for s in (1, 2, 3)] for m in ("normal", "laplace")}
            for model in result["models"]:
                values = of[model["name"]]
                mean = sum(values) / 3
                deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / 2)
                self.assertAlmostEqual(model["mean"][number], mean, delta=1e-9 * abs(mean))
                self.assertAlmostEqual(model["standard_deviation"][number], deviation, delta=1e-9 * (abs(mean) + 1))
                self.assertAlmostEqual(model["standard_error"][number], deviation / math.sqrt(3), delta=1e-9 * (abs(mean) + 1))
            (test,) = [t for t in result["tests"] if t["number"] == number]
            self.assertEqual((test["first"], test["second"], test["n"]), ("normal", "laplace", 3))
            differences = [b - a for a, b in zip(of["normal"], of["laplace"])]
            mean = sum(differences) / 3
            error = math.sqrt(sum((d - mean) ** 2 for d in differences) / 6)
            self.assertAlmostEqual(test["difference"], mean, delta=1e-9 * (abs(mean) + 1))
            self.assertAlmostEqual(test["standard_error"], error, delta=1e-9 * (abs(mean) + 1))
            if error > 0:
                t = mean / error  # with two degrees of freedom, p is elementary
                self.assertAlmostEqual(test["t"], t, delta=1e-6 * abs(t))
                self.assertAlmostEqual(test["p"], 1 - abs(t) / math.sqrt(2 + t * t), delta=1e-9)
        for run in runs.values():
            self.assertGreater(run["log_likelihood"], -run["loss"])  # the bound lies below
            self.assertGreater(run["gradient_variance"], 0)
            self.assertEqual([p["epoch"] for p in run["curve"]], [1])

    def test_one_seed(self):
        outcome = self.good("compare", "gaussian", "gumbel", *FEW, "--seeds", 4, "--prior", "normal", "--quiet")
        self.assertIn("one seed: no test", outcome.out)
        result = json.loads(self.bytes_of("runs/compare-1/comparison.json"))
        self.assertTrue(all(t["n"] == 1 and t["p"] is None for t in result["tests"]))
        self.assertEqual([m.get("prior") for m in result["models"]], [None, "normal"])
        again = self.good("evaluate", "runs/compare-1/gumbel-seed-4", "--draws", 4, "--json").json
        self.assertAlmostEqual(again["loss"], result["runs"][1]["loss"], places=3)

    def test_every_family_and_both_meanings_of_the_scale(self):
        families = ("gaussian", "laplace", "logistic", "student_t", "gumbel")
        for prior in ("own", "normal"):
            scale = self.compare(*families, *FEW, "--seeds", 1, "--prior", prior)
            variance = self.compare(*families, *FEW, "--seeds", 1, "--prior", prior, "--match", "variance")
            for a, b in zip(scale["runs"], variance["runs"]):
                self.assertEqual(a["model"], b["model"])
                same = numbers_of(a) == numbers_of(b)
                self.assertEqual(same, a["model"] == "normal", a["model"])  # whose variance is its scale squared
        self.refused("compare", "gaussian", *FEW, "--match", "variance", "--sigma", "softplus", says=["--match", "softplus"])
        self.refused("compare", "gaussian", "cauchy", *FEW, says=["cauchy", "--model gumbel", "--prior normal"])
        self.refused("compare", "gumbel", *FEW, "--reconstruction", "squared-error", says=["squared-error"])

    def test_codes_that_have_no_location_and_scale(self):
        result = self.compare("gaussian", "gamma", "beta", "von_mises", *FEW, "--seeds", 1)
        self.assertEqual([run["model"] for run in result["runs"]], ["normal", "gamma", "beta", "von_mises"])
        for run in result["runs"]:
            self.assertGreater(run["log_likelihood"], -run["loss"], run["model"])
            self.assertGreater(run["kl"], 0)
            self.assertGreater(run["gradient_variance"], 0)
        for name in ("gamma", "beta", "von_mises"):
            again = self.good("evaluate", f"{result['folder']}/{name}-seed-1", "--draws", 4, "--json").json
            self.assertLess(abs(again["loss"] - next(run["loss"] for run in result["runs"] if run["model"] == name)), 1)
        page = (self.folder / result["folder"] / "report.html").read_text()
        for section in page.split("<section")[1:]:  # four codes of each model, the prior and three rows in each
            charts = re.findall(r'aria-label="code \d+".*?</svg>', section, re.DOTALL)
            self.assertEqual(len(charts), 4)
            for chart in charts:
                self.assertNotIn("nan", chart)
                self.assertEqual(chart.count("<polyline"), 4, chart)

    def test_report(self):
        self.compare("gaussian", "student_t", *FEW, "--seeds", 1, 2, "--out", "shown")
        page = (self.folder / "shown/report.html").read_text()
        self.assertEqual(page.count("data:image/png;base64,"), 4)
        page = re.sub(r"base64,[A-Za-z0-9+/=]*", "", page)
        for foreign in (r"https?:", "//", r'src="(?!data:)', "@import", "<link", "<script", r"\bnan\b", r"\binf\b"):
            self.assertIsNone(re.search(foreign, page), foreign)
        self.assertEqual(page.count('aria-label="codes of rows held out, by class"'), 2)
        self.assertEqual(len(re.findall(r'aria-label="code \d+"', page)), 8)
        for part in ("loss on the rows held out, by epoch", "log-likelihood", "ankle boot", "paired t", "n = 2", "student_t", "prior (dashed)"):
            self.assertTrue(part in page, part)
        for tag in ("svg", "section", "table", "figure", "div", "p"):
            self.assertEqual(len(re.findall(rf"<{tag}[ >]", page)), page.count(f"</{tag}>"), tag)

    def test_interrupted_and_resumed(self):
        models = ("gaussian", "laplace")
        whole = self.compare(*models, *FEW[:-1], 3, "--seeds", 1, 2, "--out", "whole")
        command = [str(PATHWISE), "compare", *models, *FEW[:-1], "3", "--seeds", "1", "2", "--out", "parts"]
        running = subprocess.Popen(command, cwd=self.folder, env=self.environment(), text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(1200):
            if (self.folder / "parts/laplace-seed-1/metrics.jsonl").exists():
                break
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=120)
        self.assertEqual(running.returncode, 130, err)
        self.assertIn("compare --resume parts", out)
        finished = self.folder / "parts/normal-seed-1/weights.safetensors"
        written = finished.stat().st_mtime_ns
        self.refused("compare", "--resume", "parts", "--epochs", 2, says=["--epochs"])
        outcome = self.good("compare", "--resume", "parts", "--json")
        self.assertNotIn("normal, seed 1", outcome.err)
        self.assertEqual(finished.stat().st_mtime_ns, written)
        self.assertEqual([numbers_of(r) for r in outcome.json["runs"]], [numbers_of(r) for r in whole["runs"]])
        self.assertFalse(outcome.json["interrupted"])
        for run in ("normal-seed-2", "laplace-seed-1"):
            self.assertEqual(self.bytes_of(f"parts/{run}/weights.safetensors"), self.bytes_of(f"whole/{run}/weights.safetensors"))
        again = self.good("compare", "--resume", "parts", "--json")  # nothing is left to do
        self.assertNotIn("epoch", again.err)
        self.assertEqual(again.json["runs"], outcome.json["runs"])
        self.refused("compare", "--resume", "nowhere", says=["nowhere"])
        self.refused("compare", says=["--resume"])
        self.refused("compare", *models, *FEW, "--seeds", 2, 1, 2, "--out", "twice", says=["seed 2 is named twice"], leaves="twice")


if __name__ == "__main__":
    main()
