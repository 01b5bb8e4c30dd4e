"""Other post-dissectors beside hsviz: Wireshark's own TRANSUM, MATE and Community ID, and one in
Lua. All tell what they tell alone, and nobody complains.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import pathlib
import re
import shutil

import pytest

import runner
from differences import wireshark_version
from test_fields import FIELDS

# The name of a field until 4.4, and of a protocol since 4.6.
COMMUNITY_ID = "communityid.hash" if wireshark_version() >= (4, 6) else "communityid"
OURS = [f"hsviz.{name}" for name in FIELDS]
THEIRS = {
    "transum": ["transum.status", "transum.art", "transum.st", "transum.reqspread",
                "transum.firstreq", "transum.lastrsp"],
    "mate": ["mate.segment", "mate.session", "mate.session.NumOfPdus"],
    "communityid": [COMMUNITY_ID],
    "lua": ["neighbour.stream", "neighbour.frames"],
}
# What MATE says each time that it is used.
USUAL = "[MATE MESSAGE] -- initialize_mate: entering"
# A flag is 1 to MATE in 4.0, and True in later versions.
MATE = """
Pdu segment Proto tcp Transport ip {
    Extract addr From ip.addr;
    Extract port From tcp.port;
    Extract start From tcp.flags.syn;
    Extract stop From tcp.flags.fin;
};
Gop session On segment Match (addr, addr, port, port) {
    Start (start {1|"True"});
    Stop (stop {1|"True"});
};
Done;
"""
LUA = """
local neighbour = Proto("neighbour", "A neighbour")
local stream = ProtoField.uint32("neighbour.stream", "Stream")
local frames = ProtoField.uint32("neighbour.frames", "Frames until here")
local tcp_stream = Field.new("tcp.stream")
local count, number = 0, {}
neighbour.fields = { stream, frames }
function neighbour.init() count, number = 0, {} end
function neighbour.dissector(tvb, pinfo, tree)
    if not pinfo.visited then
        count = count + 1
        number[pinfo.number] = count
    end
    local found = tcp_stream()
    if not found then return end
    local branch = tree:add(neighbour)
    branch:add(stream, found.value)
    branch:add(frames, number[pinfo.number])
end
register_postdissector(neighbour)
"""


class Neighbours:
    """tshark with the system's own plugins, with hsviz or without it, and files for them."""

    def __init__(self, tshark, system):
        self.tshark = tshark
        folder = tshark.folder / "neighbours"
        self.plugins = {"hsviz": folder / "with", "nobody": folder / "without"}
        (library,) = pathlib.Path(tshark.plugins).rglob("hsviz.so")
        version = library.parents[1].name
        for path in self.plugins.values():
            shutil.copytree(system / version / "epan", path / version / "epan")
        shutil.copy(library, self.plugins["hsviz"] / version / "epan")
        self.options = {"transum": ["--enable-protocol", "transum"],
                        "communityid": ["--enable-protocol", "communityid"],
                        "mate": ["-o", f"mate.config:{folder / 'sessions.mate'}"],
                        "lua": ["-X", f"lua_script:{folder / 'neighbour.lua'}"]}
        (folder / "sessions.mate").write_text(MATE, encoding="utf-8")
        (folder / "neighbour.lua").write_text(LUA, encoding="utf-8")
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755)

    def told(self, whose, names, fields, passes, capture):
        """The fields of each frame, of a run that must be silent beside them."""
        options = [option for name in names for option in self.options[name]]
        columns = [option for field in fields for option in ("-e", field)]
        return self.output(whose, *options, *passes, "-T", "fields", *columns, capture=capture)

    def output(self, whose, *arguments, capture):
        done = self.tshark.run(*arguments, capture=capture, environment={
            "WIRESHARK_PLUGIN_DIR": str(self.plugins[whose])})
        complaints = [line for line in done.stderr.splitlines() if not line.endswith(USUAL)]
        assert (done.returncode, complaints) == (0, []), done
        return done.stdout


@pytest.fixture(scope="module")
def neighbours(tshark):
    loaded = tshark.run("-G", "folders").stdout
    found = [pathlib.Path(line.split("\t")[-1]) for line in
             tshark.run("-G", "folders", environment={"WIRESHARK_PLUGIN_DIR": None}).stdout
             .splitlines() if line.startswith("Global Plugins")]
    assert len(found) == 1, loaded
    # The folder of the version is named in some versions, and in others it is the one above.
    system = found[0].parent if found[0].name[0].isdigit() else found[0]
    # "with Lua", and "+Lua" since 4.6.
    has_lua = re.search(r"(with\s+|\+)Lua", tshark.output("--version"))
    if not list(system.rglob("mate.so")) or not has_lua:
        pytest.skip("Wireshark's own plugins, or Lua, are not installed")
    return Neighbours(tshark, system)


both_passes = pytest.mark.parametrize("passes", [runner.ONE_PASS, runner.TWO_PASSES],
                                      ids=["one", "two"])
several_captures = pytest.mark.parametrize("name", ["tls13-full-client", "tls12-full-client",
                                                    "starttls-irc-client", "tcp-in-tcp-client"])


@both_passes
@several_captures
def test_all_together_tell_what_each_tells_alone(neighbours, tshark, passes, name):
    capture = runner.capture(name)
    fields = [field for names in THEIRS.values() for field in names]
    together = neighbours.told("hsviz", THEIRS, [*OURS, *fields], passes, capture)
    ours = neighbours.told("hsviz", [], OURS, passes, capture)
    theirs = neighbours.told("nobody", THEIRS, fields, passes, capture)
    assert together.splitlines() == [
        f"{one}\t{other}" for one, other in zip(ours.splitlines(), theirs.splitlines())]
    assert ours == tshark.output(*passes, "-T", "fields", *(
        option for field in OURS for option in ("-e", field)), capture=capture)
    told = [line.split("\t") for line in theirs.splitlines()]
    assert all(any(row[fields.index(field)] for row in told)
               for field in ("mate.session", COMMUNITY_ID, "neighbour.frames"))


@pytest.mark.parametrize("neighbour", THEIRS)
@both_passes
def test_one_beside_us(neighbours, neighbour, passes, handshake):
    fields = THEIRS[neighbour]
    theirs = neighbours.told("nobody", [neighbour], fields, passes, handshake)
    # TRANSUM knows nothing in one pass.
    assert theirs.strip() or (neighbour == "transum" and passes == runner.ONE_PASS)
    assert neighbours.told("hsviz", [neighbour], fields, passes, handshake) == theirs


@both_passes
def test_drawings_do_not_change(neighbours, tshark, handshake, passes):
    options = [option for name in THEIRS for option in neighbours.options[name]]
    for drawing in ("hsviz,json", "hsviz,unicode,width=100", runner.FLOW):
        beside = neighbours.output("hsviz", *options, *passes, "-q", "-z", drawing,
                                   capture=handshake)
        assert beside == tshark.output(*passes, "-q", "-z", drawing, capture=handshake)
