#pragma once
// A loop over rows that carries a state: a function of one step, run as often as there are rows, and its gradient by
// going through them backwards.
#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include <pathwise/exec/call.hpp>
#include <pathwise/grad/function_jacobians.hpp>

namespace pathwise {
namespace detail {

/// The step as a program of single values: a row of the loop's is what one run is given.
template <class Source>
struct step_source;
template <class Lambda>
struct step_source<lambda_source<Lambda>> {
  using signature = signature_of<decltype(&Lambda::operator())>;
  template <class... Argument>
  static auto without_rows(argument_list<Argument...>)
      -> argument_list<typename argument_of_shape<false, typename Argument::extents_type>::type...>;
  using arguments = decltype(without_rows(typename signature::arguments{}));
  template <std::size_t /*Given*/>
  static constexpr std::size_t results = results_of<typename signature::result>;
  static constexpr int likely_nodes = lambda_source<Lambda>::likely_nodes;

  template <class... P, class... Argument, std::size_t... I>
  static constexpr graph trace(std::type_identity<std::tuple<P...>>, argument_list<Argument...>,
                               std::index_sequence<I...>) {
    graph g;
    const any_expr leaves[] = {argument_leaf<Argument>(g, I)...};
    add_results(g, Lambda{}(P(leaves[I])...));
    return g;
  }
  static constexpr graph start() {
    return trace(std::type_identity<typename signature::parameters>{}, arguments{},
                 std::make_index_sequence<arguments::size>{});
  }
};

/// What a loop knows of one argument.
struct loop_argument {
  bool by_row = false;
  long size = 0;
};
template <class... Argument>
std::vector<loop_argument> loop_arguments(argument_list<Argument...>) {
  return {{Argument::has_rows, static_cast<long>(Argument::size)}...};
}

/// The two programs of a loop with their memory, and the states on the way.
template <class Source, std::size_t States, class V>
class scan_program {
 public:
  using T = typename V::value_type;
  using step = step_source<Source>;
  using rows = std::vector<matrix_view<const T>>;

  scan_program() {
    for (std::size_t i = 0; i < States; ++i) {
      places_.push_back(state_);
      state_ += arguments_[i].size;
    }
    cotangent_.resize(static_cast<std::size_t>(state_));
    for (std::size_t i = 0; i < arguments_.size(); ++i)
      change_.emplace_back(1, static_cast<std::size_t>(arguments_[i].size));
    for (one_program* p : {&forward_, &backward_})
      for (std::size_t i = 0; i < arguments_.size() + States + 1; ++i)
        p->slots.push_back(p->code.input_slot(position_name(i).view()));
    for (one_program* p : {&forward_, &backward_}) p->unchanged.assign(p->code.slots().size(), 0);
  }

  /// The sum of the steps' terms.
  T value(const rows& given) {
    enter(given);
    T total = 0;
    for (long t = 0; t < steps_; ++t) total += step_forward(t, given);
    return total;
  }
  /// Adds the gradient in each argument to matrices of their shapes.
  void gradient(const rows& given, matrix<T>* found) {
    value(given);
    std::fill(cotangent_.begin(), cotangent_.end(), T(0));
    for (long t = steps_; t-- > 0;) step_backward(t, given, found);
    for (std::size_t i = 0; i < States; ++i)
      std::copy_n(cotangent_.begin() + places_[i], arguments_[i].size, found[i].values.begin());
  }

 private:
  struct one_program {
    program<V> code;
    std::vector<int> slots;       // of the arguments, and of the cotangents
    std::vector<char> unchanged;  // by slot
  };
  one_program forward_{program<V>::template of<step>(1), {}, {}};
  one_program backward_{program<V>::template of<vjp_source<step>>(1), {}, {}};
  std::vector<loop_argument> arguments_ = loop_arguments(typename Source::arguments{});
  std::vector<long> places_;  // of a state among the states
  long state_ = 0, steps_ = 0;
  aligned_vector<T> states_, cotangent_;  // states: those before each step, and after the last
  std::vector<matrix<T>> change_;
  T term_ = 0, one_ = 1;

  void enter(const rows& given) {
    steps_ = 0;
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      if (!arguments_[i].by_row) continue;
      const auto all = static_cast<long>(given[i].rows);
      if (steps_ != 0 && steps_ != all)
        throw std::invalid_argument("argument " + std::to_string(i) + " of a loop has " + std::to_string(all) +
                                    " rows, an earlier one has " + std::to_string(steps_));
      steps_ = all;
    }
    states_.resize(static_cast<std::size_t>(state_ * (steps_ + 1)));
    for (std::size_t i = 0; i < States; ++i)
      std::copy_n(given[i].data, arguments_[i].size, states_.begin() + places_[i]);
    for (one_program* p : {&forward_, &backward_}) std::fill(p->unchanged.begin(), p->unchanged.end(), 0);
  }
  /// Runs one step; what it has in common with the last one stays where it is.
  void run(one_program& p, long t, const rows& given) {
    for (std::size_t i = 0; i < arguments_.size(); ++i)
      p.code.move_input(p.slots[i], i < States ? states_.data() + t * state_ + places_[i]
                                               : given[i].data + (arguments_[i].by_row ? t * arguments_[i].size : 0));
    run_settings<T> settings;
    settings.unchanged = p.unchanged.data();
    p.code.run(1, settings);
    for (std::size_t i = States; i < arguments_.size(); ++i)
      if (!arguments_[i].by_row && p.slots[i] >= 0) p.unchanged[static_cast<std::size_t>(p.slots[i])] = 1;
  }
  T step_forward(long t, const rows& given) {
    for (std::size_t r = 0; r < States; ++r)
      forward_.code.bind_output(r, states_.data() + (t + 1) * state_ + places_[r], 0);
    forward_.code.bind_output(States, &term_, 0);
    run(forward_, t, given);
    return term_;
  }
  void step_backward(long t, const rows& given, matrix<T>* found) {
    for (std::size_t r = 0; r < States; ++r)
      backward_.code.move_input(backward_.slots[arguments_.size() + r], cotangent_.data() + places_[r]);
    backward_.code.move_input(backward_.slots[arguments_.size() + States], &one_);
    for (std::size_t i = 0; i < arguments_.size(); ++i)
      backward_.code.bind_output(i, arguments_[i].by_row ? found[i].data() + t * arguments_[i].size : change_[i].data(),
                                 0);
    run(backward_, t, given);
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      const T* from = change_[i].data();
      if (i < States)
        std::copy_n(from, arguments_[i].size, cotangent_.begin() + places_[i]);
      else if (!arguments_[i].by_row)
        for (long k = 0; k < arguments_[i].size; ++k) found[i].values[static_cast<std::size_t>(k)] += from[k];
    }
  }
};

/// `type` is void for a step that returns what its first arguments become, one value for each, and a number.
template <std::size_t States, class Source>
struct scan_mistake {
  using type = E077_step_does_not_return_its_states_and_a_number<Source>;
};
template <std::size_t States, class Lambda>
struct scan_mistake<States, lambda_source<Lambda>> {
  using signature = signature_of<decltype(&Lambda::operator())>;
  template <class... R, class... Argument>
  static constexpr bool carries(std::type_identity<std::tuple<R...>>, argument_list<Argument...>) {
    if constexpr (sizeof...(R) != States + 1 || sizeof...(Argument) < States) {
      return false;
    } else {
      using results = std::tuple<shape_of<R>...>;
      using given = std::tuple<Argument...>;
      return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return ((!std::tuple_element_t<I, given>::has_rows &&
                 std::is_same_v<std::tuple_element_t<I, results>,
                                typename std::tuple_element_t<I, given>::extents_type>) &&
                ...) &&
               std::is_same_v<std::tuple_element_t<States, results>, shape<>>;
      }(std::make_index_sequence<States>{});
    }
  }
  template <class R, class... Argument>
  static constexpr bool carries(std::type_identity<R>, argument_list<Argument...>) {
    return false;
  }
  using type =
      std::conditional_t<carries(std::type_identity<typename signature::result>{}, typename signature::arguments{}),
                         void, E077_step_does_not_return_its_states_and_a_number<typename signature::result>>;
};

/// The loop of this thread, and its numbers.
template <class Source, std::size_t States, class T, class... Argument, class Use, class... Given>
auto with_loop(argument_list<Argument...>, const Use& use, const Given&... given) {
  thread_local scan_program<Source, States, native<T>> loop;
  const std::tuple<first_of<given_rows<T>, Given>...> entered{
      converted<T>(edge_of<Given>::enter(given, Argument::size))...};
  return std::apply(
      [&](const auto&... e) { return use(loop, typename scan_program<Source, States, native<T>>::rows{e.view()...}); },
      entered);
}

}  // namespace detail

/// A loop as `scan` makes it.
template <class Source, std::size_t States>
struct scan_function {
  using arguments = typename Source::arguments;

  template <class First, class... Given>
    requires detail::no_mistake<typename detail::call_mistake<arguments, First, Given...>::type>
  auto operator()(const First& first, const Given&... given) const {
    using T = typename detail::edge_of<First>::scalar;
    return detail::with_loop<Source, States, T>(
        arguments{}, [](auto& loop, const auto& rows) { return loop.value(rows); }, first, given...);
  }
};
/// Its gradient.
template <class Source, std::size_t States>
struct scan_gradient {
  using arguments = typename Source::arguments;

  template <class First, class... Given>
    requires detail::no_mistake<typename detail::call_mistake<arguments, First, Given...>::type>
  auto operator()(const First& first, const Given&... given) const {
    using T = typename detail::edge_of<First>::scalar;
    return detail::with_loop<Source, States, T>(
        arguments{},
        [](auto& loop, const auto& rows) {
          std::array<matrix<T>, 1 + sizeof...(Given)> found;
          for (std::size_t i = 0; i < found.size(); ++i) found[i] = matrix<T>(rows[i].rows, rows[i].cols);
          loop.gradient(rows, found.data());
          return found;
        },
        first, given...);
  }
};

/// A loop that carries a state: `scan<n>(step)(states..., others...)` takes `step`, a `pw::function` whose first n
/// arguments are states, through the rows of its other arguments, and adds up the number that each step gives.
/// `step(states..., others...)` returns a std::tuple of the new states and that number. States and what is one value
/// for all steps are `pw::shared`, what has a row a step is `pw::expr`. Returns: the sum;
/// `gradient(scan<n>(step))(...)` an array of one matrix for each argument, of its rows: of a state for its first
/// value. Cost: two programs of one step, run as often as there are rows; states of all steps are kept, and a step's
/// inside is computed again on the way back. Throws: std::invalid_argument where numbers of rows differ. Errors: E022,
/// E029, E034, E077. Example: docs/examples/20_objectives.cpp. Source: JAX's scan.
template <std::size_t States, class Source>
  requires detail::no_mistake<typename detail::scan_mistake<States, Source>::type>
constexpr scan_function<Source, States> scan(program_function<Source>) {
  return {};
}
template <std::size_t States, class Source, class Error = typename detail::scan_mistake<States, Source>::type>
  requires detail::mistaken<Error>
Error scan(program_function<Source>);

template <class Source, std::size_t States>
constexpr scan_gradient<Source, States> gradient(scan_function<Source, States>) {
  return {};
}

}  // namespace pathwise
