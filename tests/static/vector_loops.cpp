// The fused groups of the tutorial's training step, for vector_loops.py to compile and read. Of its 12 groups, eight
// run over columns; four are sums of numbers: the loss a row, and the means over rows.
#include "../../docs/examples/image_vae.hpp"

pw::program_tables<pw::native<float>> tables_of_training_step();
pw::program_tables<pw::native<float>> tables_of_training_step() {
  return pw::compiled<pw::training_step<image_vae<>>, pw::native<float>>::tables();
}
