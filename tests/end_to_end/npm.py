"""What the tests take from npm: package.json and package-lock.json beside this file.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import fcntl
import pathlib
import shutil
import subprocess

import runner

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = runner.ROOT / "build-npm"
FILES = ["package.json", "package-lock.json", ".npmrc"]


def _is_current():
    return (FOLDER / "installed").exists() and all(
        (FOLDER / name).read_bytes() == (HERE / name).read_bytes() for name in FILES)


def modules():
    """The folder of the modules, exactly those of the lock; installed where it changed. Of tests
    that run side by side one installs, and the others wait."""
    with open(HERE / "package.json", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_current():
            shutil.rmtree(FOLDER, ignore_errors=True)
            FOLDER.mkdir()
            for name in FILES:
                shutil.copyfile(HERE / name, FOLDER / name)
            subprocess.run(["npm", "ci", "--no-progress"], cwd=FOLDER, check=True, timeout=300)
            (FOLDER / "installed").touch()
    return FOLDER / "node_modules"
