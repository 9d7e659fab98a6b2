// W4: W1 with a Laplace posterior and prior.
#include "models.hpp"

int main(int argc, char** argv) {
  return comparison::training<comparison::auto_encoder<784, 400, 20, pathwise::laplace>>(argc, argv);
}
