"""GitHub's workflow is one by its schema: checked by action-validator, as it cannot be run here.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re
import subprocess

import pytest

import npm
import runner

WORKFLOW = runner.ROOT / ".github" / "workflows" / "build.yml"


@pytest.fixture(name="validate", scope="module")
def validator():
    """Gives whether a file is a workflow, and what the tool says of it."""
    tool = npm.modules() / ".bin" / "action-validator"

    def run(path):
        done = subprocess.run([tool, path], check=False, capture_output=True, encoding="utf-8",
                              timeout=60, cwd=runner.ROOT)
        return done.returncode == 0, done.stdout + done.stderr

    return run


def test_workflow_is_one(validate):
    good, said = validate(WORKFLOW)
    assert good, said


@pytest.mark.parametrize("line", ["runs-on", "steps", "name: build\n\non"])
def test_wrong_workflow_would_be_seen(validate, tmp_path, line):
    text = WORKFLOW.read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(text.replace(f"{line}:", "nonsense:", 1), encoding="utf-8")
    assert wrong.read_text(encoding="utf-8") != text
    good, said = validate(wrong)
    assert not good and "nonsense" in said, said


def test_workflow_runs_what_there_is():
    """What it calls in this tree is there, and can be run."""
    commands = re.findall(r"run: (\.?[\w-]*/\S+)", WORKFLOW.read_text(encoding="utf-8"))
    assert commands
    for command in commands:
        path = runner.ROOT / command
        assert path.is_file() and path.stat().st_mode & 0o111, command
