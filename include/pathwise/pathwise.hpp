#pragma once
// The whole library: the engine and the edge to xtensor. Files are pathwise/data/*.hpp, with the compiled library
// pathwise::data.
#include <pathwise/engine.hpp>
#include <pathwise/xtensor.hpp>
