# Writes a C file that holds the page's style sheet and script as strings (render/html/page.h):
#
#     cmake -DSTYLE=page.css -DSCRIPT=player.js -DOUTPUT=page.c -P embed.cmake
#
# Byte by byte, for compilers limit the length of a string literal. Carriage returns, which a
# checkout may have added, are left out: browsers drop them before they compare a hash.
#
# SPDX-License-Identifier: GPL-2.0-or-later

set(code "/* Made of render/html/page/ by cmake/embed.cmake. */\n\n#include \"render/html/page.h\"\n")

function(embed name file)
    file(READ ${file} bytes HEX)
    string(REGEX MATCHALL "[0-9a-f][0-9a-f]" bytes "${bytes}")
    list(REMOVE_ITEM bytes 0d)
    string(REPLACE ";" "', '\\x" bytes "${bytes}")
    # A line of the source a line.
    string(REPLACE "'\\x0a', " "'\\x0a',\n    " bytes "${bytes}")
    string(APPEND code "\nconst char ${name}[] = {\n    '\\x${bytes}', '\\0'\n};\n")
    set(code "${code}" PARENT_SCOPE)
endfunction()

embed(hsviz_page_style ${STYLE})
embed(hsviz_page_script ${SCRIPT})
file(WRITE ${OUTPUT} "${code}")
