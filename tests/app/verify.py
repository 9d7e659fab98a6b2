"""`pathwise verify` against the model written out in Python's own floating point: loss, a gradient, a step of Adam.

The whole comparison, with PyTorch, is tests/parity; this one needs nothing installed.
"""

import array
import math
import random

from program import ProgramTest, main, npy, read_safetensors, safetensors

LAYERS = {"encoder.0": (400, 784), "fc_mu": (20, 400), "fc_logvar": (20, 400), "decoder.0": (400, 20), "decoder.2": (784, 400)}
ROWS = 3
READY = [("normal", s, r) for s in ("log-variance", "softplus-variance", "softplus") for r in ("bernoulli", "squared-error")]
READY += [(f, "log-variance", r) for f in ("laplace", "logistic") for r in ("bernoulli", "squared-error")]


def softplus(a):
    return max(a, 0) + math.log1p(math.exp(-abs(a)))


def sigmoid(a):
    return 1 / (1 + math.exp(-a))


SIGMA = {"log-variance": lambda a: math.exp(a / 2), "softplus-variance": lambda a: math.sqrt(softplus(a)), "softplus": softplus}
KL = {
    "normal": lambda mu, s, z: 0.5 * (mu * mu + s * s - 1) - math.log(s),
    "laplace": lambda mu, s, z: abs(mu) + s * math.exp(-abs(mu) / s) - 1 - math.log(s),
    "logistic": lambda mu, s, z: -(z - mu) / s - 2 * softplus(-(z - mu) / s) - math.log(s) + z + 2 * softplus(-z),
}


def single(x):
    """Rounded to float32, as the file has it."""
    import struct

    return struct.unpack("f", struct.pack("f", x))[0]


class Model:
    def __init__(self, seed=7):
        draw = random.Random(seed)
        self.tensors = {}
        for name, (outputs, inputs) in LAYERS.items():
            bound = inputs**-0.5
            self.tensors[name + ".weight"] = ([single(draw.uniform(-bound, bound)) for _ in range(outputs * inputs)], (outputs, inputs))
            self.tensors[name + ".bias"] = ([single(draw.uniform(-bound, bound)) for _ in range(outputs)], (outputs,))
        self.x = [[single(draw.random()) for _ in range(784)] for _ in range(ROWS)]
        self.eps = [[single(draw.gauss(0, 1)) for _ in range(20)] for _ in range(ROWS)]
        self.hidden = [[max(0.0, h) for h in self.linear("encoder.0", x)] for x in self.x]

    def linear(self, name, x):
        (weight, (outputs, inputs)), (bias, _) = self.tensors[name + ".weight"], self.tensors[name + ".bias"]
        return [bias[o] + math.fsum(w * v for w, v in zip(weight[o * inputs : (o + 1) * inputs], x)) for o in range(outputs)]

    def run(self, family, sigma, reconstruction):
        """Means over the rows of loss, reconstruction and kl, and the loss's gradient in decoder.2.bias."""
        total_r = total_kl = 0
        gradient = [0.0] * 784
        for x, h, eps in zip(self.x, self.hidden, self.eps):
            mu, s = self.linear("fc_mu", h), [SIGMA[sigma](a) for a in self.linear("fc_logvar", h)]
            z = [m + scale * e for m, scale, e in zip(mu, s, eps)]
            logits = self.linear("decoder.2", [max(0.0, d) for d in self.linear("decoder.0", z)])
            total_kl += math.fsum(map(KL[family], mu, s, z))
            for i, (logit, pixel) in enumerate(zip(logits, x)):
                p = sigmoid(logit)
                bernoulli = reconstruction == "bernoulli"
                total_r += softplus(logit) - logit * pixel if bernoulli else (p - pixel) ** 2
                gradient[i] += (p - pixel if bernoulli else 2 * (p - pixel) * p * (1 - p)) / ROWS
        return {"loss": (total_r + total_kl) / ROWS, "reconstruction": total_r / ROWS, "kl": total_kl / ROWS}, gradient


MODEL = Model()


class Verify(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("w.safetensors", safetensors(MODEL.tensors))
        self.write("x.npy", npy([v for row in MODEL.x for v in row], (ROWS, 784)))
        noise = [v for row in MODEL.eps for v in row]
        self.write("eps.npy", npy(noise, (ROWS, 20)))
        self.write("steps.npy", npy(noise * 2, (2, ROWS, 20)))

    def verify(self, model, noise, *arguments):
        family, sigma, reconstruction = model
        return self.good("verify", "--model", family, "--sigma", sigma, "--reconstruction", reconstruction, "--weights", "w.safetensors",
                         "--data", "x.npy", "--noise", "z=" + noise, *arguments)

    def test_every_ready_model(self):
        for model in READY:
            with self.subTest(model=model):
                wanted, gradient = MODEL.run(*model)
                found = self.verify(model, "eps.npy", "--gradients", "g.safetensors", "--json").json
                self.assertEqual(list(found), ["loss", "reconstruction", "kl"])
                for name, value in wanted.items():
                    self.assertAlmostEqual(found[name], value, delta=1e-5 * abs(wanted["loss"]))
                tensors, _ = read_safetensors(self.bytes_of("g.safetensors"))
                self.assertEqual({n: tuple(s) for n, (_, s) in tensors.items()}, {n: s for n, (_, s) in MODEL.tensors.items()})
                largest = max(map(abs, gradient))
                for a, b in zip(tensors["decoder.2.bias"][0], gradient):
                    self.assertAlmostEqual(a, b, delta=1e-5 * largest)

    def test_steps(self):
        model = ("laplace", "log-variance", "bernoulli")
        wanted, gradient = MODEL.run(*model)
        found = self.verify(model, "steps.npy", "--steps", 2, "--optimiser", "adam", "--learning-rate", "1e-3", "--save", "after.safetensors", "--json").json
        self.assertAlmostEqual(found["loss"], wanted["loss"], delta=1e-5 * wanted["loss"])
        self.assertEqual(found["step_losses"][0], found["loss"])
        self.assertLess(found["step_losses"][1], found["loss"])
        after, _ = read_safetensors(self.bytes_of("after.safetensors"))
        self.assertEqual(set(after), set(MODEL.tensors))
        before = MODEL.tensors["decoder.2.bias"][0]
        for a, b, g in zip(after["decoder.2.bias"][0], before, gradient):
            if abs(g) > 0.1:  # two steps down the same slope: almost 1e-3 each
                self.assertAlmostEqual(a, b - math.copysign(2e-3, g), delta=1e-4)

    def test_one_step_is_adam(self):
        model = ("normal", "softplus", "squared-error")
        _, gradient = MODEL.run(*model)
        self.write("one.npy", npy([v for row in MODEL.eps for v in row], (1, ROWS, 20)))
        self.verify(model, "one.npy", "--steps", 1, "--learning-rate", "0.01", "--save", "after.safetensors")
        after, _ = read_safetensors(self.bytes_of("after.safetensors"))
        for a, b, g in zip(after["decoder.2.bias"][0], MODEL.tensors["decoder.2.bias"][0], gradient):
            if abs(g) > 1e-5:  # far above Adam's epsilon, and above float32's error in g
                self.assertAlmostEqual(a, b - 0.01 * g / (abs(g) + 1e-8), delta=2e-5)

    def test_weights_in_float64_are_rounded(self):
        wanted = self.verify(READY[0], "eps.npy", "--json").out
        double = {n: (array.array("d", numbers).tobytes(), shape) for n, (numbers, shape) in MODEL.tensors.items()}
        self.write("w.safetensors", safetensors(double, "F64"))
        self.assertEqual(self.verify(READY[0], "eps.npy", "--json").out, wanted)

    def test_both_names_of_the_normal(self):
        results = {self.verify((name, "log-variance", "bernoulli"), "eps.npy", "--json").out for name in ("gaussian", "normal")}
        self.assertEqual(len(results), 1)

    def test_threads_change_no_bit(self):
        results = []
        for threads in (1, 2, 5):
            out = self.verify(READY[0], "steps.npy", "--steps", 2, "--save", "a.safetensors", "--threads", threads, "--json").out
            results.append((out, self.bytes_of("a.safetensors")))
        self.assertEqual(results[0], results[1])
        self.assertEqual(results[0], results[2])

    def test_for_a_person(self):
        out = self.verify(READY[0], "eps.npy").out
        for word in ("normal, log-variance, bernoulli", "loss", "reconstruction", "kl"):
            self.assertIn(word, out)


if __name__ == "__main__":
    main()
