#!/usr/bin/python3
"""structure: fails where files or folders depend on each other in a circle.

What counts is what a source includes, and which functions and tables of other sources it names. A
source and its header are one file. Folders come in a fixed order, and use only what stands before
them; `core_connection` is who sees the connection's struct.

    structure.py             checks, and prints what it found
    structure.py --figures   prints the figures of docs and notes too
    structure.py --selftest  plants cycles in a copy, and expects each to be found

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import pathlib
import re
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Each may use those before it, and none behind it. A folder that is not here fails the check.
ORDER = ["model/core", "model/pki", "model/plaintext", "model/tls", "model/tcp", "model/time",
         "model/connection", "model/story", "model/revocation", "model", "render", "cli"]

# The connection's struct is the model's own.
CONNECTION = "model/core/connection.h"


def without_comments(text):
    """The code of a C source, its strings empty."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def files_of(root):
    """name of a file without its ending → the text of its header and source, or sources, where
    each system has its own."""
    texts = collections.defaultdict(str)
    for top in ("model", "render", "cli"):
        for path in sorted((root / top).rglob("*.[ch]")):
            name = str(path.relative_to(root).with_suffix(""))
            texts[re.sub(r"_(posix|windows)$", "", name)] += path.read_text(encoding="utf-8")
    return texts


def definitions(texts):
    """function or table → the file that defines it."""
    found = {}
    function = re.compile(r"^(?!static|typedef|extern|#|\s)[\w \*]*?\b(hsviz_\w+)\([^;{}]*\)\s*\{",
                          flags=re.MULTILINE)
    table = re.compile(r"^(?!static|extern|#|\s)[\w \*]*?\b(hsviz_\w+)(?:\[\w*\])? =",
                       flags=re.MULTILINE)
    for name, text in texts.items():
        for pattern in (function, table):
            for match in pattern.finditer(without_comments(text)):
                found[match[1]] = name
    return found


def dependencies(root):
    """file → the files that it includes, or whose functions and tables it names."""
    texts = files_of(root)
    defined = definitions(texts)
    uses = {}
    for name, text in texts.items():
        folder = pathlib.PurePosixPath(name).parent
        used = set()
        for include in re.findall(r'^#include "([^"]+)"', text, flags=re.MULTILINE):
            path = include if "/" in include else str(folder / include)
            used.add(path.removesuffix(".h"))
        words = set(re.findall(r"\bhsviz_\w+\b", without_comments(text)))
        used |= {defined[word] for word in words & set(defined)}
        uses[name] = {other for other in used if other in texts and other != name}
    return uses


def folder_of(name):
    """The place in ORDER that a file belongs to: the longest that is a folder of it."""
    fitting = [place for place in ORDER if name.startswith(place + "/")]
    return max(fitting, key=len) if fitting else None


def cycles(uses):
    """Each set of files that reach each other (Tarjan), as sorted lists."""
    index, low, stack, found = {}, {}, [], []

    def visit(start):
        work = [(start, iter(sorted(uses[start])))]
        index[start] = low[start] = len(index)
        stack.append(start)
        while work:
            name, others = work[-1]
            other = next(others, None)
            if other is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    at = stack.index(name)
                    if len(stack) - at > 1:
                        found.append(sorted(stack[at:]))
                    del stack[at:]
            elif other not in index:
                index[other] = low[other] = len(index)
                stack.append(other)
                work.append((other, iter(sorted(uses[other]))))
            elif other in stack:
                low[name] = min(low[name], index[other])

    for name in sorted(uses):
        if name not in index:
            visit(name)
    return found


def problems(root):
    """What is wrong, a line each."""
    uses = dependencies(root)
    lines = [f"cycle of files: {' '.join(cycle)}" for cycle in cycles(uses)]
    for name, others in sorted(uses.items()):
        place = folder_of(name)
        if place is None:
            lines.append(f"{name}: its folder has no place in ORDER")
            continue
        for other in sorted(others):
            there = folder_of(other)
            if there and ORDER.index(there) > ORDER.index(place):
                lines.append(f"{name} uses {other}: {place} stands before {there}")
    # Folders inside render/ have no order of their own, but none of them may use another in turn.
    folders = collections.defaultdict(set)
    for name, others in uses.items():
        for other in others:
            here, there = str(pathlib.PurePosixPath(name).parent), str(
                pathlib.PurePosixPath(other).parent)
            if here != there:
                folders[here].add(there)
                folders.setdefault(there, set())
    lines += [f"cycle of folders: {' '.join(cycle)}" for cycle in cycles(folders)]
    for name, text in files_of(root).items():
        if not name.startswith("model/") and f'"{CONNECTION}"' in text:
            lines.append(f"{name} includes {CONNECTION}, which is the model's own")
    for path in [path for top in ("model", "render", "cli") for path in sorted((root / top).rglob("*.c"))]:
        header = re.sub(r"_(posix|windows)$", "", path.stem) + ".h"
        if not path.with_name(header).exists():
            lines.append(f"{path.relative_to(root)} has no header of its own")
    return lines


def figures(root):
    """What the structure is measured by."""
    uses = dependencies(root)
    struct = without_comments((root / CONNECTION).read_text(encoding="utf-8"))
    struct = struct[struct.index("struct hsviz_connection {"):]
    fields = sum(line.count(",") + 1 for line in struct[:struct.index("};")].splitlines()
                 if ";" in line)
    seeing = [name for name, text in files_of(root).items() if f'"{CONNECTION}"' in text]
    return [f"{len(uses)} files in {len({pathlib.PurePosixPath(n).parent for n in uses})} folders",
            f"{fields} fields of the connection's struct; {len(seeing)} files include it",
            f"{sum(map(len, uses.values()))} dependencies between files"]


def selftest():
    """Plants what must be found, in a copy; exits with 1 where it is not."""
    plants = {
        "a cycle of files": ("model/tls/kind.c", '#include "model/tls/handshake.h"\n'),
        "a folder that uses one behind it": ("model/tls/tls.c", '#include "model/tcp/tcp.h"\n'),
        "a call that no include shows": ("model/core/steps.c",
                                         "void hsviz_planted(void) { hsviz_tls_free(NULL); }\n"),
        "a renderer that sees the struct": ("render/render.c", f'#include "{CONNECTION}"\n'),
    }
    for what, (path, code) in plants.items():
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder)
            for top in ("model", "render", "cli"):
                if (ROOT / top).is_dir():
                    shutil.copytree(ROOT / top, copy / top)
            with open(copy / path, "a", encoding="utf-8") as source:
                source.write(code)
            if not problems(copy):
                sys.exit(f"structure: did not find {what}")
    print(f"structure: found all {len(plants)} that were planted")


def main():
    if "--selftest" in sys.argv:
        selftest()
        return
    lines = problems(ROOT)
    print("\n".join(lines + (figures(ROOT) if "--figures" in sys.argv else [])
                    or ["structure: no cycle, and every folder in its place"]))
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
