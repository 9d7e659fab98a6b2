#pragma once
// Two registers used as one value, so that two chains of dependent operations hide each other's latency.
#include <pathwise/base/math.hpp>

namespace pathwise {

/// Two of anything, worked on together: the bits and the masks of a twin.
template <class Half>
struct twin_pair {
  Half lo, hi;

  [[gnu::always_inline]] friend twin_pair operator+(twin_pair a, twin_pair b) { return {a.lo + b.lo, a.hi + b.hi}; }
  [[gnu::always_inline]] friend twin_pair operator-(twin_pair a, twin_pair b) { return {a.lo - b.lo, a.hi - b.hi}; }
  [[gnu::always_inline]] friend twin_pair operator&(twin_pair a, twin_pair b) { return {a.lo & b.lo, a.hi & b.hi}; }
  [[gnu::always_inline]] friend twin_pair operator|(twin_pair a, twin_pair b) { return {a.lo | b.lo, a.hi | b.hi}; }
  [[gnu::always_inline]] friend twin_pair operator^(twin_pair a, twin_pair b) { return {a.lo ^ b.lo, a.hi ^ b.hi}; }
  [[gnu::always_inline]] friend twin_pair operator~(twin_pair a) { return {~a.lo, ~a.hi}; }
  [[gnu::always_inline]] friend twin_pair operator!(twin_pair a) { return {!a.lo, !a.hi}; }
  [[gnu::always_inline]] friend twin_pair operator<<(twin_pair a, int count) { return {a.lo << count, a.hi << count}; }
  [[gnu::always_inline]] friend twin_pair operator>>(twin_pair a, int count) { return {a.lo >> count, a.hi >> count}; }
};

/// Two registers V as one value of twice the lanes: `lo` holds the first V::size numbers, `hi` the others.
template <class V>
struct twin {
  using value_type = typename V::value_type;
  static constexpr int size = 2 * V::size;

  V lo, hi;

  twin() = default;
  [[gnu::always_inline]] twin(V low, V high) : lo(low), hi(high) {}
  [[gnu::always_inline]] twin(value_type x) : lo(x), hi(x) {}

  [[gnu::always_inline]] static twin splat(value_type x) { return twin(x); }
  [[gnu::always_inline]] static twin load(const value_type* p) { return {V::load(p), V::load(p + V::size)}; }
  /// The first `count` numbers (0 <= count <= size) and zeros; nothing beyond is read.
  [[gnu::always_inline]] static twin load(const value_type* p, int count) {
    if (count <= V::size) return {V::load(p, count), V::splat(0)};
    return {V::load(p), V::load(p + V::size, count - V::size)};
  }
  [[gnu::always_inline]] void store(value_type* p) const {
    lo.store(p);
    hi.store(p + V::size);
  }
  [[gnu::always_inline]] void store(value_type* p, int count) const {
    if (count <= V::size) return lo.store(p, count);
    lo.store(p);
    hi.store(p + V::size, count - V::size);
  }
  [[gnu::always_inline]] value_type operator[](int i) const { return i < V::size ? lo[i] : hi[i - V::size]; }

  [[gnu::always_inline]] friend twin operator+(twin a, twin b) { return {a.lo + b.lo, a.hi + b.hi}; }
  [[gnu::always_inline]] friend twin operator-(twin a, twin b) { return {a.lo - b.lo, a.hi - b.hi}; }
  [[gnu::always_inline]] friend twin operator*(twin a, twin b) { return {a.lo * b.lo, a.hi * b.hi}; }
  [[gnu::always_inline]] friend twin operator/(twin a, twin b) { return {a.lo / b.lo, a.hi / b.hi}; }
  [[gnu::always_inline]] friend twin operator-(twin a) { return {-a.lo, -a.hi}; }
  [[gnu::always_inline]] friend twin& operator+=(twin& a, twin b) { return a = a + b; }
  [[gnu::always_inline]] friend twin& operator-=(twin& a, twin b) { return a = a - b; }
  [[gnu::always_inline]] friend twin& operator*=(twin& a, twin b) { return a = a * b; }
};

template <class V>
struct math_of<twin<V>> {
  using half = math_of<V>;
  using value_type = typename V::value_type;
  using bits_type = twin_pair<typename half::bits_type>;
  using mask_type = twin_pair<typename half::mask_type>;

  [[gnu::always_inline]] static twin<V> splat(value_type x) { return twin<V>(x); }
  template <class Integer>
  [[gnu::always_inline]] static bits_type splat_bits(Integer b) {
    return {half::splat_bits(b), half::splat_bits(b)};
  }
  [[gnu::always_inline]] static bits_type bits(twin<V> x) { return {half::bits(x.lo), half::bits(x.hi)}; }
  [[gnu::always_inline]] static twin<V> from_bits(bits_type b) {
    return {half::from_bits(b.lo), half::from_bits(b.hi)};
  }
  [[gnu::always_inline]] static twin<V> fma(twin<V> a, twin<V> b, twin<V> c) {
    return {half::fma(a.lo, b.lo, c.lo), half::fma(a.hi, b.hi, c.hi)};
  }
  [[gnu::always_inline]] static twin<V> sqrt(twin<V> x) { return {half::sqrt(x.lo), half::sqrt(x.hi)}; }
  [[gnu::always_inline]] static twin<V> abs(twin<V> x) { return {half::abs(x.lo), half::abs(x.hi)}; }
  [[gnu::always_inline]] static twin<V> min(twin<V> a, twin<V> b) {
    return {half::min(a.lo, b.lo), half::min(a.hi, b.hi)};
  }
  [[gnu::always_inline]] static twin<V> max(twin<V> a, twin<V> b) {
    return {half::max(a.lo, b.lo), half::max(a.hi, b.hi)};
  }
  [[gnu::always_inline]] static mask_type less(twin<V> a, twin<V> b) {
    return {half::less(a.lo, b.lo), half::less(a.hi, b.hi)};
  }
  [[gnu::always_inline]] static mask_type less_equal(twin<V> a, twin<V> b) {
    return {half::less_equal(a.lo, b.lo), half::less_equal(a.hi, b.hi)};
  }
  [[gnu::always_inline]] static mask_type equal(twin<V> a, twin<V> b) {
    return {half::equal(a.lo, b.lo), half::equal(a.hi, b.hi)};
  }
  [[gnu::always_inline]] static bool any(mask_type mask) { return half::any(mask.lo) || half::any(mask.hi); }
  [[gnu::always_inline]] static twin<V> select(mask_type mask, twin<V> a, twin<V> b) {
    return {half::select(mask.lo, a.lo, b.lo), half::select(mask.hi, a.hi, b.hi)};
  }
  [[gnu::always_inline]] static twin<V> select_by_top_bit(bits_type b, twin<V> x, twin<V> y) {
    return {half::select_by_top_bit(b.lo, x.lo, y.lo), half::select_by_top_bit(b.hi, x.hi, y.hi)};
  }
};

}  // namespace pathwise
