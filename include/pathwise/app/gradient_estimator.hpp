#pragma once
// A model's gradient by another estimator: the same weights, rows and noise, another gradient of the same mean.
#include <pathwise/app/session.hpp>

#include <memory>
#include <span>
#include <string_view>

namespace pathwise {

/// One estimator of one model. Noise is standard, as `session::differentiate` takes it.
class gradient_estimator {
 public:
  virtual ~gradient_estimator() = default;
  virtual void set_parameter(std::string_view name, std::span<const float> numbers) = 0;
  /// The mean over rows of one draw's gradients.
  virtual std::vector<named_matrix> gradients(matrix_view<const float> rows, matrix_view<const float> noise) = 0;
};

}  // namespace pathwise
