"""The gallery is what `tools/gallery` draws.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import subprocess

import runner

DOCS = runner.ROOT / "docs"


def test_gallery_is_drawn_anew_the_same(tmp_path):
    subprocess.run([runner.ROOT / "tools" / "gallery", tmp_path], check=True,
                   stdout=subprocess.PIPE)
    drawn = {path.relative_to(tmp_path): path.read_text(encoding="utf-8")
             for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(DOCS): path.read_text(encoding="utf-8")
            for path in [DOCS / "gallery.md", *(DOCS / "gallery").iterdir()]}
    assert sorted(drawn) == sorted(kept)
    assert [name for name in drawn if drawn[name] != kept[name]] == [], "run tools/gallery"
    assert all(drawn.values())
