#pragma once
// Everything but xtensor and files: what a program needs that declares, trains and runs models on plain memory.
#include <pathwise/dist/families.hpp>
#include <pathwise/dist/gradient_estimators.hpp>
#include <pathwise/dist/implicit.hpp>
#include <pathwise/dist/independent.hpp>
#include <pathwise/dist/kl_divergence.hpp>
#include <pathwise/dist/kl_quadrature.hpp>
#include <pathwise/dist/transformed.hpp>
#include <pathwise/exec/call.hpp>
#include <pathwise/expr/axes.hpp>
#include <pathwise/expr/einsum.hpp>
#include <pathwise/grad/function_gradients.hpp>
#include <pathwise/graph/print.hpp>
#include <pathwise/nn/linear.hpp>
#include <pathwise/nn/losses.hpp>
#include <pathwise/train/adam.hpp>
#include <pathwise/train/trainer.hpp>
