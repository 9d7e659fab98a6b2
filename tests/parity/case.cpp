#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <stdexcept>

#include <pathwise/testing/norms.hpp>

#include "parity/case.hpp"
#include "parity/tolerances.hpp"

namespace pathwise::parity {
namespace {

bool starts_with(std::string_view name, std::string_view start) { return name.substr(0, start.size()) == start; }

/// ||a - b|| / ||b||. Infinite where the sizes differ or the norm is not finite.
double relative_norm(const std::vector<double>& a, const std::vector<double>& b) {
  double apart = a.size() == b.size() ? 0 : std::numeric_limits<double>::infinity(), length = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    apart += (a[i] - b[i]) * (a[i] - b[i]);
    length += b[i] * b[i];
  }
  return std::isfinite(apart) ? std::sqrt(apart / length) : std::numeric_limits<double>::infinity();
}

/// The largest figure of several tensors.
struct worst {
  double figure = 0;
  std::string tensor = "none";

  void add(double f, const std::string& name) {
    if (f >= figure) *this = {f, name};
  }
};

/// The tensors called `kind`.*, in one norm.
template <class T, class Norm>
void hold_tensors(const std::string& title, const std::string& kind, const stored_case& c, const numbers& found,
                  Norm norm) {
  worst ours, theirs;
  for (const auto& [name, truth] : c.truth()) {
    if (!starts_with(name, kind + ".")) continue;
    const auto at = found.find(name);
    BOOST_REQUIRE_MESSAGE(at != found.end(), title << ": no " << name);
    const double figure = static_cast<double>(norm(at->second, truth));
    BOOST_TEST(figure <= relative<T>, title << ": " << name << " is off by " << figure);
    ours.add(figure, name);
    theirs.add(c.control(name).at(0), name);
  }
  std::printf("  %-8s  %.2e (%s)", kind.c_str(), ours.figure, ours.tensor.c_str());
  if (std::is_same_v<T, float>) {
    std::printf("; PyTorch's float32 %.2e (%s)", theirs.figure, theirs.tensor.c_str());
    BOOST_TEST(ours.figure <= times_control * theirs.figure, title << ": " << ours.tensor << " is off by "
                                                                   << ours.figure << ", PyTorch's float32 by "
                                                                   << theirs.figure);
  }
  std::printf("\n");
}

}  // namespace

stored_case::stored_case(const std::filesystem::path& file) : file_(read_safetensors(file)) {
  steps_ = file_.at("eps").shape.at(0);
  rows_ = file_.at("x").shape.at(0);
  learning_rate_ = std::stod(file_.metadata.at("learning_rate"));
  for (const tensor& t : file_.tensors)
    if (t.name == "values" || starts_with(t.name, "gradient.") || starts_with(t.name, "after."))
      truth_[t.name] = t.values<double>();
}

std::filesystem::path stored_cases() { return PATHWISE_PARITY_STORED; }

std::filesystem::path fresh_cases() {
  const char* folder = std::getenv("PATHWISE_PARITY_CASES");
  if (!folder) throw std::runtime_error("PATHWISE_PARITY_CASES does not say where oracle.py wrote its cases");
  return folder;
}

template <class T>
void hold(const std::string& title, const stored_case& c, const numbers& found) {
  const std::vector<double>&truth = c.truth().at("values"), &ours = found.at("values");
  BOOST_REQUIRE(truth.size() == 3u);
  BOOST_REQUIRE(ours.size() == truth.size());
  std::printf("%s\n", title.c_str());
  const char* const names[] = {"loss", "reconstruction", "kl"};
  // The parts are held to the whole: a divergence near 0 is a difference of numbers near 1.
  for (std::size_t i = 0; i < truth.size(); ++i)
    BOOST_TEST(std::abs(ours[i] - truth[i]) <= relative<T> * std::abs(truth[0]),
               title << ": " << names[i] << " is " << ours[i] << ", PyTorch has " << truth[i]);
  std::printf("  loss      %.2e", std::abs(ours[0] / truth[0] - 1));
  if (std::is_same_v<T, float>) std::printf("; PyTorch's float32 %.2e", c.control("values").at(0));
  std::printf("\n");
  hold_tensors<T>(title, "gradient", c, found, testing::relative_maximum<std::vector<double>, std::vector<double>>);
  hold_tensors<T>(title, "after", c, found, relative_norm);
}
template void hold<float>(const std::string&, const stored_case&, const numbers&);
template void hold<double>(const std::string&, const stored_case&, const numbers&);

}  // namespace pathwise::parity
