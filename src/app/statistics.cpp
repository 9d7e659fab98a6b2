#include "statistics.hpp"

#include <pathwise/base/math.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace pathwise::commands {

spread spread_of(std::span<const double> numbers) {
  spread s{.count = numbers.size()};
  const auto count = static_cast<double>(numbers.size());
  for (const double x : numbers) s.mean += x / count;
  if (numbers.size() < 2) return s;
  for (const double x : numbers) s.deviation += (x - s.mean) * (x - s.mean) / (count - 1);
  s.deviation = std::sqrt(s.deviation);
  s.standard_error = s.deviation / std::sqrt(count);
  return s;
}

std::optional<paired_test> paired_t_test(std::span<const double> first, std::span<const double> second) {
  if (first.size() != second.size()) throw std::invalid_argument("numbers that are not in pairs");
  if (first.size() < 2) return std::nullopt;
  std::vector<double> differences(first.size());
  for (std::size_t i = 0; i < first.size(); ++i) differences[i] = second[i] - first[i];
  const spread s = spread_of(differences);
  paired_test test{first.size(), s.mean, s.standard_error};
  if (s.standard_error > 0) {
    test.t = s.mean / s.standard_error;
    test.p = math::student_t_tail(static_cast<double>(s.count - 1), std::fabs(test.t));
  } else if (s.mean != 0) {
    test.t = std::copysign(std::numeric_limits<double>::infinity(), s.mean);
    test.p = 0;
  }
  return test;
}

void log_mean_exp::add(double x) {
  if (count_++ == 0 || x > largest_) {
    sum_ = count_ == 1 ? 1 : sum_ * std::exp(largest_ - x) + 1;
    largest_ = x;
  } else {
    sum_ += std::exp(x - largest_);
  }
}

double log_mean_exp::value() const { return largest_ + std::log(sum_ / static_cast<double>(count_)); }

void total_variance::add(std::span<const float> numbers) {
  if (means_.size() < at_ + numbers.size()) means_.resize(at_ + numbers.size());
  for (const float number : numbers) {
    const auto x = static_cast<double>(number);
    double& mean = means_[at_++];
    const double before = x - mean;
    mean += before / static_cast<double>(count_ + 1);
    squares_ += before * (x - mean);
  }
}

void total_variance::next() {
  at_ = 0;
  ++count_;
}

double total_variance::value() const { return count_ < 2 ? 0 : squares_ / static_cast<double>(count_ - 1); }

double total_variance::mean_norm() const {
  double sum = 0;
  for (const double m : means_) sum += m * m;
  return std::sqrt(sum);
}

}  // namespace pathwise::commands
