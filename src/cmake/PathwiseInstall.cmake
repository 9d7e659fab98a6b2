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

# For builds without CMake: pkg-config --cflags --libs pathwise (or pathwise-data). Their prefix is that of the folder they are in.
foreach(name pathwise pathwise-data)
  if(name STREQUAL pathwise OR TARGET pathwise_data)
    configure_file(${PROJECT_SOURCE_DIR}/src/cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
  endif()
endforeach()

# `cpack -G DEB` in a build folder: libpathwise-dev of the headers and libraries, pathwise of the program.
set(CPACK_PACKAGE_NAME pathwise)
set(CPACK_PACKAGE_VENDOR "The Pathwise authors")
set(CPACK_PACKAGE_CONTACT "The Pathwise authors <maintainers@users.noreply.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libpathwise-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libxsimd-dev, libxtensor-dev, zlib1g-dev, libpng-dev, libfmt-dev")
set(CPACK_DEBIAN_APP_PACKAGE_NAME pathwise)
set(CPACK_DEBIAN_APP_PACKAGE_SECTION science)
set(CPACK_DEBIAN_APP_PACKAGE_SUGGESTS dataset-fashion-mnist)
set(CPACK_COMPONENTS_ALL development app)
include(CPack)
