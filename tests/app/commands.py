"""The commands on a trained run: what they print, and the files they write."""

import json
import struct

from program import SMALL, ProgramTest, main

COMMANDS = ("train", "sample", "reconstruct", "evaluate", "compare", "verify", "info", "bench", "demo", "distribution", "gradients")


def png_size(content):
    return struct.unpack(">II", content[16:24])


def npy_shape(content):
    (length,) = struct.unpack("<H", content[8:10])
    return eval(content[10 : 10 + length])["shape"]  # the header is a Python literal of our own program's making


class Commands(ProgramTest):
    def train(self):
        self.good("train", *SMALL, "--epochs", 1, "--out", "run", "--quiet")

    def test_help(self):
        top = self.good("--help").out
        for command in COMMANDS:
            self.assertIn(command, top)
            page = self.good(command, "--help").out
            self.assertIn("Example:\n  pathwise " + command, page)
            self.assertLessEqual(max(map(len, page.split("Example:")[0].splitlines())), 110, page)
        self.assertRegex(self.good("--version").out, r"^pathwise \d+\.\d+\.\d+\n$")

    def test_info(self):
        info = self.good("info", "--json").json
        self.assertEqual(len(info["models"]), 19)
        self.assertTrue({"version", "compiler", "level", "threads", "fashion_mnist", "noise_layout_version"} <= set(info))
        self.assertIn(info["level"], self.good("info").out)
        self.assertEqual(self.good("info", "--json", OMP_NUM_THREADS="3").json["threads"], 3)
        self.assertIsNone(self.good("info", "--json", PATHWISE_FASHION_MNIST="nowhere").json["fashion_mnist"])

    def test_sample(self):
        self.train()
        before = self.bytes_of("run/samples.png")
        self.good("sample", "run")
        self.assertEqual(self.bytes_of("run/samples.png"), before)
        result = self.good("sample", "run", "--count", 6, "--seed", 2, "--out", "six.png", "--npy", "six.npy", "--json").json
        self.assertEqual(result, {"samples": 6, "seed": 2, "picture": "six.png", "npy": "six.npy"})
        self.assertEqual(png_size(self.bytes_of("six.png")), (3 * 30 + 2, 2 * 30 + 2))
        self.assertEqual(npy_shape(self.bytes_of("six.npy")), (6, 784))
        self.good("sample", "--weights", "run/weights.safetensors", "--count", 6, "--seed", 2, "--out", "again.png")
        self.assertEqual(self.bytes_of("again.png"), self.bytes_of("six.png"))
        self.good("sample", "run", "--count", 6, "--seed", 3, "--out", "other.png")
        self.assertNotEqual(self.bytes_of("other.png"), self.bytes_of("six.png"))

    def test_reconstruct(self):
        self.train()
        before = self.bytes_of("run/reconstructions.png")
        self.good("reconstruct", "run")
        self.assertEqual(self.bytes_of("run/reconstructions.png"), before)
        self.good("reconstruct", "run", "--count", 5, "--out", "five.png", "--npy", "five.npy")
        self.assertEqual(npy_shape(self.bytes_of("five.npy")), (5, 784))
        self.good("reconstruct", "run", "--data", "five.npy", "--out", "twice.png", "--json")

    def test_evaluate(self):
        self.train()
        result = self.good("evaluate", "run", "--json").json
        last = json.loads(self.bytes_of("run/metrics.jsonl").decode().splitlines()[-1])
        for name in ("loss", "reconstruction", "kl"):
            self.assertEqual(result[name], last["test"][name])
        self.assertEqual((result["rows"], result["draws"], result["codes"]), (103, 1, 20))
        self.assertEqual(self.good("evaluate", "run", "--split", "train", "--json").json["rows"], 512)
        more = self.good("evaluate", "run", "--draws", 3, "--json", "--threads", 1).json
        self.assertNotEqual(more["loss"], result["loss"])
        self.assertAlmostEqual(more["loss"], result["loss"], delta=5)
        self.assertIn("nats a row", self.good("evaluate", "run").out)

    def test_compare(self):
        arguments = ("compare", "gaussian", "laplace", *SMALL, "--epochs", 1, "--seeds", 1, 2)
        result = self.good(*arguments, "--json", "--quiet").json
        self.assertEqual([(r["model"], r["seed"]) for r in result["runs"]], [("normal", 1), ("normal", 2), ("laplace", 1), ("laplace", 2)])
        for number in ("loss", "reconstruction", "kl", "active_codes", "step_us"):
            for model, name in zip(result["models"], ("normal", "laplace")):
                values = [r[number] for r in result["runs"] if r["model"] == name]
                self.assertAlmostEqual(model["mean"][number], sum(values) / 2, places=6)
                self.assertAlmostEqual(model["standard_deviation"][number], abs(values[0] - values[1]) / 2**0.5, places=6)
        self.assertEqual(result["folder"], "runs/compare-1")
        for run in (r for r in result["runs"] if r["seed"] == 1):  # the seed of evaluate's noise
            again = self.good("evaluate", "--model", run["model"], "--weights", run["weights"], *SMALL[:4], "--draws", 4, "--json").json
            for number in ("loss", "reconstruction", "kl", "active_codes"):
                self.assertAlmostEqual(again[number], run[number], delta=1e-3)  # in batches of another size
        table = self.good(*arguments, "--quiet").out
        self.assertIn("runs/compare-2: comparison.json", table)
        for word in ("bound", "reconstruction", "kl", "active", "us a step", "normal", "laplace", "mean"):
            self.assertIn(word, table)

    def test_demo(self):
        result = self.good("demo", "--out", "shown", *SMALL, "--epochs", 1, "--json").json
        self.assertEqual(len(result["pictures"]), 4)
        page = (self.folder / "shown/report.html").read_text()
        self.assertEqual(page.count("data:image/png;base64,"), 4)
        self.assertNotIn("http", page)
        printed = self.good("demo", "--out", "shown", *SMALL, "--epochs", 1).out
        for path in (*result["pictures"], result["report"]):
            self.assertIn(path, printed)

    def test_demo_without_the_data(self):
        outcome = self.good("demo", "--out", "shown", "--rows", 256, "--epochs", 1, PATHWISE_FASHION_MNIST="nowhere")
        self.assertIn("drawn clothes stand in", outcome.err)

    def test_trace(self):
        text = self.good("bench", "--workload", "w1", "--batch", 8, "--threads", 1, "--repeats", 30, "--trace").out
        for said in ("a call on 8 rows", 'multiply by "encoder.0.weight", 784 to 400; then add, relu', "phase 1, slabs of rows", "Gflop/s", "keeps "):
            self.assertIn(said, text)
        for workload, rows in (("w1", 8), ("w2", 32), ("w5", 1), ("w6", 1024)):
            a = self.good("bench", "--workload", workload, "--batch", rows, "--threads", 2, "--repeats", 30, "--trace", "--json").json
            self.assertEqual((a["rows"], a["threads"]), (rows, 2))
            self.assertLessEqual(sum(step["us"] for step in a["steps"]), a["us"])
            self.assertGreater(sum(step["us"] for step in a["steps"]), 0)
        encoder = next(step for step in self.good("bench", "--workload", "w1", "--batch", 8, "--trace", "--json", "--repeats", 30).json["steps"] if "encoder.0" in step["what"])
        self.assertEqual(encoder["flops"], 2 * 8 * 784 * 400)

    def test_explain(self):
        text = self.good("explain", "--workload", "w1", "--batch", 64, "--threads", 1).out
        for said in ("a call on 64 rows", "phase 1, slabs of rows", "apart from step", "keeps ", "bound: ", " us by bytes", " us by arithmetic"):
            self.assertIn(said, text)
        self.assertNotIn("between steps", text)
        a = self.good("explain", "--workload", "w6", "--json").json
        self.assertGreater(a["flops_per_second"], 1e9)
        self.assertGreater(a["bytes_per_second"], 1e8)
        self.assertEqual({step["us"] for step in a["steps"]}, {0})
        self.assertTrue(all(step["bound_us"] > 0 or step["bytes"] == 0 for step in a["steps"]))
        self.refused("explain", "--workload", "w9", says=["there is no workload w9"])

    def test_bench(self):
        result = self.good("bench", "--workload", "w1", "--batch", 1, "--threads", 1, "--repeats", 30, "--json").json
        self.assertEqual((result["workload"], result["batch"], result["threads"], result["repeats"]), ("w1", 1, 1, 30))
        self.assertLessEqual(result["min_us"], result["median_us"])
        for workload, batch in (("w2", 32), ("w5", 1), ("w6", 1024)):
            result = self.good("bench", "--workload", workload, "--threads", 1, "--repeats", 30, "--json").json
            self.assertEqual((result["workload"], result["batch"]), (workload, batch))


if __name__ == "__main__":
    main()
