"""The lab's network: client - wire - middle - wire - server, each in a namespace of its own.

It lives as long as one attempt at one scenario, so that nothing the kernel remembers of a
connection (TIME-WAIT, route metrics, Fast Open cookies) reaches the next. Neighbours are permanent,
so that ARP is in no timing, and offloads are off, so that segments are those of the wire.

SPDX-License-Identifier: GPL-2.0-or-later
"""

import subprocess

PREFIX = "hsviz-lab-"
NODES = ("client", "wire", "middle", "server")
CLIENT_ADDRESS = "192.0.2.10"
SERVER_ADDRESS = "198.51.100.20"

# Interface and its namespace, at both ends of each cable.
CABLES = (
    (("client0", "client"), ("near-up", "wire")),
    (("near-down", "wire"), ("mid-client", "middle")),
    (("mid-server", "middle"), ("far-up", "wire")),
    (("far-down", "wire"), ("server0", "server")),
)
# The certificate authority's host, which only some scenarios have; the middle forwards to its wire
# what the client asks.
AUTHORITY_ADDRESS = "203.0.113.30"
AUTHORITY_CABLES = (
    (("mid-side", "middle"), ("side-up", "wire")),
    (("side-down", "wire"), ("authority0", "authority")),
)
ADDRESSES = {
    "client0": CLIENT_ADDRESS,
    "mid-client": "192.0.2.1",
    "mid-server": "198.51.100.1",
    "server0": SERVER_ADDRESS,
    "mid-side": "203.0.113.1",
    "authority0": AUTHORITY_ADDRESS,
}
# RFC 3849; only where a scenario asks for IPv6, which else makes traffic of its own.
CLIENT_ADDRESS_6 = "2001:db8:1::10"
SERVER_ADDRESS_6 = "2001:db8:2::20"
ADDRESSES_6 = {
    "client0": CLIENT_ADDRESS_6,
    "mid-client": "2001:db8:1::1",
    "mid-server": "2001:db8:2::1",
    "server0": SERVER_ADDRESS_6,
}
# Another server, on the same host.
OTHER_SERVER_ADDRESS = "198.51.100.21"
# The client's second address, for Multipath TCP's second path.
CLIENT_ADDRESS_TWO = "192.0.2.11"
# Who sits at the other end of the wire, as each interface must know it.
NEIGHBOURS = (
    ("client0", "mid-client"),
    ("mid-client", "client0"),
    ("mid-server", "server0"),
    ("server0", "mid-server"),
)
# Each wire's two interfaces: the one nearer to the client first.
WIRES = {"client": ("near-up", "near-down"), "server": ("far-up", "far-down")}
AUTHORITY_WIRE = ("side-up", "side-down")
TAPS = {"client": "client0", "middle": "mid-client", "server": "server0"}

SYSCTLS = (
    "net.ipv6.conf.all.disable_ipv6=1",
    "net.ipv6.conf.default.disable_ipv6=1",
    "net.ipv4.ip_forward=1",
    # No pacing: a flight leaves at once, as far as the window goes.
    "net.ipv4.tcp_congestion_control=reno",
    "net.ipv4.tcp_no_metrics_save=1",
    "net.ipv4.tcp_fastopen=3",
)
OFFLOADS = ("tso", "gso", "gro", "tx", "rx")


def _run(*argv):
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)


def inside(node, *argv):
    """The command line that runs `argv` in the namespace of `node`."""
    return ["ip", "netns", "exec", PREFIX + node, *map(str, argv)]


def _mac(interface):
    names = [end[0] for cable in CABLES + AUTHORITY_CABLES for end in cable]
    return f"02:00:00:00:00:{names.index(interface) + 1:02x}"


def _node_of(interface):
    return next(node for cable in CABLES + AUTHORITY_CABLES for name, node in cable
                if name == interface)


def _switches_off():
    return [word for offload in OFFLOADS for word in (offload, "off")]


def _cable_lay(ends):
    (name_a, node_a), (name_b, node_b) = ends
    _run("ip", "link", "add", name_a, "netns", PREFIX + node_a, "address", _mac(name_a),
         "type", "veth", "peer", "name", name_b, "netns", PREFIX + node_b, "address", _mac(name_b))
    for name, node in ends:
        _run(*inside(node, "ethtool", "-K", name, *_switches_off()))
        if name in ADDRESSES:
            _run(*inside(node, "ip", "address", "add", ADDRESSES[name] + "/24", "dev", name))
        _run(*inside(node, "ip", "link", "set", name, "up"))


def build():
    """Builds the network, and first removes what an interrupted run left."""
    remove()
    for node in NODES:
        _run("ip", "netns", "add", PREFIX + node)
        _run(*inside(node, "sysctl", "-q", "-w", *SYSCTLS))
    for ends in CABLES:
        _cable_lay(ends)
    for here, there in NEIGHBOURS:
        _run(*inside(_node_of(here), "ip", "neigh", "replace", ADDRESSES[there],
                     "lladdr", _mac(there), "dev", here, "nud", "permanent"))
    for node, gateway in (("client", "mid-client"), ("server", "mid-server")):
        _run(*inside(node, "ip", "route", "add", "default", "via", ADDRESSES[gateway]))


def add_authority():
    """Adds the certificate authority's host."""
    _run("ip", "netns", "add", PREFIX + "authority")
    _run(*inside("authority", "sysctl", "-q", "-w", *SYSCTLS))
    for ends in AUTHORITY_CABLES:
        _cable_lay(ends)
    for here, there in (("mid-side", "authority0"), ("authority0", "mid-side")):
        _run(*inside(_node_of(here), "ip", "neigh", "replace", ADDRESSES[there],
                     "lladdr", _mac(there), "dev", here, "nud", "permanent"))
    _run(*inside("authority", "ip", "route", "add", "default", "via", ADDRESSES["mid-side"]))
    _run(*inside("authority", "ip", "link", "set", "lo", "up"))


def add_other_server():
    """Gives the server's host a second address."""
    _run(*inside("server", "ip", "address", "add", OTHER_SERVER_ADDRESS + "/24", "dev", "server0"))
    _run(*inside("middle", "ip", "neigh", "replace", OTHER_SERVER_ADDRESS, "lladdr",
                 _mac("server0"), "dev", "mid-server", "nud", "permanent"))


def add_vxlan():
    """Lays a VXLAN between client and server, over the network that there is."""
    ends = (("client", CLIENT_ADDRESS, SERVER_ADDRESS, "203.0.113.10", "02:00:00:00:01:01"),
            ("server", SERVER_ADDRESS, CLIENT_ADDRESS, "203.0.113.20", "02:00:00:00:01:02"))
    for place, (node, here, there, address, mac) in enumerate(ends):
        _, _, _, other_address, other_mac = ends[1 - place]
        _run(*inside(node, "ip", "link", "add", "vxlan0", "address", mac, "type", "vxlan", "id",
                     "42", "dstport", "4789", "local", here, "remote", there))
        _run(*inside(node, "ip", "address", "add", address + "/24", "dev", "vxlan0"))
        _run(*inside(node, "ethtool", "-K", "vxlan0", *_switches_off()))
        _run(*inside(node, "ip", "link", "set", "vxlan0", "up"))
        _run(*inside(node, "ip", "neigh", "replace", other_address, "lladdr", other_mac, "dev",
                     "vxlan0", "nud", "permanent"))


def raise_loopback():
    """Lets the client talk to itself."""
    _run(*inside("client", "ip", "link", "set", "lo", "up"))


def gateway_of(interface):
    """The link-layer address of an end's neighbour."""
    return _mac(dict(NEIGHBOURS)[interface])


def add_ipv6():
    """Gives all nodes IPv6 addresses beside what they have."""
    for node in ("client", "middle", "server"):
        _run(*inside(node, "sysctl", "-q", "-w", "net.ipv6.conf.all.forwarding=1",
                     *(f"net.ipv6.conf.{scope}.{setting}" for scope in ("all", "default")
                       for setting in ("accept_dad=0", "disable_ipv6=0", "router_solicitations=0",
                                       "addr_gen_mode=1"))))
    for interface, address in ADDRESSES_6.items():
        node = _node_of(interface)
        _run(*inside(node, "sysctl", "-q", "-w", f"net.ipv6.conf.{interface}.disable_ipv6=0"))
        _run(*inside(node, "ip", "address", "add", address + "/64", "dev", interface, "nodad"))
    for here, there in NEIGHBOURS:
        _run(*inside(_node_of(here), "ip", "neigh", "replace", ADDRESSES_6[there],
                     "lladdr", _mac(there), "dev", here, "nud", "permanent"))
    for node, gateway in (("client", "mid-client"), ("server", "mid-server")):
        _run(*inside(node, "ip", "route", "add", "default", "via", ADDRESSES_6[gateway]))


def add_second_path():
    """Gives the client a second address, and lets Multipath TCP use it."""
    _run(*inside("client", "ip", "address", "add", CLIENT_ADDRESS_TWO + "/24", "dev", "client0"))
    _run(*inside("middle", "ip", "neigh", "replace", CLIENT_ADDRESS_TWO, "lladdr",
                 _mac("client0"), "dev", "mid-client", "nud", "permanent"))
    _run(*inside("client", "ip", "mptcp", "limits", "set", "subflow", "1"))
    _run(*inside("server", "ip", "mptcp", "limits", "set", "subflow", "1"))
    _run(*inside("client", "ip", "mptcp", "endpoint", "add", CLIENT_ADDRESS_TWO, "dev", "client0",
                 "subflow"))


def firewall(node, rules):
    """Gives a node's nftables these commands."""
    _run(*inside(node, "nft", rules))


def remove():
    """Removes the lab's namespaces, and the interfaces with them."""
    listed = subprocess.run(["ip", "netns", "list"], check=True, capture_output=True, text=True)
    for line in listed.stdout.split("\n"):
        name = line.split(" ")[0]
        if name.startswith(PREFIX):
            _run("ip", "netns", "del", name)
