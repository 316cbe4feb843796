# SPDX-License-Identifier: GPL-3.0-or-later
#
# Read by cpack when it runs: what the library needs, as dpkg-shlibdeps
# finds it. CPack would ask by itself, but then also call ldconfig from
# scripts, where Debian has a trigger.
if(NOT CPACK_GENERATOR STREQUAL DEB)
    return()
endif()
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps REQUIRED)
file(WRITE "@CMAKE_BINARY_DIR@/debian/control" "Source: kinwalk\n")
execute_process(
    COMMAND "${DPKG_SHLIBDEPS}" -O "@CMAKE_BINARY_DIR@/libkinwalk.so"
    WORKING_DIRECTORY "@CMAKE_BINARY_DIR@"
    OUTPUT_VARIABLE needs ERROR_VARIABLE why RESULT_VARIABLE failed
    OUTPUT_STRIP_TRAILING_WHITESPACE)
if(failed)
    message(FATAL_ERROR "dpkg-shlibdeps: ${why}")
endif()
string(REGEX REPLACE "^.*shlibs:Depends=" "" needs "${needs}")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "${needs}")
