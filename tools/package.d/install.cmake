# SPDX-License-Identifier: GPL-3.0-or-later
#
# What `cmake --install` puts where. Three components, each a package of
# its own: program, library (what programs linked to it need to run) and
# development (what they need to be built).
include(CMakePackageConfigHelpers)

# Debian reads zsh's from share/zsh/vendor-completions.
set(KINWALK_ZSH_FOLDER "${CMAKE_INSTALL_DATADIR}/zsh/site-functions"
    CACHE STRING "Where zsh looks for completions")

# Only in packages: an installation by hand has the repository beside it.
option(KINWALK_PACKAGE "Install Debian's copyright and changelog, too" OFF)

# ---- the program, its man page, completions and sample

install(TARGETS kinwalk COMPONENT program)
set(manual "${CMAKE_BINARY_DIR}/kinwalk.1")
if(KINWALK_PACKAGE)
    set(manual "${manual}.gz")
endif()
install(FILES "${manual}" COMPONENT program
    DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${CMAKE_SOURCE_DIR}/graphs/european-royals.jsonl"
    COMPONENT program DESTINATION "${CMAKE_INSTALL_DATADIR}/kinwalk")
install(FILES "${CMAKE_BINARY_DIR}/kinwalk.bash" RENAME kinwalk
    COMPONENT program
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${CMAKE_BINARY_DIR}/kinwalk.zsh" RENAME _kinwalk
    COMPONENT program DESTINATION "${KINWALK_ZSH_FOLDER}")
install(FILES "${CMAKE_BINARY_DIR}/kinwalk.fish" COMPONENT program
    DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")

# ---- the libraries and the public doors

install(TARGETS kinwalk_shared EXPORT kinwalk-targets
    LIBRARY COMPONENT library NAMELINK_COMPONENT development
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(FILES "${KW_STATIC_LIBRARY}" COMPONENT development
    DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(DIRECTORY "${CMAKE_SOURCE_DIR}/include/kinwalk"
    COMPONENT development DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

# ---- how others find them: CMake

set(folder "${CMAKE_INSTALL_LIBDIR}/cmake/kinwalk")
configure_package_config_file(
    "${CMAKE_CURRENT_LIST_DIR}/kinwalk-config.cmake.in"
    "${CMAKE_BINARY_DIR}/kinwalk-config.cmake"
    INSTALL_DESTINATION "${folder}")
# Before 1.0 a minor version may break what is linked to it.
write_basic_package_version_file(
    "${CMAKE_BINARY_DIR}/kinwalk-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(EXPORT kinwalk-targets NAMESPACE kinwalk:: COMPONENT development
    DESTINATION "${folder}")
install(FILES "${CMAKE_BINARY_DIR}/kinwalk-config.cmake"
    "${CMAKE_BINARY_DIR}/kinwalk-config-version.cmake"
    COMPONENT development DESTINATION "${folder}")

# ---- and pkg-config

# Who links the static library needs ours too: those that pkg-config
# knows by name, the others by -l.
set(KW_PC_REQUIRES)
set(KW_PC_LIBS -lm -pthread)
if(CMAKE_DL_LIBS)
    list(APPEND KW_PC_LIBS -l${CMAKE_DL_LIBS})
endif()
foreach(library IN LISTS KW_LIBRARIES)
    if(library MATCHES "^PkgConfig::(.*)$")
        list(APPEND KW_PC_REQUIRES ${${CMAKE_MATCH_1}_MODULE_NAME})
    elseif(library STREQUAL BZip2::BZip2)
        list(APPEND KW_PC_LIBS -lbz2)
    endif()
endforeach()
list(JOIN KW_PC_REQUIRES " " KW_PC_REQUIRES)
list(JOIN KW_PC_LIBS " " KW_PC_LIBS)
file(RELATIVE_PATH KW_PC_UP
    "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
string(REGEX REPLACE "/$" "" KW_PC_UP "${KW_PC_UP}")
configure_file("${CMAKE_CURRENT_LIST_DIR}/kinwalk.pc.in"
    "${CMAKE_BINARY_DIR}/kinwalk.pc" @ONLY)
install(FILES "${CMAKE_BINARY_DIR}/kinwalk.pc" COMPONENT development
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
