# Instruction levels. A binary whose translation units are compiled for different instruction sets is broken by design
# (the linker keeps one copy of a shared inline function, perhaps the one that this machine cannot run). So each level
# is a shared library of its own, of one name, under lib/glibc-hwcaps/<level>/, and the dynamic loader of glibc 2.33 or
# later takes the best that the processor has. Installed with this file, so that a user's own models get it too.

# The lowest level that gets a library of its own: what stands in lib/ itself, and what an unknown machine runs.
set(PATHWISE_BASE_LEVEL x86-64-v2)

# pathwise_native_level(<out>): the best x86-64-vN that this machine runs, or "none" elsewhere.
function(pathwise_native_level out)
  if(NOT DEFINED CACHE{PATHWISE_NATIVE_LEVEL})
    set(level none)
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$" AND NOT CMAKE_CROSSCOMPILING)
      set(source "${CMAKE_BINARY_DIR}/CMakeFiles/pathwise_native_level.cpp")
      file(WRITE "${source}" [[
#include <cstdio>
int main() {
  __builtin_cpu_init();
  const char* level = "none";
  if (__builtin_cpu_supports("x86-64-v2")) level = "x86-64-v2";
  if (__builtin_cpu_supports("x86-64-v3")) level = "x86-64-v3";
  if (__builtin_cpu_supports("x86-64-v4")) level = "x86-64-v4";
  std::fputs(level, stdout);
}
]])
      try_run(exit_code compiled "${CMAKE_BINARY_DIR}/CMakeFiles/pathwise_native_level" "${source}"
              RUN_OUTPUT_VARIABLE printed)
      if(compiled AND exit_code EQUAL 0)
        set(level "${printed}")
      endif()
    endif()
    set(PATHWISE_NATIVE_LEVEL "${level}" CACHE INTERNAL "The best instruction level this machine runs")
  endif()
  set(${out} "${PATHWISE_NATIVE_LEVEL}" PARENT_SCOPE)
endfunction()

# pathwise_level_flags(<level> <out level> <out flags>): resolves "native"; "none" has no flags.
function(pathwise_level_flags level out_level out_flags)
  if(level STREQUAL "native")
    pathwise_native_level(level)
  endif()
  set(${out_level} "${level}" PARENT_SCOPE)
  if(level STREQUAL "none" OR level STREQUAL "")
    set(${out_flags} "" PARENT_SCOPE)
  else()
    set(${out_flags} "-march=${level}" PARENT_SCOPE)
  endif()
endfunction()

function(pathwise_level_library target sources libraries level output_name exports)
  pathwise_level_flags(${level} level flags)
  add_library(${target} SHARED ${sources})
  target_link_libraries(${target} PRIVATE pathwise::pathwise ${libraries})
  target_compile_options(${target} PRIVATE ${flags})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${output_name} POSITION_INDEPENDENT_CODE ON
                        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(exports)
    string(REPLACE ";" "; " names "${exports}")
    set(script "${CMAKE_CURRENT_BINARY_DIR}/${target}.map")
    file(CONFIGURE OUTPUT "${script}" CONTENT "{ global: ${names}; local: *; };\n" @ONLY)
    target_link_options(${target} PRIVATE "LINKER:--version-script=${script}")
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${script}")
  endif()
  if(NOT flags STREQUAL "")
    # Marks what the code needs, so that the loader refuses it by name where an instruction would fault.
    target_link_options(${target} PRIVATE "LINKER:-z,${level}")
  endif()
endfunction()

# pathwise_add_model(<target> SOURCES <files> [LINK <libraries>] [EXPORTS <C names>] [LEVELS <levels>] [OWN <level>]
#                     [DESTINATION <lib>] [COMPONENT <component>])
# <target>: the library for level OWN (default: native), to link programs with and to run in the build folder.
# <target>_levels: builds the others; `cmake --install` runs it and installs LEVELS: x86-64-v2 (or, on another
# architecture, <target> itself) as DESTINATION/lib<target>.so, each higher one in DESTINATION/glibc-hwcaps/<level>/.
# EXPORTS are the only names that can be seen from outside; in the source they say [[gnu::visibility("default")]].
function(pathwise_add_model target)
  cmake_parse_arguments(ARG "" "OWN;DESTINATION;COMPONENT" "SOURCES;LINK;EXPORTS;LEVELS" ${ARGN})
  if(NOT ARG_OWN)
    set(ARG_OWN native)
  endif()
  if(NOT ARG_DESTINATION)
    include(GNUInstallDirs)
    set(ARG_DESTINATION ${CMAKE_INSTALL_LIBDIR})
  endif()
  if(NOT ARG_COMPONENT)
    set(ARG_COMPONENT ${target})
  endif()
  pathwise_level_library(${target} "${ARG_SOURCES}" "${ARG_LINK}" ${ARG_OWN} ${target} "${ARG_EXPORTS}")

  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    install(TARGETS ${target} LIBRARY DESTINATION ${ARG_DESTINATION} COMPONENT ${ARG_COMPONENT})
    return()
  endif()
  set(levels ${PATHWISE_BASE_LEVEL} ${ARG_LEVELS})
  list(REMOVE_DUPLICATES levels)
  install(CODE "message(STATUS \"Building ${target} for: ${levels}\")
    execute_process(COMMAND \"${CMAKE_COMMAND}\" --build \"${CMAKE_BINARY_DIR}\" --target ${target}_levels
                    COMMAND_ERROR_IS_FATAL ANY)" COMPONENT ${ARG_COMPONENT})
  pathwise_level_flags(${ARG_OWN} own flags)
  set(built "")
  foreach(level IN LISTS levels)
    set(library ${target}-${level})
    set(place "${CMAKE_BINARY_DIR}/levels/${level}")
    if(level STREQUAL own)
      set(library ${target})
      add_custom_command(TARGET ${target} POST_BUILD VERBATIM
        COMMAND ${CMAKE_COMMAND} -E make_directory "${place}"
        COMMAND ${CMAKE_COMMAND} -E create_symlink $<TARGET_FILE:${target}> "${place}/$<TARGET_FILE_NAME:${target}>")
    else()
      pathwise_level_library(${library} "${ARG_SOURCES}" "${ARG_LINK}" ${level} ${target} "${ARG_EXPORTS}")
      set_target_properties(${library} PROPERTIES EXCLUDE_FROM_ALL ON LIBRARY_OUTPUT_DIRECTORY "${place}")
    endif()
    list(APPEND built ${library})
    set(folder ${ARG_DESTINATION})
    if(NOT level STREQUAL PATHWISE_BASE_LEVEL)
      set(folder ${ARG_DESTINATION}/glibc-hwcaps/${level})
    endif()
    install(FILES $<TARGET_FILE:${library}> DESTINATION ${folder} COMPONENT ${ARG_COMPONENT})
  endforeach()
  add_custom_target(${target}_levels DEPENDS ${built})
endfunction()
