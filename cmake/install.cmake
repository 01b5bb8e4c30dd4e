# Where the plugin, its profile, manual page and documents go: into the system, or with
# HSVIZ_INSTALL_PERSONAL to one user; and the target `uninstall`.
#
# SPDX-License-Identifier: GPL-2.0-or-later

if(NOT HSVIZ_INSTALL_PERSONAL)
    set(plugin_folder ${Wireshark_PLUGIN_INSTALL_DIR})
    set(profile_folder ${Wireshark_INSTALL_PREFIX}/share/wireshark/profiles)
    set(share_folder ${Wireshark_INSTALL_PREFIX}/share)
elseif(WIN32)
    file(TO_CMAKE_PATH "$ENV{APPDATA}/Wireshark" personal)
    set(plugin_folder ${personal}/plugins/${version_folder})
    set(profile_folder ${personal}/profiles)
else()
    set(plugin_folder $ENV{HOME}/.local/lib/wireshark/plugins/${version_folder})
    set(profile_folder $ENV{HOME}/.config/wireshark/profiles)
    if(DEFINED ENV{XDG_CONFIG_HOME})
        set(profile_folder $ENV{XDG_CONFIG_HOME}/wireshark/profiles)
    endif()
    set(share_folder $ENV{HOME}/.local/share)
endif()

install(TARGETS hsviz
    LIBRARY DESTINATION ${plugin_folder}/epan
    RUNTIME DESTINATION ${plugin_folder}/epan)
install(DIRECTORY profile/hsviz DESTINATION ${profile_folder})
if(share_folder)
    set(doc_folder ${share_folder}/doc/wireshark-hsviz)
    # As the system's other pages are; without gzip's clock, for the same sources to give the same.
    find_program(GZIP gzip)
    set(page ${CMAKE_CURRENT_SOURCE_DIR}/docs/hsviz.7)
    if(GZIP)
        configure_file(${page} ${CMAKE_CURRENT_BINARY_DIR}/hsviz.7 COPYONLY)
        execute_process(COMMAND ${GZIP} -9nfk hsviz.7
            WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
        set(page ${CMAKE_CURRENT_BINARY_DIR}/hsviz.7.gz)
    endif()
    install(FILES ${page} DESTINATION ${share_folder}/man/man7)
    install(FILES README.md docs/SECURITY.md docs/limits.md docs/model.md docs/tables.md
        docs/hsviz-1.schema.json DESTINATION ${doc_folder})
endif()

add_custom_target(uninstall
    COMMAND ${CMAKE_COMMAND} -DMANIFEST=${CMAKE_BINARY_DIR}/install_manifest.txt
        -P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/uninstall.cmake
    VERBATIM)
