"""A run and its folder; a run that is stopped and goes on ends with the bits of one that never stopped."""

import json
import math
import signal
import subprocess
import time

from program import PATHWISE, SMALL, ProgramTest, main, read_safetensors

SHAPES = {
    "encoder.0": (400, 784), "fc_mu": (20, 400), "fc_logvar": (20, 400), "decoder.0": (400, 20), "decoder.2": (784, 400),
}
FILES = {"config.json", "metrics.jsonl", "weights.safetensors", "checkpoint.safetensors", "samples.png", "reconstructions.png"}


def without_time(lines):
    return [{k: v for k, v in json.loads(line).items() if k != "seconds"} for line in lines.splitlines()]


class Training(ProgramTest):
    def train(self, run, *arguments):
        return self.good("train", *SMALL, "--epochs", 2, "--out", run, *arguments)

    def same_run(self, one, other):
        for name in ("weights.safetensors", "checkpoint.safetensors", "samples.png", "reconstructions.png"):
            self.assertEqual(self.bytes_of(f"{one}/{name}"), self.bytes_of(f"{other}/{name}"), name)
        self.assertEqual(*(without_time((self.folder / run / "metrics.jsonl").read_text()) for run in (one, other)))

    def test_folder(self):
        outcome = self.train("run", "--model", "laplace")
        self.assertIn("run", outcome.out)
        self.assertIn("epoch 2/2", outcome.err)
        self.assertEqual({p.name for p in (self.folder / "run").iterdir()}, FILES)
        config = json.loads(self.bytes_of("run/config.json"))
        self.assertEqual(config["model"], {"name": "laplace", "sigma": "log-variance", "reconstruction": "bernoulli"})
        self.assertEqual(config["training"], {"epochs": 2, "batch": 64, "seed": 1, "optimiser": "adam", "learning_rate": 1e-3, "test": True})
        self.assertIn("noise_layout_version", config)
        self.assertEqual(set(config["build"]), {"version", "compiler", "level"})
        lines = without_time(self.bytes_of("run/metrics.jsonl").decode())
        self.assertEqual([(line["epoch"], line["step"]) for line in lines], [(1, 8), (2, 16)])
        for line in lines:
            for part in ("train", "test"):
                m = line[part]
                self.assertAlmostEqual(m["loss"], m["reconstruction"] + m["kl"], places=2)
        self.assertLess(lines[1]["train"]["loss"], lines[0]["train"]["loss"])
        for picture in ("samples.png", "reconstructions.png"):
            self.assertEqual(self.bytes_of(f"run/{picture}")[:8], b"\x89PNG\r\n\x1a\n")

    def test_tensors(self):
        self.train("run")
        weights, _ = read_safetensors(self.bytes_of("run/weights.safetensors"))
        wanted = {f"{name}.weight": list(shape) for name, shape in SHAPES.items()}
        wanted |= {f"{name}.bias": [shape[0]] for name, shape in SHAPES.items()}
        self.assertEqual({name: shape for name, (_, shape) in weights.items()}, wanted)
        checkpoint, metadata = read_safetensors(self.bytes_of("run/checkpoint.safetensors"))
        names = {f"{prefix}{name}" for name in wanted for prefix in ("", "optimiser.exp_avg.", "optimiser.exp_avg_sq.")}
        self.assertEqual(set(checkpoint), names)
        self.assertEqual((metadata["step"], metadata["epoch"], metadata["batches_in_epoch"], metadata["seed"]), ("16", "2", "0", "1"))

    def test_stopped_in_mid_epoch_and_resumed(self):
        self.train("whole")
        self.train("parts", "--stop-after", 3, "--threads", 1)
        self.assertTrue((self.folder / "parts/samples.png").exists())
        self.good("train", "--resume", "parts", "--stop-after", 5)  # the epoch's last step, its end still to come
        self.good("train", "--resume", "parts", "--stop-after", 2)
        self.good("train", "--resume", "parts")
        self.same_run("whole", "parts")

    def test_more_epochs(self):
        self.good("train", *SMALL, "--epochs", 1, "--out", "longer")
        outcome = self.good("train", "--resume", "longer")
        self.assertIn("nothing is left to do", outcome.out)
        self.good("train", "--resume", "longer", "--epochs", 2)
        self.train("whole")
        self.same_run("whole", "longer")
        self.assertEqual(json.loads(self.bytes_of("longer/config.json"))["training"]["epochs"], 2)

    def test_lines_after_the_checkpoint_are_dropped(self):
        self.train("whole")
        self.train("killed", "--stop-after", 10)
        with open(self.folder / "killed/metrics.jsonl", "a") as file:
            file.write('{"epoch":9,"step":99}\nhalf a li')
        self.good("train", "--resume", "killed")
        self.same_run("whole", "killed")

    def test_control_c(self):
        command = [str(PATHWISE), "train", *SMALL, "--epochs", "2000", "--out", "run"]
        running = subprocess.Popen(command, cwd=self.folder, env=self.environment(), text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        lines = self.folder / "run/metrics.jsonl"
        for _ in range(600):
            if lines.exists():
                break
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=120)
        self.assertEqual(running.returncode, 130, err)
        self.assertIn("--resume run", out)
        _, metadata = read_safetensors(self.bytes_of("run/checkpoint.safetensors"))
        step = int(metadata["step"])
        self.assertGreaterEqual(step, 8)
        self.good("train", *SMALL, "--epochs", 2000, "--out", "told", "--stop-after", step)
        self.assertEqual(self.bytes_of("run/checkpoint.safetensors"), self.bytes_of("told/checkpoint.safetensors"))

    def test_an_interrupted_comparison_keeps_its_weights(self):
        command = [str(PATHWISE), "compare", "gaussian", "laplace", *SMALL, "--epochs", "40", "--seeds", "1", "2", "--json"]
        running = subprocess.Popen(command, cwd=self.folder, env=self.environment(), text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        folder = self.folder / "runs/compare-1"
        for _ in range(600):
            if (folder / "normal-seed-1/metrics.jsonl").exists():
                break
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=120)
        self.assertEqual(running.returncode, 130, err)
        result = json.loads(out)
        self.assertTrue(result["interrupted"])
        self.assertEqual(result, json.loads((folder / "comparison.json").read_text()))
        for run in result["runs"]:  # those that were finished
            again = self.good("evaluate", "--model", run["model"], "--weights", run["weights"], *SMALL[:4], "--json").json
            self.assertAlmostEqual(again["loss"], run["loss"], delta=1)
        left = {p.parent.name for p in folder.glob("*/weights.safetensors")}
        self.assertEqual(len(left), len(result["runs"]) + 1)

    def test_no_test_is_remembered(self):
        self.train("run", "--no-test", "--stop-after", 3)
        self.good("train", "--resume", "run")
        for line in without_time(self.bytes_of("run/metrics.jsonl").decode()):
            self.assertNotIn("test", line)

    def test_divergence(self):
        outcome = self.run_program("train", *SMALL, "--learning-rate", 900, "--epochs", 5, "--out", "run")
        self.assertEqual(outcome.code, 1, outcome.err)
        self.assertIn("diverged", outcome.err)
        for numbers, _ in read_safetensors(self.bytes_of("run/checkpoint.safetensors"))[0].values():
            self.assertTrue(all(map(math.isfinite, numbers)))

    def test_json_is_alone_on_standard_output(self):
        outcome = self.train("run", "--json", "--quiet")
        self.assertEqual(outcome.err, "")
        result = outcome.json
        self.assertEqual((result["run"], result["steps"], result["epochs"], result["end"]), ("run", 16, 2, "finished"))
        self.assertIn("loss", result["test"])

    def test_seeds_and_models_differ(self):
        self.train("one")
        self.train("other", "--seed", 2)
        self.train("family", "--model", "logistic")
        self.train("loss", "--reconstruction", "squared-error", "--sigma", "softplus-variance")
        weights = {self.bytes_of(f"{run}/weights.safetensors") for run in ("one", "other", "family", "loss")}
        self.assertEqual(len(weights), 4)

    def test_free_folder(self):
        for _ in range(2):
            self.good("train", *SMALL, "--epochs", 1, "--stop-after", 1)
        self.assertEqual({p.name for p in (self.folder / "runs").iterdir()}, {"normal-log-variance-bernoulli-1", "normal-log-variance-bernoulli-2"})


if __name__ == "__main__":
    main()
