#include <pathwise/app/app.hpp>

#include "model.hpp"

int main(int argc, char** argv) { return pathwise::app<my_model>(argc, argv); }
