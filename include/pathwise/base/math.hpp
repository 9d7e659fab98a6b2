#pragma once
// The elementary functions, math::exp(x) and its kin: constexpr, no libm, the same bits from the compiler, from one
// number and from a register of any width. Equal bits hold between machines with a fused multiply-add.
#include <pathwise/base/math_arctangent.hpp>
#include <pathwise/base/math_bessel.hpp>
#include <pathwise/base/math_beta_quantile.hpp>
#include <pathwise/base/math_circle.hpp>
#include <pathwise/base/math_error_function.hpp>
#include <pathwise/base/math_exponential.hpp>
#include <pathwise/base/math_extended.hpp>
#include <pathwise/base/math_gamma.hpp>
#include <pathwise/base/math_incomplete.hpp>
#include <pathwise/base/math_incomplete_beta.hpp>
#include <pathwise/base/math_incomplete_gamma.hpp>
#include <pathwise/base/math_logarithm.hpp>
#include <pathwise/base/math_primitives.hpp>
#include <pathwise/base/math_ratios.hpp>
#include <pathwise/base/math_scaled_error_function.hpp>
#include <pathwise/base/math_truncated.hpp>
#include <pathwise/base/math_von_mises.hpp>
