"""A capture whose hellos carry hostile names: what any syntax could take for its own.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import struct

# Each name as it is on the wire, and as it is to be read wherever it is shown: bytes that are no
# text and characters that cannot be seen are spelt out, and a backslash is two.
NAMES = [
    (b"example.test", "example.test"),
    # Terminals and text.
    (b"\x1b[2J\x1b]0;owned\x07", r"\x1b[2J\x1b]0;owned\x07"),
    (b"two\r\nlines\tand a tab", r"two\x0d\x0alines\x09and a tab"),
    ("left\u202eto\u2066right\u200f".encode(), r"left\u{202e}to\u{2066}right\u{200f}"),
    (b"\xff\xfe\xc3(\xe2\x82", r"\xff\xfe\xc3(\xe2\x82"),
    ("b\u00fccher.\u4f8b\u3048".encode(), "b\u00fccher.\u4f8b\u3048"),
    (b"c:\\new\\table", r"c:\\new\\table"),
    (b"'single' \"double\" `back`", "'single' \"double\" `back`"),
    # HTML.
    (b"</script><script>alert(1)</script>", "</script><script>alert(1)</script>"),
    (b"<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    (b"&lt;b&gt; &#60;i&#62; &amp;", "&lt;b&gt; &#60;i&#62; &amp;"),
    (b"<!-- comment", "<!-- comment"),
    # Mermaid.
    (b"a;b#59;c#lt;d", "a;b#59;c#lt;d"),
    (b"end", "end"),
    (b"x\nend\nClient->>Server: injected", r"x\x0aend\x0aClient->>Server: injected"),
    (b"Client->>Server: injected", "Client->>Server: injected"),
    (b"wrap: me", "wrap: me"),
    (b":nowrap: me", ":nowrap: me"),
    (b"%%{init: {'theme': 'dark'}}%% x", "%%{init: {'theme': 'dark'}}%% x"),
    (b"%% comment", "%% comment"),
    (b"a as b", "a as b"),
    (b"a<br/>b", "a<br/>b"),
    (b"$$x^2$$", "$$x^2$$"),
    (b"@{ \"type\": \"actor\" }", "@{ \"type\": \"actor\" }"),
    ("\ufb02\u00b0\u00b060\u00b6\u00df".encode(), "\ufb02\u00b0\u00b060\u00b6\u00df"),
    # PlantUML.
    (b"@enduml", "@enduml"),
    (b"x\n@enduml\n@startuml\nBob->Eve", r"x\x0a@enduml\x0a@startuml\x0aBob->Eve"),
    (b"!include /etc/passwd", "!include /etc/passwd"),
    (b"x\n!include /etc/passwd", r"x\x0a!include /etc/passwd"),
    (b"%getenv(\"HOME\") %date()", "%getenv(\"HOME\") %date()"),
    (b"**b** //i// \"\"m\"\" --s-- __u__ ~~w~~", "**b** //i// \"\"m\"\" --s-- __u__ ~~w~~"),
    (b"<b>bold <&star> <$sprite> <:smile:>", "<b>bold <&star> <$sprite> <:smile:>"),
    (b"[[http://evil.test link]]", "[[http://evil.test link]]"),
    (b"<img:http://evil.test/x.png>", "<img:http://evil.test/x.png>"),
    (b"<U+0041> &#65; ~n \\n", r"<U+0041> &#65; ~n \\n"),
    (b"' comment /' block '/", "' comment /' block '/"),
    (b"= heading == a == ....", "= heading == a == ...."),
    (b"\" as Eve\nparticipant \"Bob", r'" as Eve\x0aparticipant "Bob'),
    # Markdown.
    (b"a | b | c", "a | b | c"),
    (b"`|` \\| ``", r"`|` \\| ``"),
    (b"# heading", "# heading"),
    (b"*b* _i_ ~~s~~ [l](http://e.test) ![p](x)", "*b* _i_ ~~s~~ [l](http://e.test) ![p](x)"),
    (b"https://evil.test/ www.evil.test", "https://evil.test/ www.evil.test"),
    (b"me@evil.test @user #123 :tada:", "me@evil.test @user #123 :tada:"),
    (b"{{ liquid }} {% raw %}", "{{ liquid }} {% raw %}"),
    # Tables of numbers.
    (b"=1+1", "=1+1"),
    (b"a,b\"c\"", "a,b\"c\""),
    # As long as names are kept, and with no place to break.
    (b"x" * 200, "x" * 200),
]


def _extension(number, body):
    return struct.pack("!HH", number, len(body)) + body


def _protocols(name):
    return struct.pack("!HB", len(name) + 1, len(name)) + name


def _record(message, body):
    content = bytes([message]) + struct.pack("!I", len(body))[1:] + body
    return b"\x16\x03\x01" + struct.pack("!H", len(content)) + content


def _client_hello(name):
    server_name = struct.pack("!HBH", len(name) + 3, 0, len(name)) + name
    extensions = _extension(0, server_name) + _extension(16, _protocols(name))
    body = (b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x02\xc0\x2f" + b"\x01\x00" +
            struct.pack("!H", len(extensions)) + extensions)
    return _record(1, body)


def _server_hello(name):
    extensions = _extension(16, _protocols(name))
    body = (b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x2f" + b"\x00" +
            struct.pack("!H", len(extensions)) + extensions)
    return _record(2, body)


def _frame(port, is_client, sequence, acknowledgement, flags, payload=b""):
    client, server = bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])
    ends = (client, server, port, 443) if is_client else (server, client, 443, port)
    tcp = struct.pack("!HHIIBBHHH", *ends[2:], sequence, acknowledgement, 0x50, flags, 8192, 0, 0)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40 + len(payload), 1, 0, 64, 6, 0, *ends[:2])
    return bytes(12) + b"\x08\x00" + ip + tcp + payload


def frames():
    """One connection per name, stream 0 the first: TCP handshake and both hellos."""
    for number, (name, _) in enumerate(NAMES):
        port = 40000 + number
        hello = _client_hello(name)
        yield _frame(port, True, 100, 0, 0x02)
        yield _frame(port, False, 500, 101, 0x12)
        yield _frame(port, True, 101, 501, 0x10)
        yield _frame(port, True, 101, 501, 0x18, hello)
        yield _frame(port, False, 501, 101 + len(hello), 0x18, _server_hello(name))
