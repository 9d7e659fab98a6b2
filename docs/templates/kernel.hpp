#pragma once
// NAME: one sentence.
#include <pathwise/kernels/vector.hpp>

namespace pathwise::kernels {

/// NAME: what it computes.
/// Formula: to[i] = ...
/// Shapes: count numbers each. Alignment: none. Threads: one.
template <class V, class T = typename V::value_type>
void NAME(const T* from, T* to, int count) {
  static_assert(V::size == 0, "NAME: write the loop over registers, and its last, masked turn");
}

}  // namespace pathwise::kernels
