# The warnings of Wireshark's own build, as far as the compiler knows them, in the interface
# library hsviz_warnings; errors with HSVIZ_WERROR.
#
# SPDX-License-Identifier: GPL-2.0-or-later

include(CheckCCompilerFlag)

set(wanted
    -Wall -Wextra -Wendif-labels -Wpointer-arith -Wformat-security -Wvla -Waddress -Wattributes
    -Wdiv-by-zero -Wignored-qualifiers -Wpragmas -Wheader-guard -Wcomma -Wshorten-64-to-32
    -Wredundant-decls -Wunused-const-variable -Wshadow -Wold-style-definition -Wstrict-prototypes
    -Wlogical-op -Wmissing-prototypes -Wmissing-declarations -Werror=implicit)
if(MSVC)
    set(wanted /W3)
elseif(NOT HSVIZ_SANITIZE)
    list(APPEND wanted -Wframe-larger-than=32768)
endif()
if(HSVIZ_WERROR AND MSVC)
    list(APPEND wanted /WX)
elseif(HSVIZ_WERROR)
    # Guesses of the optimiser stay warnings: they differ between compilers and levels.
    list(APPEND wanted -Werror -Wno-error=maybe-uninitialized)
endif()

add_library(hsviz_warnings INTERFACE)
foreach(flag IN LISTS wanted)
    string(MAKE_C_IDENTIFIER "HSVIZ_HAS${flag}" known)
    check_c_compiler_flag(${flag} ${known})
    if(${known})
        target_compile_options(hsviz_warnings INTERFACE ${flag})
    endif()
endforeach()
