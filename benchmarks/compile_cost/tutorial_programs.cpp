// The tutorial's model: its training step, encode and decode.
#include "../../docs/examples/image_vae.hpp"

pw::metrics train(pw::trainer<image_vae<>>& vae, pw::matrix_view<const float> x) { return vae.fit(x); }
auto encode(pw::trainer<image_vae<>>& vae, pw::matrix_view<const float> x) { return vae.run<"x", "fc_mu">(x); }
auto decode(pw::trainer<image_vae<>>& vae, pw::matrix_view<const float> z) { return vae.run<"z", "x_recon">(z); }
