#pragma once
// A data set that needs no file: drawn clothes.
#include <pathwise/data/idx.hpp>

#include <cstddef>
#include <cstdint>

namespace pathwise {

/// `rows` images of 28 x 28 pixels in ten classes (those of Fashion-MNIST, see fashion_classes), each drawn from a few
/// shapes with random sizes and shades: stands in where Fashion-MNIST is not installed.
/// Units: as read_idx_images, a multiple of 1/255.
/// Key: row r depends on (seed, r) only. All arithmetic is on integers: the same bits on every machine.
labelled_images synthetic_images(std::size_t rows, std::uint64_t seed);

}  // namespace pathwise
