"""`pathwise distribution` and `pathwise gradients`: what they print and refuse. The numbers themselves are held in tests/distributions."""

import json
import math

from program import SMALL, ProgramTest, main


class Distribution(ProgramTest):
    def at(self, name, parameters, *more):
        return self.good("distribution", name, "--params", json.dumps(parameters), *more)

    def test_a_point(self):
        found = self.at("laplace", {"loc": 0.5, "scale": 2}, "--at", 1.25, "--json").json
        self.assertEqual(list(found), ["log_prob", "cdf", "sf", "entropy", "mean", "variance", "mode", "dlogp_dx", "dlogp_dparams", "dz_dparams"])
        self.assertAlmostEqual(found["log_prob"], -0.375 - math.log(4), delta=1e-12)
        self.assertAlmostEqual(found["cdf"] + found["sf"], 1, delta=1e-12)
        self.assertEqual(found["dz_dparams"], {"loc": 1, "scale": 0.375})
        self.assertIn("log_prob", self.at("laplace", {"loc": 0.5, "scale": 2}, "--at", 1.25).out)
        self.assertEqual(self.at("gaussian", {"loc": 0, "scale": 1}, "--at", 0).out, self.at("normal", {"loc": 0, "scale": 1}, "--at", 0).out)

    def test_what_does_not_exist_is_null_and_what_is_infinite_says_so(self):
        self.assertIsNone(self.at("cauchy", {"loc": 0, "scale": 1}, "--at", 1, "--json").json["mean"])
        self.assertIsNone(self.at("student_t", {"df": 0.5, "loc": 0, "scale": 1}, "--at", 1, "--json").json["mean"])
        self.assertEqual(self.at("pareto", {"scale": 1, "alpha": 1.5}, "--at", 2, "--json").json["variance"], "inf")
        self.assertEqual(self.at("exponential", {"rate": 1}, "--at", -1, "--json").json["log_prob"], "-inf")

    def test_a_probability_by_its_logit(self):
        by_probability = self.at("bernoulli", {"probs": 0.3}, "--at", 1, "--json").json
        by_logit = self.at("bernoulli", {"logits": math.log(0.3 / 0.7)}, "--at", 1, "--json").json
        self.assertAlmostEqual(by_probability["log_prob"], by_logit["log_prob"], delta=1e-12)
        self.assertAlmostEqual(by_probability["dlogp_dparams"]["probs"], 1 / 0.3, delta=1e-9)
        self.assertAlmostEqual(by_logit["dlogp_dparams"]["logits"], 0.7, delta=1e-9)

    def test_samples(self):
        first = self.at("weibull", {"scale": 2, "concentration": 1.5}, "--sample", 500, "--seed", 3, "--json").json["samples"]
        self.assertEqual((len(first), min(first) > 0), (500, True))
        self.assertEqual(first[:100], self.at("weibull", {"scale": 2, "concentration": 1.5}, "--sample", 100, "--seed", 3, "--json").json["samples"])
        self.assertNotEqual(first, self.at("weibull", {"scale": 2, "concentration": 1.5}, "--sample", 500, "--seed", 4, "--json").json["samples"])

    def test_a_picture(self):
        self.at("gumbel", {"loc": 0, "scale": 1}, "--plot", "gumbel.png")
        self.assertEqual(self.bytes_of("gumbel.png")[:8], b"\x89PNG\r\n\x1a\n")

    def test_a_table(self):
        rows = [{"params": {"loc": 0, "scale": s}, "x": x} for s in (0.5, 2) for x in (-1, 0, 3)]
        (self.folder / "rows.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
        for dtype, digits in (("float64", 12), ("float32", 6)):
            answers = [json.loads(line) for line in self.good("distribution", "logistic", "--table", "rows.jsonl", "--dtype", dtype).out.splitlines()]
            for row, answer in zip(rows, answers, strict=True):
                one = self.at("logistic", row["params"], "--at", row["x"], "--json").json
                self.assertAlmostEqual(answer["log_prob"], one["log_prob"], places=digits - 1)

    def test_mistakes(self):
        self.refused("distribution", "nope", "--at", 1, says=["there is no distribution nope", "laplace"])
        self.refused("distribution", "laplace", "--params", '{"loc": 0}', "--at", 1, says=["laplace", "scale"])
        self.refused("distribution", "laplace", "--params", '{"loc": 0, "scale": 0}', "--at", 1, says=["laplace's scale is 0", "above 0"])
        self.refused("distribution", "laplace", "--params", '{"loc": 0, "scale": 1, "size": 2}', "--at", 1, says=["no parameter size"])
        self.refused("distribution", "bernoulli", "--params", '{"probs": 1.5}', "--at", 1, says=["bernoulli's probs is 1.5", "between 0 and 1"])
        self.refused("distribution", "uniform", "--params", '{"low": 2, "high": 1}', "--at", 1, says=["uniform's high is 1"])
        self.refused("distribution", "laplace", "--params", "{", "--at", 1, says=["not JSON"])
        self.refused("distribution", "poisson", "--params", '{"rate": 2}', "--sample", 3, says=["poisson", "score function"])
        self.refused("distribution", "laplace", "--table", "missing.jsonl", says=["missing.jsonl"])
        (self.folder / "bad.jsonl").write_text('{"params": {"loc": 0, "scale": 1}, "x": 1}\n{"params": {"loc": 0, "scale": -1}, "x": 1}\n')
        self.refused("distribution", "laplace", "--table", "bad.jsonl", says=["bad.jsonl line 2", "laplace's scale is -1"])


class Gradients(ProgramTest):
    def test_estimators(self):
        self.good("train", *SMALL, "--epochs", 1, "--out", "run", "--quiet", "--model", "laplace")
        found = self.good("gradients", "run", "--draws", 30, "--rows-used", 32, "--json").json
        estimators = found["estimators"]
        self.assertEqual(list(estimators), ["analytic", "monte-carlo", "sticking-the-landing", "score-function"])
        self.assertEqual((found["rows"], found["draws"]), (32, 30))
        for e in estimators.values():
            self.assertEqual(set(e["parameters"]), set(estimators["analytic"]["parameters"]))
            self.assertAlmostEqual(sum(p["variance"] for p in e["parameters"].values()), e["variance"], delta=1e-6 * e["variance"])
        # By the path, the encoder's gradient scatters far less than by the score; the decoder's is the same one.
        encoder = [estimators[n]["parameters"]["fc_mu.weight"]["variance"] for n in ("analytic", "score-function")]
        self.assertGreater(encoder[1], 10 * encoder[0])
        decoder = [estimators[n]["parameters"]["decoder.2.bias"]["variance"] for n in ("analytic", "score-function")]
        self.assertAlmostEqual(decoder[1], decoder[0], delta=1e-3 * decoder[0])
        # The means agree, to the noise of their estimates.
        self.assertAlmostEqual(estimators["monte-carlo"]["mean_norm"], estimators["analytic"]["mean_norm"], delta=0.1 * estimators["analytic"]["mean_norm"])
        self.assertIn("score-function", self.good("gradients", "run", "--draws", 3, "--rows-used", 8).out)

    def test_mistakes(self):
        self.good("train", *SMALL, "--epochs", 1, "--out", "run", "--quiet", "--model", "logistic")
        self.refused("gradients", "run", says=["no estimators", "laplace"])
        self.refused("gradients", "missing", says=["missing"])


if __name__ == "__main__":
    main()
