// W5: encode, sample and decode a row or a few, by W1's model.
#include "models.hpp"

int main(int argc, char** argv) { return comparison::inference<comparison::auto_encoder<784, 400, 20>>(argc, argv); }
