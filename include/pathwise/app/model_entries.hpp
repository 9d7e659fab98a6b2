#pragma once
// From model types to the table that the commands read. Compiled at the level that the models are to run at.
#include <pathwise/app/trainer_session.hpp>

#include <array>

namespace pathwise {

/// The instruction level of the translation unit that asks.
constexpr std::string_view compiled_level() {
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
  return "x86-64-v4";
#elif defined(__AVX2__) && defined(__FMA__)
  return "x86-64-v3";
#elif defined(__SSE4_2__)
  return "x86-64-v2";
#elif defined(__x86_64__)
  return "x86-64";
#elif defined(__aarch64__)
  return "aarch64";
#else
  return "portable";
#endif
}

constexpr std::string_view compiler_name() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

/// The table of `models`, as their library hands it out.
inline model_table table_of(std::span<const model_entry> models) {
  model_table table;
  table.noise_layout_version = kernels::noise_layout_version;
  table.threads = available_threads();
  table.level = compiled_level();
  table.compiler = compiler_name();
  table.models = models;
  return table;
}

namespace detail {

/// `Model::name` where the model states one, else its type's name without namespaces and template arguments.
template <class Model>
constexpr std::string_view model_name() {
  if constexpr (requires { std::string_view(Model::name); }) {
    return Model::name;
  } else {
    std::string_view printed = pretty_name<Model>();
    printed = printed.substr(0, printed.find('<'));
    const auto scope = printed.rfind("::");
    return scope == std::string_view::npos ? printed : printed.substr(scope + 2);
  }
}

}  // namespace detail

/// A user's own models as entries, named by type.
template <class... Models>
std::array<model_entry, sizeof...(Models)> entries_of() {
  return {model_entry{detail::model_name<Models>(), {}, {}, &make_session<Models>}...};
}

}  // namespace pathwise
