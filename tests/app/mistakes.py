"""Mistakes in a command or a file: exit code 2, one message that names what is wrong, nothing written."""

import array
import gzip
import json
import struct

from program import SMALL, ProgramTest, main, npy, read_safetensors, safetensors

ROWS = 4
LAYERS = {"encoder.0": (400, 784), "fc_mu": (20, 400), "fc_logvar": (20, 400), "decoder.0": (400, 20), "decoder.2": (784, 400)}


def idx(rows, magic=0x00000803, promised=None):
    return struct.pack(">IIII", magic, promised or rows, 28, 28) + bytes(range(256)) * 4 * rows


def images(rows):
    return idx(rows)[: 16 + rows * 784]


def zeros(**shapes):
    tensors = {}
    for name, (outputs, inputs) in LAYERS.items():
        tensors[name + ".weight"] = ([0.01] * (outputs * inputs), (outputs, inputs))
        tensors[name + ".bias"] = ([0.0] * outputs, (outputs,))
    return tensors | {name.replace("__", "."): ([0.0] * size, (size,)) for name, size in shapes.items()}


class Commands(ProgramTest):
    def test_unknown(self):
        self.refused(says=["a command is missing", "train", "demo"])
        self.refused("tarin", says=["no command tarin", "train"])
        self.refused("train", "--epoch-count", 3, says=["--epoch-count", "pathwise train --help"])
        self.refused("train", "stray", says=["stray"])
        self.refused("sample", "run", "--out", says=["--out"])

    def test_numbers(self):
        for option, value in (("--epochs", 0), ("--epochs", -1), ("--batch", "many"), ("--learning-rate", "nan"), ("--learning-rate", 0),
                              ("--threads", -1), ("--seed", -1), ("--rows", 0)):
            self.refused("train", *SMALL[:2], "--out", "run", option, value, says=[option], leaves="run")
        self.refused("train", "--data", "synthetic", "--rows", 10**8, "--out", "run", says=["at most"], leaves="run")

    def test_models(self):
        for arguments in (("--model", "laplace", "--sigma", "softplus"), ("--model", "logistic", "--sigma", "softplus-variance"),
                          ("--model", "cauchy"), ("--sigma", "exp"), ("--reconstruction", "poisson")):
            said = self.refused("train", *SMALL, "--out", "run", *arguments, says=[arguments[-1]], leaves="run").err
            self.assertEqual(said.count("--model "), 19, said)
        self.refused("compare", "gaussian", "cauchy", *SMALL, says=["cauchy", "student_t"])
        self.refused("compare", "gaussian", "normal", *SMALL, says=["twice"])
        self.write("there/file", b"")
        self.refused("compare", "gaussian", "laplace", *SMALL, "--out", "there", says=["there already", "--out"])
        self.refused("compare", "gaussian", "laplace", "--data", "nowhere.gz", says=["nowhere.gz"], leaves="runs")
        self.refused("bench", "--workload", "w99", says=["w99", "w1", "w2", "w4", "w5", "w6"])

    def test_folders(self):
        self.good("train", *SMALL, "--epochs", 1, "--out", "run", "--quiet")
        before = self.bytes_of("run/weights.safetensors")
        self.refused("train", *SMALL, "--out", "run", says=["run", "--resume"])
        self.assertEqual(self.bytes_of("run/weights.safetensors"), before)
        self.refused("train", "--resume", "run", "--batch", 3, says=["--batch"])
        self.refused("train", "--resume", "nowhere", says=["nowhere"])
        self.refused("sample", says=["--weights"])
        self.refused("sample", "run", "--weights", "run/weights.safetensors", says=["or else"])
        self.refused("sample", "run", "--out", "nowhere/a.png", says=["nowhere"])
        self.refused("evaluate", "run", "--split", "both", says=["--split"])
        self.write("file", b"")
        self.refused("train", *SMALL, "--out", "file/run", says=["file/run"])
        self.refused("train", *SMALL, "--out", "file", says=["there already"])

    def test_damaged_runs(self):
        def damaged(name, change, *says):
            self.good("train", *SMALL, "--epochs", 2, "--stop-after", 3, "--out", name, "--quiet")
            change(self.folder / name)
            self.refused("train", "--resume", name, says=[name, *says])

        def edit(change):
            def apply(run):
                config = json.loads((run / "config.json").read_text())
                change(config)
                (run / "config.json").write_text(json.dumps(config))
            return apply

        damaged("no-config", lambda run: (run / "config.json").unlink(), "config.json")
        damaged("no-json", lambda run: (run / "config.json").write_text("{"), "config.json")
        damaged("no-batch", edit(lambda c: c["training"].pop("batch")), "config.json", "batch")
        damaged("layout", edit(lambda c: c.update(noise_layout_version=99)), "layout 99")
        damaged("data", edit(lambda c: c["data"].update(rows=256)), "rows that the run was trained on")
        damaged("seed", edit(lambda c: c["training"].update(seed=5)), "seed")
        damaged("half", lambda run: (run / "checkpoint.safetensors").write_bytes((run / "checkpoint.safetensors").read_bytes()[:9999]), "checkpoint.safetensors", "truncated")
        damaged("weights", lambda run: (run / "checkpoint.safetensors").write_bytes((run / "weights.safetensors").read_bytes()), "checkpoint.safetensors")


class Data(ProgramTest):
    def no_data(self, name, content, *says):
        if content is not None:
            self.write(name, content)
        self.refused("train", "--data", name, "--epochs", 1, "--out", "run", says=[name, *says], leaves="run")

    def test_images(self):
        self.no_data("missing.gz", None, "missing")
        self.no_data("empty.gz", b"", "empty")
        self.no_data("text.gz", b"hello, world", "neither idx nor gzip")
        self.no_data("cut.gz", gzip.compress(images(9))[:-100], "truncated")
        self.no_data("short.gz", gzip.compress(images(9)[:-1]), "truncated")
        self.no_data("labels.gz", gzip.compress(struct.pack(">II", 0x801, 3) + b"\1\2\3"), "labels")
        self.no_data("magic", idx(2, magic=0x1234), "magic")
        self.write("good.gz", gzip.compress(images(9)))
        self.good("train", "--data", "good.gz", "--epochs", 1, "--out", "good")
        self.refused("train", "--data", "good.gz", "--rows", 10, "--out", "run", says=["--rows", "9 rows"], leaves="run")
        self.refused("train", "--data", "good.gz", "--test-rows", 1, "--out", "run", says=["no test data"], leaves="run")
        self.refused("evaluate", "good", "--split", "test", says=["no test data"])
        (self.folder / "bare").mkdir()
        self.refused("train", "--data", "bare", "--out", "run", says=["bare", "train-images-idx3-ubyte"], leaves="run")

    def test_numbers(self):
        rows = [0.5] * (ROWS * 784)
        self.no_data("narrow.npy", npy(rows[: ROWS * 20], (ROWS, 20)), "20", "784")
        for name, bad, word in (("nan", float("nan"), "NaN"), ("large", 255.0, "[0, 1]"), ("negative", -0.1, "[0, 1]"), ("infinite", float("inf"), "row 1, column 2")):
            damaged = rows.copy()
            damaged[784 + 2] = bad
            self.no_data(name + ".npy", npy(damaged, (ROWS, 784)), word, "row 1, column 2")
        self.no_data("cut.npy", npy(rows, (ROWS, 784))[:-4], "truncated")
        self.no_data("integers.npy", npy(bytes(8 * 784), (1, 784), "<i8"), "i8")
        self.no_data("letters.csv", b"0.5,abc\n0.5,0.5\n", "line")

    def test_absent_fashion_mnist(self):
        outcome = self.run_program("train", "--out", "run", PATHWISE_FASHION_MNIST="nowhere")
        self.assertEqual(outcome.code, 2)
        self.assertIn("nowhere", outcome.err)
        self.assertFalse((self.folder / "run").exists())


class Verify(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("w.safetensors", safetensors(zeros()))
        self.write("x.npy", npy([0.5] * (ROWS * 784), (ROWS, 784)))
        self.write("eps.npy", npy([0.5] * (ROWS * 20), (ROWS, 20)))

    def no_verify(self, *says, **files):
        arguments = {"weights": "w.safetensors", "data": "x.npy", "noise": "z=eps.npy"} | files
        more = [word for name, value in arguments.items() for word in ("--" + name.replace("_", "-"), value)]
        self.refused("verify", *more, "--gradients", "g.safetensors", says=says, leaves="g.safetensors")

    def test_arguments(self):
        self.refused("verify", "--weights", "w.safetensors", "--data", "x.npy", says=["--noise"])
        self.no_verify("z=FILE", noise="eps.npy")
        self.no_verify("h=eps.npy", noise="h=eps.npy")
        self.no_verify("--optimiser", optimiser="sgd")
        self.no_verify("--save", save="after.safetensors")
        self.no_verify("[4, 20]", "[3, 4, 20]", steps="3")
        self.refused("verify", "--weights", "w.safetensors", "--data", "x.npy", "--noise", "z=eps.npy", "--gradients", "nowhere/g.safetensors", says=["nowhere"])

    def test_weights(self):
        def bad(name, content, *says):
            self.write(name, content)
            self.no_verify(name, *says, weights=name)

        whole = safetensors(zeros())
        self.no_verify("missing", weights="missing.safetensors")
        bad("cut.safetensors", whole[:-4], "truncated")
        bad("text.safetensors", b"hello, world, this is text", "safetensors")
        bad("shape.safetensors", safetensors(zeros() | {"fc_mu.bias": ([0.0] * 21, (21,))}), "fc_mu.bias", "21", "20")
        bad("missing-one.safetensors", safetensors({n: t for n, t in zeros().items() if n != "fc_mu.bias"}), "fc_mu.bias")
        bad("one-more.safetensors", safetensors(zeros(fc__bias=20)), "fc.bias")
        bad("nan.safetensors", safetensors(zeros() | {"fc_mu.bias": ([float("nan")] * 20, (20,))}), "fc_mu.bias", "nan")
        integers = {n: (bytes(4 * len(numbers)), shape) for n, (numbers, shape) in zeros().items()}
        large = {n: (array.array("d", [1e39] * len(numbers)).tobytes(), shape) for n, (numbers, shape) in zeros().items()}
        bad("large.safetensors", safetensors(large, "F64"), "encoder.0.weight", "1e+39")
        bad("integers.safetensors", safetensors(integers, "I32"), "I32")

    def test_rows_and_noise(self):
        self.write("flat.npy", npy([0.5] * 784, (784,)))
        self.no_verify("flat.npy", "[784]", data="flat.npy")
        self.write("nan.npy", npy([float("nan")] * 784, (1, 784)))
        self.no_verify("nan.npy", "row 0, column 0", data="nan.npy")
        self.write("few.npy", npy([0.5] * 20, (1, 20)))
        self.no_verify("few.npy", "[1, 20]", "[4, 20]", noise="z=few.npy")
        self.write("infinite.npy", npy([float("inf")] * (ROWS * 20), (ROWS, 20)))
        self.no_verify("infinite.npy", noise="z=infinite.npy")
        self.no_verify("x.npy", noise="z=x.npy")

    def test_it_would_have_worked(self):
        self.good("verify", "--weights", "w.safetensors", "--data", "x.npy", "--noise", "z=eps.npy", "--gradients", "g.safetensors")
        self.assertEqual(len(read_safetensors(self.bytes_of("g.safetensors"))[0]), 10)


if __name__ == "__main__":
    main()
