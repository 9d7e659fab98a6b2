#pragma once
// What is said of a few numbers: their mean with its error, and whether two rows of them differ.
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace pathwise::commands {

struct spread {
  std::size_t count = 0;
  double mean = 0;
  double deviation = 0;       // of the sample; 0 for one number
  double standard_error = 0;  // of the mean; 0 for one number
};
spread spread_of(std::span<const double> numbers);

/// Student's paired t: `second` minus `first`, pair by pair.
struct paired_test {
  std::size_t count = 0;
  double difference = 0;  // its mean
  double standard_error = 0;
  double t = 0;
  double p = 1;  // two-sided, count - 1 degrees of freedom
};
/// Nothing for fewer than two pairs. Equal differences have no error: then t is infinite and p 0, or, where all are 0,
/// t 0 and p 1. Throws: std::invalid_argument where the counts differ.
std::optional<paired_test> paired_t_test(std::span<const double> first, std::span<const double> second);

/// log(mean(exp(x))) of numbers that come one by one, in double and without overflow.
class log_mean_exp {
 public:
  void add(double x);
  double value() const;

 private:
  double largest_ = 0, sum_ = 0;  // sum of exp(x - largest)
  std::size_t count_ = 0;
};

/// The mean of vectors that come one by one, and their variance summed over their elements. Source: Welford 1962.
class total_variance {
 public:
  /// The next numbers of the vector at hand; each vector has its numbers in one order.
  void add(std::span<const float> numbers);
  /// The vector at hand is whole.
  void next();
  /// With one less than the count in the denominator; 0 for fewer than two.
  double value() const;
  /// The length of the mean vector.
  double mean_norm() const;

 private:
  std::vector<double> means_;
  std::size_t at_ = 0, count_ = 0;
  double squares_ = 0;
};

}  // namespace pathwise::commands
