// W2: a training step of a model that lives in L1 as a whole, 32-32-4.
#include "models.hpp"

int main(int argc, char** argv) { return comparison::training<comparison::auto_encoder<32, 32, 4>>(argc, argv); }
