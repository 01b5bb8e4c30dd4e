"""TLS that begins inside another protocol, or is carried by one, or stands on a port that says
nothing.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenario import (ASK, CLIENT, CLIENT_CLOSES, CLIENT_SCRIPT, NO_TICKET, OPENING, REQUEST,
                      RESPONSE, SERVER, SERVER_CLOSES, SERVER_SCRIPT, TLS12, TLS12_FULL, TLS13_FULL,
                      TRUTH12_FULL, TRUTH13_FULL, TRUTH_TCP, Scenario, close_from, tls13_from)

CLIENT_PLAIN = ("sni=example.test", "conf=MinProtocol:TLSv1.2")


def say(words):
    """The action that sends `words` in clear."""
    return ("say-hex", words.hex()) if isinstance(words, bytes) else ("say", words)


def write(words):
    """The action that sends `words` through TLS."""
    return ("write-hex", words.hex()) if isinstance(words, bytes) else ("write", words)


def spoken(turns, inside):
    """The scripts of a dialogue in clear, `turns` of (side, words), then TLS, and through it one
    question and its answer."""
    scripts = {"client": [], "server": []}
    for side, words in turns:
        other = "server" if side == "client" else "client"
        # A wait of nothing: what follows is another segment.
        scripts[side] += [*say(words), "sleep", 0]
        scripts[other] += ["hear", len(words)]
    question, answer = inside
    return {
        "client": (*scripts["client"], "handshake", *write(question), "read", len(answer),
                   *CLIENT_CLOSES),
        "server": (*scripts["server"], "handshake", "read", len(question), *write(answer),
                   *SERVER_CLOSES)}


def plain(*flights):
    """The steps before TLS: who sends application data at which position."""
    return OPENING + "".join(f"\n{side} {position} Plaintext" for side, position in flights)


def starttls(protocol, port, turns, inside, steps, **more):
    """A scenario with TLS 1.3, or what `more` says."""
    truth = {**TRUTH13_FULL, "marks": ["starttls " + protocol], "rtt": {"tcp": 1.0, "tls": 1.0}}
    settings = {"client_settings": CLIENT_PLAIN, "truth": truth, **more}
    version = settings["truth"]["version"]
    shows = f"{protocol}, and {version} after " + settings.pop("after")
    return Scenario("starttls-" + protocol.lower(), shows, port=port, steps=steps,
                    **spoken(turns, inside), **settings)


LDAP_STARTTLS = b"1.3.6.1.4.1.1466.20037"
STREAM = ("<?xml version='1.0'?><stream:stream {}='example.test' xmlns='jabber:client' "
          "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>")
XMPP_TLS = "xmlns='urn:ietf:params:xml:ns:xmpp-tls'"
FEATURES = "<stream:features>{}</stream:features>"
# CLIENT_SSL, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH, LONG_PASSWORD
MYSQL_FLAGS = (0x00088a01).to_bytes(4, "little")
MYSQL_PLUGIN = b"caching_sha2_password\0"
MYSQL_START = MYSQL_FLAGS + (1 << 24).to_bytes(4, "little") + b"\x2d" + bytes(23)
POSTGRESQL_SSL = bytes.fromhex("0000000804d2162f")
POSTGRESQL_USER = b"\0\x03\0\0user\0postgres\0\0"


def mysql_packet(number, payload):
    """A MySQL packet: length, number, payload."""
    return len(payload).to_bytes(3, "little") + bytes([number]) + payload


MYSQL_GREETING = mysql_packet(0, b"\x0a8.0.36\0" + bytes([9, 0, 0, 0]) + b"12345678\0"
                              + MYSQL_FLAGS[:2] + b"\x2d\x02\0" + MYSQL_FLAGS[2:] + b"\x15"
                              + bytes(10) + b"123456789012\0" + MYSQL_PLUGIN)

STARTTLS = [
    starttls(
        "IMAP", 143, after="STARTTLS",
        turns=(("server", "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n"),
               ("client", "a1 STARTTLS\r\n"),
               ("server", "a1 OK Begin TLS negotiation now\r\n")),
        inside=("a2 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na2 OK done\r\n"),
        steps=plain(("server", 1.5), ("client", 2), ("server", 2.5)) + """
            client 3    ClientHello
        """ + tls13_from(3.5)),
    starttls(
        "POP3", 110, after="STLS",
        turns=(("server", "+OK example.test ready\r\n"), ("client", "STLS\r\n"),
               ("server", "+OK Begin TLS negotiation\r\n")),
        inside=("CAPA\r\n", "+OK\r\nUSER\r\n.\r\n"),
        steps=plain(("server", 1.5), ("client", 2), ("server", 2.5)) + """
            client 3    ClientHello
        """ + tls13_from(3.5)),
    starttls(
        "FTP", 21, after="AUTH TLS",
        turns=(("server", "220 example.test ready\r\n"), ("client", "AUTH TLS\r\n"),
               ("server", "234 AUTH TLS successful\r\n")),
        inside=("PBSZ 0\r\n", "200 PBSZ=0\r\n"),
        steps=plain(("server", 1.5), ("client", 2), ("server", 2.5)) + """
            client 3    ClientHello
        """ + tls13_from(3.5)),
    starttls(
        "LDAP", 389, after="the extended operation StartTLS",
        turns=(("client", bytes.fromhex("301d02010177188016") + LDAP_STARTTLS),
               ("server", bytes.fromhex("3024020101781f0a0100040004008a16") + LDAP_STARTTLS)),
        inside=(bytes.fromhex("300c020102600702010304008000"),
                bytes.fromhex("300c02010261070a010004000400")),
        steps=plain(("client", 1), ("server", 1.5)) + """
            client 2    ClientHello
        """ + tls13_from(2.5)),
    starttls(
        "XMPP", 5222, after="starttls and proceed",
        turns=(("client", STREAM.format("to")),
               ("server", STREAM.format("id='1' from") + FEATURES.format(
                   f"<starttls {XMPP_TLS}><required/></starttls>")),
               ("client", f"<starttls {XMPP_TLS}/>"), ("server", f"<proceed {XMPP_TLS}/>")),
        inside=(STREAM.format("to"), STREAM.format("id='2' from") + FEATURES.format("")),
        steps=plain(("client", 1), ("server", 1.5), ("client", 2), ("server", 2.5)) + """
            client 3    ClientHello
        """ + tls13_from(3.5)),
    # The SSLRequest has no answer: the ClientHello follows it at once.
    starttls(
        "MySQL", 3306, after="an SSLRequest",
        turns=(("server", MYSQL_GREETING), ("client", mysql_packet(1, MYSQL_START))),
        inside=(mysql_packet(2, MYSQL_START + b"user\0\0" + MYSQL_PLUGIN),
                mysql_packet(3, bytes.fromhex("00000002000000"))),
        steps=plain(("server", 1.5), ("client", 2)) + """
            client 2    ClientHello
        """ + tls13_from(2.5)),
    starttls(
        "PostgreSQL", 5432, after="an SSLRequest",
        turns=(("client", POSTGRESQL_SSL), ("server", b"S")),
        inside=((len(POSTGRESQL_USER) + 4).to_bytes(4, "big") + POSTGRESQL_USER,
                b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I"),
        steps=plain(("client", 1), ("server", 1.5)) + """
            client 2    ClientHello
        """ + tls13_from(2.5)),
    # tshark 4.0 does not look for TLS after this; 4.4 does.
    starttls(
        "RDP", 3389, after="the X.224 negotiation", tshark=("-d", "tcp.port==3389,tls"),
        turns=(("client", bytes.fromhex("030000130ee000000000000100080001000000")),
               ("server", bytes.fromhex("030000130ed000001234000200080001000000"))),
        inside=(bytes.fromhex("0300000c02f0800401000100"), bytes.fromhex("0300000b02f0802e000006")),
        client_settings=CLIENT_PLAIN + TLS12 + NO_TICKET, server_settings=SERVER + TLS12,
        steps=plain(("client", 1), ("server", 1.5)) + """
            client 2    ClientHello
            server 2.5  ServerHello Certificate ServerKeyExchange ServerHelloDone
            client 3    ClientKeyExchange ChangeCipherSpec Finished
            server 3.5  ChangeCipherSpec Finished
            client 4    ApplicationData
            server 4.5  ApplicationData
        """ + close_from(5),
        truth={**TRUTH12_FULL, "marks": ["starttls RDP"], "rtt": {"tcp": 1.0, "tls": 2.0}}),
    # tshark's IRC has no STARTTLS.
    starttls(
        "IRC", 6667, after="STARTTLS", tshark=("-o", "tcp.try_heuristic_first:TRUE"),
        turns=(("client", "STARTTLS\r\n"),
               ("server", ":irc.example.test 670 client :STARTTLS successful\r\n")),
        inside=("NICK client\r\nUSER client 0 * :client\r\n",
                ":irc.example.test 001 client :Welcome\r\n"),
        steps=plain(("client", 1), ("server", 1.5)) + """
            client 2    ClientHello
        """ + tls13_from(2.5)),
    Scenario(
        "starttls-postgresql-refused", "PostgreSQL, the server refuses TLS: the connection "
        "continues in clear",
        tls=False, port=5432, made_with="Linux TCP at both ends",
        client=("say-hex", POSTGRESQL_SSL.hex(), "hear", 1, "fin", "hear-fin"),
        server=("hear", len(POSTGRESQL_SSL), "say", "N", "hear-fin"),
        steps=plain(("client", 1), ("server", 1.5)) + """
            client 2    FIN
            server 2.5  FIN-ACK
            client 3    ACK
        """,
        truth=TRUTH_TCP),
]

SOCKS_CONNECT = b"\x05\x01\0\x03\x0cexample.test\x01\xbb"
SOCKS_CONNECTED = bytes.fromhex("05000001000000000000")
CONNECT = "CONNECT example.test:443 HTTP/1.1\r\nHost: example.test:443\r\n\r\n"
CONNECTED = "HTTP/1.1 200 Connection established\r\n\r\n"

CARRIED = [
    Scenario(
        "socks5", "TLS 1.3 through a SOCKS5 proxy; the server also acts as the proxy",
        port=1080,
        client=("say-hex", "050100", "hear", 2, "say-hex", SOCKS_CONNECT.hex(),
                "hear", len(SOCKS_CONNECTED), *CLIENT_SCRIPT),
        server=("hear", 3, "say-hex", "0500", "hear", len(SOCKS_CONNECT),
                "say-hex", SOCKS_CONNECTED.hex(), *SERVER_SCRIPT),
        steps=plain(("client", 1), ("server", 1.5), ("client", 2), ("server", 2.5)) + """
            client 3    ClientHello
        """ + tls13_from(3.5),
        truth={**TRUTH13_FULL, "marks": ["tunnelled"], "rtt": {"tcp": 1.0, "tls": 1.0}}),
    Scenario(
        "tls-in-tls", "TLS 1.3 to a proxy, and inside it CONNECT and another TLS 1.3, whose keys "
        "are not in the capture; the steps are those of the outer connection",
        client=("handshake", "write", CONNECT, "read", len(CONNECTED), "tunnel", "handshake", *ASK,
                "close-notify", "hear-close-notify", "tunnel-end", *CLIENT_CLOSES),
        server=("handshake", "read", len(CONNECT), "write", CONNECTED, "tunnel", "handshake",
                "read", len(REQUEST), "write", RESPONSE, "hear-close-notify", "close-notify",
                "tunnel-end", *SERVER_CLOSES),
        steps=OPENING + """
            client 1    ClientHello
            server 1.5  ServerHello ChangeCipherSpec EncryptedExtensions
            server 1.5  Certificate CertificateVerify Finished
            client 2    ChangeCipherSpec Finished ApplicationData
            server 2.5  NewSessionTicket NewSessionTicket ApplicationData
            client 3    ApplicationData
            server 3.5  ApplicationData
            client 4    ApplicationData
            server 4.5  ApplicationData
            client 5    ApplicationData
            server 5.5  ApplicationData
        """ + close_from(6),
        truth={**TRUTH13_FULL, "marks": ["tunnelled"], "history": "CsioxyfIFDttdDdDdDdQq",
               "inner": {"version": "TLS 1.3", "begins": {"client": 3.0}}}),
    Scenario(
        "odd-port-tls13", "TLS 1.3 on a port that belongs to no protocol",
        port=47001, steps=TLS13_FULL, truth=TRUTH13_FULL),
    Scenario(
        "odd-port-tls12", "TLS 1.2 on a port that belongs to no protocol",
        port=47001, client_settings=CLIENT + TLS12 + NO_TICKET, server_settings=SERVER + TLS12,
        steps=TLS12_FULL, truth=TRUTH12_FULL),
]
