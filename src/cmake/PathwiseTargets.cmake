# pathwise::pathwise, the headers. pathwise::data, the compiled loaders and savers, is in src/CMakeLists.txt.

file(GLOB_RECURSE PATHWISE_HEADERS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/pathwise/*.hpp)

add_library(pathwise INTERFACE)
add_library(pathwise::pathwise ALIAS pathwise)
target_sources(pathwise INTERFACE FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${PATHWISE_HEADERS})
target_compile_features(pathwise INTERFACE cxx_std_20)
# Equal bits from both compilers at every level: each fused multiply-add is written out, none is the compiler's idea.
target_compile_options(pathwise INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-ffp-contract=off>)
target_link_libraries(pathwise INTERFACE xsimd)
if(PATHWISE_HAVE_xtensor)
  target_link_libraries(pathwise INTERFACE xtensor)
endif()
if(PATHWISE_HAVE_OpenMP)
  target_link_libraries(pathwise INTERFACE OpenMP::OpenMP_CXX)
endif()
