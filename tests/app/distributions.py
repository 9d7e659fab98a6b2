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
        self.assertAlmostEqual(self.at("continuous_bernoulli", {"logits": 2}, "--at", 0.4, "--json").json["log_prob"], 0.8 - math.log(math.expm1(2) / 2), delta=1e-12)
        self.refused("distribution", "continuous_bernoulli", "--params", '{"logits": 50}', "--at", 0.4, says=["logits is 50", "probs = 1"])

    def test_vectors(self):
        dirichlet = self.at("dirichlet", {"concentration": [2, 3, 4]}, "--at", "[0.2, 0.3, 0.5]", "--json").json
        self.assertEqual(list(dirichlet), ["log_prob", "cdf", "sf", "entropy", "mean", "variance", "mode", "dlogp_dx", "dlogp_dparams", "dz_dparams"])
        self.assertAlmostEqual(dirichlet["log_prob"], math.lgamma(9) - math.lgamma(2) - math.lgamma(3) - math.lgamma(4) + math.log(0.2 * 0.3**2 * 0.5**3), delta=1e-12)
        self.assertEqual((dirichlet["cdf"], dirichlet["sf"]), (None, None))
        for found, expected in zip(dirichlet["mean"] + dirichlet["mode"], (2 / 9, 3 / 9, 4 / 9, 1 / 6, 2 / 6, 3 / 6)):
            self.assertAlmostEqual(found, expected, delta=1e-12)
        for i in range(3):  # what moves stays of sum 1
            self.assertAlmostEqual(sum(row[i] for row in dirichlet["dz_dparams"]["concentration"]), 0, delta=1e-12)
        self.assertIsNone(self.at("dirichlet", {"concentration": [2, 0.5]}, "--at", "[0.2, 0.8]", "--json").json["mode"])
        self.assertEqual(self.at("dirichlet", {"concentration": [2, 3]}, "--at", "[0.2, 0.9]", "--json").json["log_prob"], "-inf")

        normal = {"loc": [1, 2], "scale_tril": [[1, 0], [0.5, 2]]}
        found = self.at("multivariate_normal", normal, "--at", "[0.2, 0.3]", "--json").json
        self.assertAlmostEqual(found["log_prob"], -0.5 * (0.8**2 + 0.65**2) - math.log(2) - math.log(2 * math.pi), delta=1e-12)
        self.assertEqual((found["mean"], found["variance"]), ([1, 2], [1, 4.25]))
        self.assertEqual(found["dz_dparams"]["loc"], [[1, 0], [0, 1]])
        self.assertEqual([len(part) for part in found["dz_dparams"]["scale_tril"]], [2, 2])
        self.assertIn("[[1, 0], [0, 1]]", self.at("multivariate_normal", normal, "--at", "[0.2, 0.3]").out)

        logistic = {"loc": [0.5, -1, 0.2], "scale": [1, 0.5, 2]}
        drawn = self.at("logistic_normal", logistic, "--sample", 50, "--json").json["samples"]
        self.assertTrue(all(len(z) == 4 and abs(sum(z) - 1) < 1e-12 and min(z) > 0 for z in drawn))
        self.assertEqual(len(self.at("logistic_normal", logistic, "--sample", 3).out.splitlines()), 3)
        self.at("logistic_normal", logistic, "--plot", "components.png")
        self.assertGreater((self.folder / "components.png").stat().st_size, 1000)

        (self.folder / "sizes.jsonl").write_text('{"params": {"concentration": [1, 2]}, "x": [0.5, 0.5]}\n{"params": {"concentration": [1, 2, 3]}, "x": [0.5, 0.2, 0.3]}\n'
                                                 '{"params": {"concentration": [2, 2]}, "x": [0.5, 0.5]}\n')
        answers = [json.loads(line) for line in self.good("distribution", "dirichlet", "--table", "sizes.jsonl").out.splitlines()]
        self.assertEqual([len(a["mean"]) for a in answers], [2, 3, 2])
        self.assertAlmostEqual(answers[2]["log_prob"], math.log(1.5), delta=1e-12)

    def test_vectors_refused(self):
        for name, parameters, at, says in (
                ("dirichlet", {"concentration": 2}, "[1]", ["concentration is 2", "a list of 2 to"]),
                ("dirichlet", {"concentration": [1] * 50}, "[1]", ["a list of 2 to", "no programs for others"]),
                ("dirichlet", {"concentration": [1, -1, 2]}, "[0.2, 0.3, 0.5]", ["dirichlet's concentration has -1 at place 2", "above 0"]),
                ("dirichlet", {"concentration": [1, 1, 2]}, "[0.2, 0.8]", ["not a list of 3 numbers"]),
                ("dirichlet", {"concentration": [1, 1, 2]}, "0.2", ["not a list of 3 numbers"]),
                ("multivariate_normal", {"loc": [1, 1], "scale_tril": [[1, 0], [1, -2]]}, "[0, 0]", ["has -2 at place 2 of row 2", "above 0"]),
                ("multivariate_normal", {"loc": [1, 1], "scale_tril": [[1, 0]]}, "[0, 0]", ["not a list of 2 x 2 numbers"]),
                ("multivariate_normal", {"loc": [1, 1]}, "[0, 0]", ["needs the parameter scale_tril"]),
                ("laplace", {"loc": [1, 1], "scale": 1}, "0", ["laplace's loc is [1,1], which is no number"])):
            self.refused("distribution", name, "--params", json.dumps(parameters), "--at", at, says=says)

    def test_samples(self):
        first = self.at("weibull", {"scale": 2, "concentration": 1.5}, "--sample", 500, "--seed", 3, "--json").json["samples"]
        self.assertEqual((len(first), min(first) > 0), (500, True))
        self.assertEqual(first[:100], self.at("weibull", {"scale": 2, "concentration": 1.5}, "--sample", 100, "--seed", 3, "--json").json["samples"])
        self.assertNotEqual(first, self.at("weibull", {"scale": 2, "concentration": 1.5}, "--sample", 500, "--seed", 4, "--json").json["samples"])

    def test_where_x_cannot_come_out_there_are_no_derivatives(self):
        outside = [
            ("exponential", {"rate": 1}, -1), ("half_normal", {"scale": 2}, -1e-9), ("half_cauchy", {"scale": 2}, -3), ("log_normal", {"loc": 0, "scale": 1}, -1),
            ("log_normal", {"loc": 0, "scale": 1}, 0), ("logit_normal", {"loc": 0, "scale": 1}, 1.5), ("weibull", {"scale": 1, "concentration": 2}, -1),
            ("pareto", {"scale": 2, "alpha": 3}, 1.9), ("generalized_pareto", {"loc": 1, "scale": 1, "concentration": 0.5}, 0.9),
            ("generalized_pareto", {"loc": 1, "scale": 1, "concentration": -0.5}, 3.1), ("uniform", {"low": 0, "high": 1}, 2),
            ("truncated_normal", {"loc": 0, "scale": 1, "low": -1, "high": 1}, 1.01), ("kumaraswamy", {"concentration1": 2, "concentration0": 3}, 1.5),
            ("kumaraswamy", {"concentration1": 2, "concentration0": 3}, -0.5), ("continuous_bernoulli", {"probs": 0.3}, 1.01), ("relaxed_bernoulli", {"temperature": 1, "logits": 0}, -0.1),
            ("gamma", {"concentration": 2, "rate": 1}, -1), ("poisson", {"rate": 2}, 1.5), ("poisson", {"rate": 2}, -1), ("poisson", {"rate": 2}, "inf"),
            ("negative_binomial", {"total_count": 3, "logits": 1}, 0.25), ("negative_binomial", {"total_count": 3, "logits": 1}, -2), ("bernoulli", {"logits": 1}, 2), ("bernoulli", {"logits": 1}, 0.5),
            ("bernoulli", {"logits": 1}, -1), ("discretized_logistic", {"loc": 0, "scale": 1}, 0), ("discretized_logistic", {"loc": 0, "scale": 1}, 1 + 2 / 255)]
        for name, parameters, x in outside:
            for dtype in ("float32", "float64"):
                found = self.at(name, parameters, "--at", x, "--json", "--dtype", dtype).json
                self.assertEqual((found["log_prob"], found["dlogp_dx"]), ("-inf", None), (name, x))
                self.assertEqual(set(found["dlogp_dparams"].values()) | set(found["dz_dparams"].values()), {None}, (name, x))
                self.assertAlmostEqual(found["cdf"] + found["sf"], 1, delta=1e-6, msg=name)
                if x not in (0, 0.25, 0.5, 0.9, 1.5) or name in ("kumaraswamy", "logit_normal"):
                    self.assertIn(found["cdf"], (0, 1), (name, x))
        self.assertRegex(self.at("exponential", {"rate": 1}, "--at", -1).out, r"dlogp_dx +does not exist")

    def test_a_picture(self):
        self.at("gumbel", {"loc": 0, "scale": 1}, "--plot", "gumbel.png")
        self.assertEqual(self.bytes_of("gumbel.png")[:8], b"\x89PNG\r\n\x1a\n")

    def test_a_picture_of_what_has_no_sampler(self):
        for name, parameters in (("bernoulli", {"probs": 0.3}), ("poisson", {"rate": 4}), ("poisson", {"rate": 1e6}), ("negative_binomial", {"total_count": 3, "probs": 0.4}), ("discretized_logistic", {"loc": 0.2, "scale": 0.1})):
            self.assertIn("probabilities", self.at(name, parameters, "--plot", f"{name}.png").out)
            self.assertEqual(self.bytes_of(f"{name}.png")[:8], b"\x89PNG\r\n\x1a\n")

    def test_what_float32_does_not_hold(self):
        for name, parameters, says in (("laplace", {"loc": 0, "scale": 1e-50}, "laplace's scale is 1e-50, which in float32 is scale = 0"), ("normal", {"loc": 1e39, "scale": 1}, "loc is 1e+39"),
                                       ("continuous_bernoulli", {"probs": 1 - 1e-12}, "probs"), ("uniform", {"low": 1, "high": 1 + 1e-12}, "uniform's high")):
            self.refused("distribution", name, "--params", json.dumps(parameters), "--at", 0.5, "--dtype", "float32", says=[says, "float32"])
            self.at(name, parameters, "--at", 0.5)

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
        self.refused("distribution", "poisson", "--params", '{"rate": 2}', "--at", 1, "--sample", 3, says=["poisson", "score function"])
        self.refused("distribution", "laplace", "--params", '{"loc": 1e999, "scale": 1}', "--at", 1, says=["too large"])
        self.refused("distribution", "laplace", "--table", "missing.jsonl", says=["missing.jsonl"])
        (self.folder / "bad.jsonl").write_text('{"params": {"loc": 0, "scale": 1}, "x": 1}\n{"params": {"loc": 0, "scale": -1}, "x": 1}\n')
        self.refused("distribution", "laplace", "--table", "bad.jsonl", says=["bad.jsonl line 2", "laplace's scale is -1"])
        good = '{"params": {"loc": 0, "scale": 1}, "x": 1}'
        for line, says in (("{", "not JSON"), ('{"params": {"loc": 0, "scale": 1}}', "a line is"), ("[1, 2]", "a line is"), ('{"params": {"loc": 0, "scale": 1}, "x": "far"}', "which is no number"),
                           ('{"params": {"loc": 0, "scale": 1}, "x": 1e999}', "too large"), ('{"params": [0, 1], "x": 1}', "are an object"), ('{"params": {"loc": 0, "scale": 1}, "x": null}', "which is no number"),
                           ('{"params": {"loc": 0, "scale": "nan"}, "x": 1}', "which is no number"), (good + good, "not JSON")):
            (self.folder / "bad.jsonl").write_text(f"{good}\n\n{line}\n{good}\n")
            self.refused("distribution", "laplace", "--table", "bad.jsonl", says=["bad.jsonl line 3", says])
        for option in (("--at", 1), ("--params", good), ("--sample", 3), ("--seed", 2), ("--plot", "p.png")):
            self.refused("distribution", "laplace", "--table", "bad.jsonl", *option, says=[option[0], "--table"])
        (self.folder / "empty.jsonl").write_text("\n")
        self.refused("distribution", "laplace", "--table", "empty.jsonl", says=["no rows"])


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
