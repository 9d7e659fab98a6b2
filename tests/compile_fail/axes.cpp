// Axes, ranges and shapes that do not fit.
#include <pathwise/engine.hpp>
namespace pw = pathwise;
using grid = pw::expr<3, 4>;

#ifdef GOOD
inline constexpr auto no_such_axis = pw::function([](grid x) { return sum(sum(x, pw::axis<-1>)); });
#else
inline constexpr auto no_such_axis = pw::function([](grid x) { return sum(sum(x, pw::axis<2>)); });  // error: E043_axis_out_of_range | shape<3, 4> | axis_list<2>
#endif

#ifdef GOOD
inline constexpr auto axis_named_twice = pw::function([](grid x) { return mean(x, pw::axis<0, 1>); });
#else
inline constexpr auto axis_named_twice = pw::function([](grid x) { return mean(x, pw::axis<0, 0>); });  // error: E043_axis_out_of_range | axis_list<0, 0>
#endif

#ifdef GOOD
inline constexpr auto softmax_axis = pw::function([](grid x) { return sum(softmax(x, pw::axis<1>)); });
#else
inline constexpr auto softmax_axis = pw::function([](grid x) { return sum(softmax(x, pw::axis<-3>)); });  // error: E043_axis_out_of_range | shape<3, 4> | axis_list<-3>
#endif

#ifdef GOOD
inline constexpr auto order = pw::function([](grid x) { return sum(pw::permute<1, 0>(x)); });
#else
inline constexpr auto order = pw::function([](grid x) { return sum(pw::permute<1, 1>(x)); });  // error: E043_axis_out_of_range | axis_list<1, 1>
#endif

#ifdef GOOD
inline constexpr auto size = pw::function([](grid x) { return sum(pw::reshape<2, 6>(x)); });
#else
inline constexpr auto size = pw::function([](grid x) { return sum(pw::reshape<2, 5>(x)); });  // error: E044_reshape_changes_the_size | shape<3, 4> | shape<2, 5>
#endif

#ifdef GOOD
inline constexpr auto slice_end = pw::function([](grid x) { return sum(pw::slice<1, 3>(x, pw::axis<0>)); });
#else
inline constexpr auto slice_end = pw::function([](grid x) { return sum(pw::slice<1, 5>(x, pw::axis<0>)); });  // error: E045_range_out_of_the_axis | shape<3, 4> | range<1, 5, 1>
#endif

#ifdef GOOD
inline constexpr auto one_index = pw::function([](grid x) { return sum(pw::select<3>(x, pw::axis<1>)); });
#else
inline constexpr auto one_index = pw::function([](grid x) { return sum(pw::select<4>(x, pw::axis<1>)); });  // error: E045_range_out_of_the_axis | range<4, 5, 1>
#endif

#ifdef GOOD
inline constexpr auto repeated = pw::function([](grid x) { return sum(pw::broadcast_to<2, 3, 4>(x)); });
#else
inline constexpr auto repeated = pw::function([](grid x) { return sum(pw::broadcast_to<2, 4, 4>(x)); });  // error: E046_shape_does_not_broadcast | shape<3, 4> | shape<2, 4, 4>
#endif

#ifdef GOOD
inline constexpr auto joint = pw::function([](grid x) { return sum(concatenate(x, x, pw::axis<0>)); });
#else
inline constexpr auto joint = pw::function([](grid x) { return sum(concatenate(x, transpose(x), pw::axis<0>)); });  // error: E047_shapes_differ_along_other_axes | shape<3, 4> | shape<4, 3>
#endif

#ifdef GOOD
inline constexpr auto inner = pw::function([](grid x) { return sum(pw::einsum<"ij,kj->ik">(x, x)); });
#else
inline constexpr auto inner = pw::function([](grid x) { return sum(pw::einsum<"ij,jk->ik">(x, x)); });  // error: E048_einsum_does_not_fit | ij,jk->ik | shape<3, 4>
#endif

#ifdef GOOD
inline constexpr auto text = pw::function([](grid x) { return sum(pw::einsum<"ij->ji">(x)); });
#else
inline constexpr auto text = pw::function([](grid x) { return sum(pw::einsum<"ij->k">(x)); });  // error: E048_einsum_does_not_fit | ij->k | shape<3, 4>
#endif
