# What our own targets are compiled with and a user's are not: warnings, sanitizers, the machine's instruction level.

add_library(pathwise_warnings INTERFACE)
target_compile_options(pathwise_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                       # maybe-uninitialized and restrict: false alarms on std::optional (GCC bug 80635) and on adding
                       # strings (105651); the sanitizers look at what really happens. psabi: notes on the 16-lane form,
                       # which never crosses a call.
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-restrict -Wno-psabi>)

add_library(pathwise_sanitizers INTERFACE)
if(PATHWISE_SANITIZE)
  target_compile_options(pathwise_sanitizers INTERFACE -fsanitize=${PATHWISE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(pathwise_sanitizers INTERFACE -fsanitize=${PATHWISE_SANITIZE})
  if(PATHWISE_SANITIZE MATCHES undefined)
    target_compile_options(pathwise_sanitizers INTERFACE -fno-sanitize-recover=undefined)
  endif()
endif()

# Our own debug builds do not check parameters of distributions by default: half as much code again for every program that
# is compiled. tests/validation does.
target_compile_definitions(pathwise_warnings INTERFACE PATHWISE_VALIDATE=0)

pathwise_level_flags(${PATHWISE_LEVEL} PATHWISE_OWN_LEVEL PATHWISE_OWN_LEVEL_FLAGS)
pathwise_note("instruction level" "${PATHWISE_OWN_LEVEL}")

# pathwise_own(<target>): a target of this project: warned about and sanitized. For the compilers' default level, so
# that it runs on every machine of the architecture.
function(pathwise_own target)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:pathwise_warnings> $<BUILD_INTERFACE:pathwise_sanitizers>)
endfunction()

# pathwise_engine(<target>): one of our programs that runs the engine: as above, and compiled for PATHWISE_LEVEL.
function(pathwise_engine target)
  pathwise_own(${target})
  target_link_libraries(${target} PRIVATE pathwise::pathwise)
  target_compile_options(${target} PRIVATE ${PATHWISE_OWN_LEVEL_FLAGS})
endfunction()
