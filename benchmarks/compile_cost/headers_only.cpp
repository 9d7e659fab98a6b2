// What the other files of this folder include, and nothing else: the floor under their compile time.
#include "../../docs/examples/image_vae.hpp"
