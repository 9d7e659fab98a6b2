#pragma once
// A compiled program against the interpreter, at batches of several sizes, as a test of Boost's.
#include <boost/test/unit_test.hpp>
#include <string>

#include <pathwise/grad/programs.hpp>
#include <pathwise/testing/programs.hpp>

#include "support/tolerances.hpp"

namespace pathwise::testing {

/// Holds the program `P` to the interpreter, and its bits to themselves.
template <class P, register_forms Forms = register_forms::native>
void check_program(const std::string& title) {
  report found;
  for (const std::size_t rows : {1u, 2u, 11u, 130u})
    check_program<P, Forms>(found, title + ", " + std::to_string(rows) + " rows", rows, random_leaves<P>(rows, rows),
                            {{1, 7}, {2, 128}, {5, 7}, {5, 128}});
  BOOST_TEST(found.passed(), found.text());
}

}  // namespace pathwise::testing
