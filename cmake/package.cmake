# `cpack` in the build folder: a Debian package that depends on the Wireshark it was built with, or
# an archive where there is no dpkg.
#
# SPDX-License-Identifier: GPL-2.0-or-later

find_program(DPKG dpkg)
if(DPKG)
    set(CPACK_GENERATOR DEB)
else()
    set(CPACK_GENERATOR TGZ)
endif()
set(CPACK_PACKAGE_NAME wireshark-hsviz)
set(CPACK_PACKAGE_CONTACT "hsviz developers <hsviz@example.invalid>")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "tshark | wireshark")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "hsviz is a plugin for Wireshark and tshark that draws each TCP and TLS
handshake as a client-server conversation: who sent what, after how many round
trips, where the time went, how the TLS version was negotiated, and which steps
of the standard are missing. Its output is text, HTML, SVG, JSON and CSV; it
also adds fields for filters, columns and colouring rules.")

# What Debian wants beside the program.
if(GZIP AND share_folder AND NOT HSVIZ_INSTALL_PERSONAL)
    set(package_files ${CMAKE_CURRENT_BINARY_DIR}/package)
    string(TIMESTAMP HSVIZ_PACKAGE_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)
    configure_file(packaging/changelog.in ${package_files}/changelog @ONLY)
    execute_process(COMMAND ${GZIP} -9nf changelog
        WORKING_DIRECTORY ${package_files})
    install(FILES ${package_files}/changelog.gz packaging/copyright DESTINATION ${doc_folder})
endif()
include(CPack)
