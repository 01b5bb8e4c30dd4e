# Finds Wireshark's development package, or says what to do. Sets what find_package(Wireshark)
# sets, and version_folder: the folder under plugins/ that this Wireshark looks into (4.4, and
# 4-4 on macOS).
#
# SPDX-License-Identifier: GPL-2.0-or-later

set(HSVIZ_WIRESHARK_MIN 4.0)

find_package(Wireshark CONFIG QUIET)
if(NOT Wireshark_FOUND)
    message(FATAL_ERROR
        "hsviz needs the development package of Wireshark ${HSVIZ_WIRESHARK_MIN} or later, and "
        "none was found.\n"
        "  Debian, Ubuntu:  apt-get install wireshark-dev libwireshark-dev libgcrypt20-dev\n"
        "  Fedora:          dnf install wireshark-devel\n"
        "  macOS:           brew install wireshark\n"
        "  built by hand:   cmake --install BUILD --component Development, and here "
        "-DCMAKE_PREFIX_PATH=PREFIX\n"
        "Windows: build inside Wireshark's source tree, see docs/building.md.")
elseif(Wireshark_VERSION VERSION_LESS HSVIZ_WIRESHARK_MIN)
    message(FATAL_ERROR "hsviz needs Wireshark ${HSVIZ_WIRESHARK_MIN} or later, and the one found "
        "in ${Wireshark_DIR} is ${Wireshark_VERSION}.\n"
        "  Where there is a later one too, say where: -DCMAKE_PREFIX_PATH=PREFIX")
elseif(NOT Wireshark_PLUGINS_ENABLED)
    message(FATAL_ERROR "hsviz is a plugin, and the Wireshark found in ${Wireshark_DIR} was built "
        "without them.\n"
        "  Where there is another one too, say where: -DCMAKE_PREFIX_PATH=PREFIX")
endif()
if(NOT EXISTS ${Wireshark_INCLUDE_DIR}/ws_version.h)
    message(FATAL_ERROR "hsviz needs Wireshark's headers, and in ${Wireshark_INCLUDE_DIR} there "
        "are none.\n"
        "  Debian, Ubuntu:  apt-get install libwireshark-dev")
endif()
get_filename_component(version_folder ${Wireshark_PLUGIN_LIBDIR} NAME)
message(STATUS "Wireshark ${Wireshark_VERSION}")
