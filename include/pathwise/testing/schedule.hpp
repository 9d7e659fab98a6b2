#pragma once

namespace pathwise::testing {

/// How a program is run; results must not depend on it.
struct schedule {
  int threads = 1;
  long slab_rows = 128;
};

}  // namespace pathwise::testing
