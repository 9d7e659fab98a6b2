# cmake --install: component "development" (headers, pathwise::data, pathwise::app, the package config) and component "app".
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Pathwise)

install(TARGETS pathwise EXPORT PathwiseTargets COMPONENT development
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)
foreach(library pathwise_data pathwise_commands)
  if(NOT TARGET ${library})
    continue()
  endif()
  install(TARGETS ${library} EXPORT PathwiseTargets
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
endforeach()
install(EXPORT PathwiseTargets NAMESPACE pathwise:: DESTINATION ${package} COMPONENT development)
configure_package_config_file(${PROJECT_SOURCE_DIR}/src/cmake/PathwiseConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/PathwiseConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/PathwiseConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/PathwiseConfig.cmake ${PROJECT_BINARY_DIR}/PathwiseConfigVersion.cmake
              ${PROJECT_SOURCE_DIR}/src/cmake/PathwiseLevels.cmake
        DESTINATION ${package} COMPONENT development)
