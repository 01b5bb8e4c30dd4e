"""Preferences: what each changes, and that it changes nothing else.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import pytest

import runner


@pytest.mark.parametrize("name", ["tls13-full-client-nokeys", "tls12-full-client-nokeys",
                                  "tls13-0rtt-accepted-client-nokeys",
                                  "tls12-renegotiation-server-client-nokeys"])
@pytest.mark.parametrize("passes", [runner.ONE_PASS, runner.TWO_PASSES], ids=["one", "two"])
def test_nothing_is_inferred_unless_wanted(tshark, name, passes):
    capture = runner.capture(name)
    (inferred,) = tshark.connections(capture, *passes)
    (plain,) = tshark.connections(capture, *passes, "-o", "hsviz.infer:FALSE")
    assert "inferred" in {step["source"] for step in inferred["steps"]}
    assert {step["source"] for step in plain["steps"]} == {"seen"}
    assert "Encrypted" in {step["step"] for step in plain["steps"]}
    assert plain["tls"]["version_path"] == inferred["tls"]["version_path"]


def test_keys_are_read_without_inference(tshark, handshake):
    (inferred,) = tshark.connections(handshake)
    (plain,) = tshark.connections(handshake, "-o", "hsviz.infer:FALSE")
    assert plain == inferred


SEVERITIES = ["all", "notes", "warnings", "errors", "none"]


@pytest.mark.parametrize("name", ["server-flight-over-iw-client", "alert-unknown-ca-client",
                                  "loss-syn-client", "tls13-hrr-client"])
def test_expert_information_by_severity(tshark, name):
    capture = runner.capture(name)
    counts = [len(tshark.output("-o", f"hsviz.notes:{least}", "-2", "-Y", "_ws.expert", "-T",
                                "fields", "-E", "occurrence=a", "-e", "_ws.expert.message",
                                capture=capture).strip()) for least in SEVERITIES]
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[-1]
    drawn = {tshark.output("-o", f"hsviz.notes:{least}", "-q", "-z", "hsviz", capture=capture)
             for least in SEVERITIES}
    assert len(drawn) == 1
