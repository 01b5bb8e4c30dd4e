"""While nobody asks for anything of hsviz, nothing is different; whoever asks, in whatever way, gets
the same.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import pytest

import runner
from test_plaintext import DIALOGUES, keep, play

# What another plugin of no protocol would leave as it is.
OUTPUTS = [(), ("-q", "-z", "io,phs"), ("-T", "fields", "-e", "frame.protocols", "-e",
                                        "tls.handshake.type"), ("-q", "-z", "conv,tcp")]
FIELD = "hsviz.phase"
COLUMN = ("-o", f'gui.column.format:"Phase","%Cus:{FIELD}:0:R"')


def strange_port(tshark):
    """TLS where only hsviz looks for it: behind another protocol's port."""
    port, dialogue = DIALOGUES["SMTP at a port of its own"][:2]
    return keep(tshark, play(dialogue, port), "strange-port.pcap")


@pytest.mark.parametrize("arguments", OUTPUTS, ids=" ".join)
@pytest.mark.parametrize("passes", [runner.ONE_PASS, ["-o", "hsviz.find_tls:FALSE"]], ids=str)
def test_unused_changes_nothing(tshark, arguments, passes):
    capture = strange_port(tshark)
    nowhere = tshark.out / "no-plugins"
    nowhere.mkdir(exist_ok=True)
    without = [] if passes != runner.ONE_PASS else passes
    assert tshark.output(*passes, *arguments, capture=capture) == \
        tshark.output(*without, *arguments, capture=capture,
                      environment={"WIRESHARK_PLUGIN_DIR": str(nowhere)})


def phases_of(tshark, capture, *arguments):
    return tshark.output(*arguments, capture=capture).split()


@pytest.mark.parametrize("passes", [runner.ONE_PASS, runner.TWO_PASSES], ids=str)
def test_every_way_to_ask(tshark, passes):
    capture = strange_port(tshark)
    expected = phases_of(tshark, capture, *passes, "-T", "fields", "-e", FIELD)
    assert expected.count("1") + len(expected) > 10, expected
    by_filter = phases_of(tshark, capture, *passes, "-Y", FIELD, "-T", "fields", "-e", FIELD)
    assert by_filter == expected
    numbers = tshark.output(*passes, "-Y", FIELD, "-T", "fields", "-e", "frame.number",
                            capture=capture).split()
    count = tshark.output(*passes, "-q", "-z", f"io,stat,0,{FIELD}", capture=capture)
    assert f" {len(numbers)} |" in count, count
    details = tshark.output(*passes, "-V", "-O", "hsviz", capture=capture)
    assert sum(line.startswith("[Handshake: ") for line in details.splitlines()) == len(numbers)
    columns = tshark.output(*passes, *COLUMN, capture=capture).splitlines()
    assert sum(bool(line.strip()) for line in columns) == len(numbers), columns
    assert tshark.output(*passes, "-q", "-z", "expert", capture=capture)
    (drawn,) = tshark.connections(capture, *passes)
    assert drawn["tls"]["outcome"] == "complete"


def test_a_session_that_is_reset_is_refused(tshark):
    done = tshark.run("-M", "5", "-q", "-z", "hsviz", capture=strange_port(tshark))
    assert done.returncode == 1 and done.stdout == ""
    assert "tshark -M ends all connections" in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("hsviz")]) == 1
