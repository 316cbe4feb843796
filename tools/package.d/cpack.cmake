# SPDX-License-Identifier: GPL-3.0-or-later
#
# `cpack -G DEB`: three packages as Debian divides them. tools/package
# builds them with Debian's folders, checks them and tries them.
set(CPACK_PACKAGE_NAME kinwalk)
set(CPACK_PACKAGE_VENDOR kinwalk)
set(CPACK_PACKAGE_CONTACT
    "kinwalk maintainers <maintainers@kinwalk.invalid>" CACHE STRING
    "Who answers for the packages: Name <mail>")
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGING_INSTALL_PREFIX "${CMAKE_INSTALL_PREFIX}")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL program library development)

# Each package has a summary of its own.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME kinwalk)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "fonts-lato, graphviz")
# Opened only to fetch, and to render a picture, so dpkg-shlibdeps does not
# see them.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "libcurl4")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_RECOMMENDS "libcurl4")
if(RSVG_FOUND)
    string(APPEND CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS ", librsvg2-2")
    string(APPEND CPACK_DEBIAN_LIBRARY_PACKAGE_RECOMMENDS ", librsvg2-2")
endif()
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION
"say how two people are related, from Wikidata
kinwalk walks from person to person over HTTP, politely, keeps what it
reads in one SQLite file, names every relation between two people in
English, French or German, draws families and exports them.
.
593 European royals are part of it, so that it answers at once and
without a network.")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_SHLIBDEPS OFF)
configure_file("${CMAKE_CURRENT_LIST_DIR}/cpack-now.cmake"
    "${CMAKE_BINARY_DIR}/cpack-now.cmake" @ONLY)
set(CPACK_PROJECT_CONFIG_FILE "${CMAKE_BINARY_DIR}/cpack-now.cmake")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libkinwalk0)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIBRARY_DESCRIPTION
"families from Wikidata, and their relations (library)
kinwalk walks from person to person over HTTP, politely, keeps what it
reads in one SQLite file, names every relation between two people in
English, French or German, draws families and exports them.
.
This is its shared library, for other programs.")

# Who is linked to it depends on it, and the linker's cache is renewed by a
# trigger, as Debian has it (CPack's own way is to call ldconfig).
file(WRITE "${CMAKE_BINARY_DIR}/debian/shlibs"
    "libkinwalk 0 libkinwalk0 (>= ${PROJECT_VERSION})\n")
file(WRITE "${CMAKE_BINARY_DIR}/debian/triggers"
    "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA
    "${CMAKE_BINARY_DIR}/debian/shlibs;${CMAKE_BINARY_DIR}/debian/triggers")

# What -dev needs beside libkinwalk0: who links statically, and pkg-config,
# want these by name.
set(KW_DEBIAN_DEV)
set(module_package
    libcurl libcurl4-openssl-dev libcjson libcjson-dev igraph libigraph-dev
    sqlite3 libsqlite3-dev libdeflate libdeflate-dev libutf8proc
    libutf8proc-dev gmp libgmp-dev libisal libisal-dev libzstd libzstd-dev
    bzip2 libbz2-dev)
separate_arguments(modules UNIX_COMMAND "${KW_PC_REQUIRES} ${KW_PC_LIBS}")
list(TRANSFORM modules REPLACE "^-lbz2$" bzip2)
foreach(module IN LISTS modules)
    list(FIND module_package "${module}" at)
    if(at GREATER -1)
        math(EXPR at "${at} + 1")
        list(GET module_package ${at} package)
        list(APPEND KW_DEBIAN_DEV ${package})
    endif()
endforeach()
list(JOIN KW_DEBIAN_DEV ", " KW_DEBIAN_DEV)

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libkinwalk-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "libkinwalk0 (= ${PROJECT_VERSION}), ${KW_DEBIAN_DEV}")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
"families from Wikidata, and their relations (development)
kinwalk walks from person to person over HTTP, politely, keeps what it
reads in one SQLite file, names every relation between two people in
English, French or German, draws families and exports them.
.
These are the headers, the static library, and what pkg-config and CMake
need to find them.")

# ---- what every package must say of itself

if(KINWALK_PACKAGE)
    find_program(GZIP gzip REQUIRED)
    add_custom_command(OUTPUT changelog.gz kinwalk.1.gz
        COMMAND "${GZIP}" -9nc "${CMAKE_CURRENT_LIST_DIR}/changelog"
            > changelog.gz
        COMMAND "${GZIP}" -9nc kinwalk.1 > kinwalk.1.gz
        DEPENDS kinwalk.1 "${CMAKE_CURRENT_LIST_DIR}/changelog" VERBATIM)
    add_custom_target(packaged ALL DEPENDS changelog.gz kinwalk.1.gz)
    foreach(pair program:kinwalk library:libkinwalk0
            development:libkinwalk-dev)
        string(REPLACE ":" ";" pair "${pair}")
        list(GET pair 0 component)
        list(GET pair 1 package)
        install(FILES "${CMAKE_BINARY_DIR}/changelog.gz"
            "${CMAKE_CURRENT_LIST_DIR}/copyright" COMPONENT ${component}
            DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${package}")
    endforeach()
endif()

include(CPack)
