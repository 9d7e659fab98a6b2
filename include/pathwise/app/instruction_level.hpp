#pragma once
// Which build of a library of instruction levels runs. The dynamic loader has already chosen the best for this
// processor (lib/glibc-hwcaps/<level>/, else lib/); here is the switch that loads another, for tests and benchmarks.
#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace pathwise {

/// The environment variable that names another level: x86-64-v2, x86-64-v3, x86-64-v4. Empty or unset: the loader's.
inline constexpr const char* level_variable = "PATHWISE_LEVEL";

/// A library made by pathwise_add_model(), at one level: its file, and its C entry.
template <class Entry>
struct level_library {
  std::filesystem::path file;
  Entry* entry = nullptr;
};

namespace detail {

/// The library that the program was linked with, as the loader chose it.
template <class Entry>
level_library<Entry> loaded_library(const char* symbol) {
  void* const entry = dlsym(RTLD_DEFAULT, symbol);
  Dl_info where{};
  if (entry == nullptr || dladdr(entry, &where) == 0) {
    throw std::runtime_error(std::string("no loaded library exports ") + symbol);
  }
  return {where.dli_fname, reinterpret_cast<Entry*>(entry)};
}

/// Where the build for `level` stands beside the loaded one: in a build folder, or installed.
inline std::filesystem::path file_of_level(const std::filesystem::path& loaded, const std::string& level) {
  std::filesystem::path lib = std::filesystem::absolute(loaded).parent_path();
  if (lib.parent_path().filename() == "glibc-hwcaps") lib = lib.parent_path().parent_path();
  const auto name = loaded.filename();
  for (const auto& build_folder : {lib.parent_path(), lib}) {
    const auto file = build_folder / "levels" / level / name;
    if (std::filesystem::exists(file)) return file;
  }
  const auto of_levels = lib / "glibc-hwcaps";
  return level == "x86-64-v2" && std::filesystem::exists(of_levels) ? lib / name : of_levels / level / name;
}

}  // namespace detail

/// The library that exports `symbol`, at the level that PATHWISE_LEVEL names, or else as the loader chose it.
/// Errors: throws std::runtime_error, naming the level and the reason, when it is not installed or this processor lacks
/// it. Example: auto models = pathwise::choose_level<decltype(pathwise_models_v1)>("pathwise_models_v1");
template <class Entry>
level_library<Entry> choose_level(const char* symbol, const char* level = std::getenv(level_variable)) {
  const auto loaded = detail::loaded_library<Entry>(symbol);
  if (level == nullptr || *level == '\0') return loaded;
  const auto file = detail::file_of_level(loaded.file, level);
  void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* const entry = library != nullptr ? dlsym(library, symbol) : nullptr;
  if (entry == nullptr) {
    throw std::runtime_error(std::string(level_variable) + "=" + level + " cannot be loaded: " + dlerror());
  }
  return {file, reinterpret_cast<Entry*>(entry)};
}

}  // namespace pathwise
