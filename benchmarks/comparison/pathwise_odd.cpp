// A training step of widths that fit no register: 301-157-11.
#include "models.hpp"

int main(int argc, char** argv) { return comparison::training<comparison::auto_encoder<301, 157, 11>>(argc, argv); }
