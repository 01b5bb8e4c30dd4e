# Removes what the last `cmake --install` put there, as its manifest tells, and the profile's
# folder where nothing else is in it:
#
#     cmake -DMANIFEST=build/install_manifest.txt -P uninstall.cmake
#
# SPDX-License-Identifier: GPL-2.0-or-later

if(NOT EXISTS ${MANIFEST})
    message(FATAL_ERROR "Nothing was installed from here: there is no ${MANIFEST}")
endif()
file(STRINGS ${MANIFEST} files)
foreach(file IN LISTS files)
    set(file "$ENV{DESTDIR}${file}")
    if(EXISTS ${file} OR IS_SYMLINK ${file})
        message(STATUS "Removing ${file}")
        file(REMOVE ${file})
        if(EXISTS ${file})
            message(FATAL_ERROR "${file} cannot be removed: run this as who installed it")
        endif()
    endif()
    # Folders of our own; others have files beside ours.
    get_filename_component(folder ${file} DIRECTORY)
    if(folder MATCHES "hsviz$")
        file(GLOB others ${folder}/*)
        if(NOT others)
            file(REMOVE_RECURSE ${folder})
        endif()
    endif()
endforeach()
file(REMOVE ${MANIFEST})
