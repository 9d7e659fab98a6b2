// W1: a training step of the tutorial's Gaussian model, 784-400-20.
#include "models.hpp"

int main(int argc, char** argv) { return comparison::training<comparison::auto_encoder<784, 400, 20>>(argc, argv); }
