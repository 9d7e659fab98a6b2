// The program `pathwise`: the commands on the ready models, at the best instruction level that this machine runs.
#include <pathwise/app/instruction_level.hpp>
#include <pathwise/app/run_commands.hpp>

#include <cstdio>

extern "C" const pathwise::model_table* pathwise_models_v1();

int main(int argc, char** argv) {
  const pathwise::model_table* table = pathwise_models_v1();  // the call is what links the library
  try {
    table = pathwise::choose_level<decltype(pathwise_models_v1)>("pathwise_models_v1").entry();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "pathwise: %s\n", e.what());
    return 2;
  }
  if (table->version != pathwise::model_table::current_version) {
    std::fprintf(stderr, "pathwise: the library of models is of another version; install both anew\n");
    return 1;
  }
  return pathwise::run_commands(*table, argc, argv);
}
