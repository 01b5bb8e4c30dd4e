"""How TCP connections end, and what goes on in those that nobody uses.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenario import REQUEST, RESPONSE, Scenario, round_trips
from scenarios_tcp_open import (CLIENT_SCRIPT, CLIENT_TALKS, EST, NEVER, OPEN, PLAIN,
                                SCRIPTED_CLIENT, SERVER_TALKS, TALK, WHOLE, close_three, note,
                                truth)

ASK = f"client 1 Plaintext : {EST}\n"
NO_ANSWER = round_trips(1.0, None, 1.0, None)
ANSWER = ("hear", len(REQUEST), "say", RESPONSE)
NO_REQUEST = round_trips(1.0, None, None, None)


def plain(name, shows, client, server, steps, its_truth, **more):
    """A plain connection with these scripts."""
    return Scenario(name, shows, **{**PLAIN, "client": client, "server": server, **more},
                    steps=steps, truth=its_truth)


def scripted_client(name, shows, script, steps, its_truth, **more):
    """A scripted client of a server's kernel."""
    return plain(name, shows, ("send", "S", "hear", "SA", "send", "A", *script), SERVER_TALKS,
                 steps, {**its_truth, "untimed": True}, program="raw.py",
                 made_with=SCRIPTED_CLIENT, **more)


CLOSES = [
    plain("tcp-close-four-server", "plain TCP: the server closes first, with four segments",
          ("say", REQUEST, "hear", len(RESPONSE), "hear-fin", "quickack", "sleep", 300, "fin",
           "sleep", 200),
          (*ANSWER, "sleep", 10, "fin", "hear-fin"),
          OPEN + TALK + """
              server 1.5  FIN  : ESTABLISHED FIN-WAIT-1
              client 2    ACK  : CLOSE-WAIT FIN-WAIT-2
              client 2    FIN  : LAST-ACK FIN-WAIT-2
              server 2.5  ACK  : CLOSED TIME-WAIT
          """, truth(close="four-segment", untimed=True)),
    plain("tcp-close-simultaneous", "plain TCP: the FINs of both ends cross",
          ("say", REQUEST, "hear", len(RESPONSE), "sleep", 100, "fin", "hear-fin", "sleep", 100),
          (*ANSWER, "sleep", 125, "fin", "hear-fin", "sleep", 100),
          OPEN + TALK + """
              client 2    FIN  : FIN-WAIT-1 ESTABLISHED
              server 1.5  FIN  : FIN-WAIT-1 FIN-WAIT-1
              client 2    ACK  : CLOSING CLOSING
              server 2.5  ACK  : TIME-WAIT TIME-WAIT
          """, truth(close="simultaneous", untimed=True),
          at={"server": OPEN + TALK + """
              server 1.5  FIN  : ESTABLISHED FIN-WAIT-1
              client 2    FIN  : FIN-WAIT-1 FIN-WAIT-1
              server 2.5  ACK  : CLOSING CLOSING
              client 2    ACK  : TIME-WAIT TIME-WAIT
          """}),
    plain("tcp-close-half", "plain TCP: the client closes its half; the server responds after "
          "that, and then closes too",
          ("say", REQUEST, "fin", "hear", len(RESPONSE), "hear-fin"),
          ("hear", len(REQUEST), "hear-fin", "quickack", "sleep", 100, "say", RESPONSE, "sleep",
           100, "fin", "sleep", 100),
          OPEN + ASK + f"""
              client 1    FIN             : FIN-WAIT-1 ESTABLISHED
              server 1.5  ACK             : FIN-WAIT-2 CLOSE-WAIT
              server 1.5  Plaintext : FIN-WAIT-2 CLOSE-WAIT
              server 1.5  FIN             : FIN-WAIT-2 LAST-ACK
              client 2    ACK             : TIME-WAIT CLOSED
          """, truth(note("data-after-fin"), close="four-segment", untimed=True)),
    plain("tcp-close-half-open", "plain TCP: the client closes its half, the server goes on "
          "sending; the capture ends in this state",
          ("say", REQUEST, "fin", "hear", len(RESPONSE), "sleep", 15000),
          ("hear", len(REQUEST), "hear-fin", "quickack", "sleep", 100, "say", RESPONSE, "sleep",
           15000),
          OPEN + ASK + """
              client 1    FIN             : FIN-WAIT-1 ESTABLISHED
              server 1.5  ACK             : FIN-WAIT-2 CLOSE-WAIT
              server 1.5  Plaintext : FIN-WAIT-2 CLOSE-WAIT
          """, truth(note("data-after-fin"), close="half", untimed=True), cut_s=2),
    plain("tcp-still-open", "plain TCP: the capture ends with the connection open",
          ("say", REQUEST, "hear", len(RESPONSE), "sleep", 15000), (*ANSWER, "sleep", 15000),
          OPEN + TALK, truth(close="open"), cut_s=2),
]

RESETS = [
    plain("tcp-reset-opening", "plain TCP: the client gives up before the SYN-ACK arrives, and its "
          "kernel resets", (), (),
          "client 0 SYN : SYN-SENT LISTEN\n" + """
              server 0.5  SYN-ACK  : SYN-SENT SYN-RCVD
              client 1    RST      : CLOSED LISTEN
          """, truth(close="reset-by-client", rtt=NEVER),
          client_settings=("abandon-ms=10",), cut_s=1),
    plain("tcp-reset-at-once", "plain TCP: the server resets as soon as the connection is "
          "established",
          ("hear-reset",), ("reset",),
          OPEN + "server 1.5 RST : CLOSED CLOSED",
          truth(close="reset-by-server", rtt=NO_REQUEST)),
    plain("tcp-reset-unread", "plain TCP: the server closes without reading the request, and its "
          "kernel resets: the request is lost although it was acknowledged, which no capture shows",
          ("say", REQUEST, "hear-reset"), ("sleep", 200, "close"),
          OPEN + ASK + "server 1.5 RST : CLOSED CLOSED",
          truth(close="reset-by-server", rtt=NO_ANSWER, untimed=True)),
    plain("tcp-reset-crossing", "plain TCP: the client resets while the response is in flight, and "
          "again when it arrives",
          ("say", REQUEST, "sleep", 60, "reset"),
          ("hear", len(REQUEST), "sleep", 20, "say", RESPONSE, "hear-reset"),
          OPEN + ASK + f"""
              client 1    RST             : CLOSED CLOSED
              server 1.5  Plaintext : CLOSED CLOSED
              client 2    RST             : CLOSED CLOSED
          """,
          truth(note("data-lost-with-reset"), close="reset-by-client", untimed=True,
                rtt=round_trips(1.0, None, 1.0, 2.0)),
          at={point: OPEN + TALK + """
              client 1    RST             : CLOSED CLOSED
              client 2    RST             : CLOSED CLOSED
          """ for point in ("middle", "server")}),
    plain("tcp-reset-after-fin", "plain TCP: the client closes before the response arrives, and "
          "its kernel then resets: the response is lost",
          ("say", REQUEST, "close"),
          ("hear", len(REQUEST), "hear-fin", "quickack", "sleep", 100, "say", RESPONSE, "sleep",
           200),
          OPEN + ASK + """
              client 1    FIN             : FIN-WAIT-1 ESTABLISHED
              server 1.5  ACK             : FIN-WAIT-2 CLOSE-WAIT
              server 1.5  Plaintext : FIN-WAIT-2 CLOSE-WAIT
              client 2    RST             : CLOSED CLOSED
          """, truth(note("data-after-fin"), note("data-lost-with-reset"),
                     close="reset-by-client", untimed=True)),
    scripted_client("tcp-reset-after-close", "plain TCP: the connection is closed with three "
                    "segments, and then the client resets it as well",
                    (*CLIENT_SCRIPT, "sleep", 20, "send", "R"),
                    WHOLE + "client 3 RST : CLOSED CLOSED", truth()),
]

KEEP_ALIVE = [
    plain("tcp-keep-alive", "plain TCP: two keep-alives of the client on an idle connection, "
          "without data, as Linux sends them",
          ("say", REQUEST, "hear", len(RESPONSE), "keep-alive", 1, 5, "sleep", 2500, "fin",
           "hear-fin"), SERVER_TALKS, WHOLE,
          truth(note("keep-alive"), untimed=True)),
    scripted_client("tcp-keep-alive-byte", "plain TCP: a keep-alive with one byte of garbage, as "
                    "other systems send them",
                    ("send", "A", "data=" + REQUEST, "hear", "D", "send", "A", "sleep", 1000,
                     "send", "A", "at=-1", "data=.", "again", "hear", "A", "sleep", 1000, "send",
                     "FA", "hear", "FA", "send", "A"),
                    WHOLE, truth(note("keep-alive"))),
    plain("tcp-keep-alive-unanswered", "plain TCP: from some time on everything that the client "
          "sends is lost between middle and server; its keep-alives are unanswered, and it resets",
          ("say", REQUEST, "hear", len(RESPONSE), "keep-alive", 1, 2, "hear-timeout"),
          (*ANSWER, "sleep", 15000), OPEN + TALK + "client 2 RST@client,middle : CLOSED CLOSED",
          truth(note("keep-alive", "client", "middle"),
                close="reset-by-client", untimed=True),
          told_at={"server": {"close": "open"}},
          losses=(("server", "up:any:5:onward"),), cut_s=5),
    plain("tcp-idle", "plain TCP: neither side sends anything for two seconds before the close",
          ("say", REQUEST, "hear", len(RESPONSE), "sleep", 2000, "fin", "hear-fin"), SERVER_TALKS,
          WHOLE, truth(think=[{"who": "client", "before": "FIN", "ms": 2000}])),
]

SECOND = (truth(note("port-reused")), WHOLE)
REUSE = [
    plain("tcp-port-reused", "plain TCP: two connections with the same ports; the first one ends "
          "with a reset",
          ("say", REQUEST, "hear", len(RESPONSE), "reset", "--", *CLIENT_TALKS),
          (*ANSWER, "hear-reset", "--", *SERVER_TALKS),
          OPEN + TALK + "client 2 RST : CLOSED CLOSED",
          truth(close="reset-by-client", untimed=True), also=(SECOND,)),
    plain("tcp-port-reused-time-wait", "plain TCP: two connections with the same ports; the first "
          "one's server is in TIME-WAIT when the second SYN comes",
          ("say", REQUEST, "hear", len(RESPONSE), "hear-fin", "fin", "sleep", 1200, "--",
           *CLIENT_TALKS),
          (*ANSWER, "fin", "hear-fin", "--", *SERVER_TALKS),
          OPEN + TALK + close_three("server", 1.5), truth(untimed=True), also=(SECOND,)),
]

CLOSINGS = CLOSES + RESETS + KEEP_ALIVE + REUSE
