#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "support/op_table.hpp"

using namespace pathwise;
using namespace pathwise::testing;

namespace {

std::filesystem::path ops_folder() {
  return std::filesystem::path(__FILE__).parent_path() / "../../../include/pathwise/ops";
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string all{std::istreambuf_iterator<char>(in), {}};
  return std::regex_replace(all, std::regex("//[^\n]*"), "");
}

std::set<std::string> types_in_the_table() {
  std::set<std::string> types;
  for_each_elementwise([&](const auto& row) { types.insert(row.type); });
  for (const structural_row& row : structural_table()) types.insert(row.type);
  return types;
}

/// The body in braces that starts at or after `from`.
std::string body_after(const std::string& source, std::size_t from) {
  const std::size_t open = source.find('{', from);
  std::size_t at = open;
  for (int depth = 0; at < source.size(); ++at) {
    depth += source[at] == '{' ? 1 : source[at] == '}' ? -1 : 0;
    if (depth == 0) break;
  }
  return source.substr(open, at - open);
}

/// The functions that a value body calls without math:: in front. `abs(x)` on a float is ::abs(int), and compiles.
std::set<std::string> unqualified_calls(const std::string& body) {
  std::set<std::string> calls;
  const std::regex call(R"(([A-Za-z_0-9:]*)\s*\()");
  for (std::sregex_iterator i(body.begin(), body.end(), call), end; i != end; ++i) {
    const std::string name = (*i)[1];
    if (!name.empty() && name != "T" && name.rfind("math::", 0) != 0) calls.insert(name);
  }
  return calls;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(op_table)

BOOST_AUTO_TEST_CASE(has_a_row_for_every_operation) {
  const std::set<std::string> known = types_in_the_table();
  std::set<std::string> found;
  for (const auto& file : std::filesystem::directory_iterator(ops_folder())) {
    const std::string source = text_of(file.path());
    const std::regex declaration(R"(struct\s+(\w+_op)\s*\{)");
    for (std::sregex_iterator i(source.begin(), source.end(), declaration), end; i != end; ++i) {
      found.insert((*i)[1]);
      BOOST_TEST(known.contains((*i)[1]), file.path().filename().string()
                                              << ": " << (*i)[1] << " has no row in tests/support/op_table.hpp");
    }
  }
  for (const std::string& type : known)
    BOOST_TEST(found.contains(type), type << " has a row but is not under include/pathwise/ops");
}

BOOST_AUTO_TEST_CASE(value_bodies_call_only_functions_of_math) {
  for (const auto& file : std::filesystem::directory_iterator(ops_folder())) {
    const std::string source = text_of(file.path());
    const std::regex value(R"(static constexpr T value\()");
    for (std::sregex_iterator i(source.begin(), source.end(), value), end; i != end; ++i)
      for (const std::string& name : unqualified_calls(body_after(source, static_cast<std::size_t>(i->position()))))
        BOOST_TEST(false, file.path().filename().string() << ": value() calls " << name << " without math::");
  }
  BOOST_TEST(unqualified_calls("{ return abs(x) + math::exp(T(1)); }") == std::set<std::string>{"abs"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(rows_carry_the_name_of_their_type) {
  for_each_elementwise([]<class Op>(const elementwise_row<Op>& row) {
    BOOST_TEST(std::string(pathwise::detail::pretty_name<Op>()) == std::string("pathwise::") + row.type);
    BOOST_TEST(row.ordinary.size() == static_cast<std::size_t>(pathwise::detail::arity_of<Op>()), row.type);
  });
}

/// The id is part of what a stored program may refer to: a change of it is a change of the op.
BOOST_AUTO_TEST_CASE(ids_differ) {
  std::set<std::uint64_t> ids;
  int rows = 0;
  for_each_elementwise([&]<class Op>(const elementwise_row<Op>&) { ids.insert(id_of<Op>()), ++rows; });
  BOOST_TEST(ids.size() == static_cast<std::size_t>(rows));
}

BOOST_AUTO_TEST_SUITE_END()
