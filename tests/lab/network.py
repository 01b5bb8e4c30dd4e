"""The lab's network: client - wire - middle - wire - server, each in a namespace of its own.

It lives as long as one attempt at one scenario, so that nothing the kernel remembers of a
connection (TIME-WAIT, route metrics, Fast Open cookies) reaches the next. Neighbours are permanent,
so that ARP is in no timing, and offloads are off, so that segments are those of the wire.
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
ADDRESSES = {
    "client0": CLIENT_ADDRESS,
    "mid-client": "192.0.2.1",
    "mid-server": "198.51.100.1",
    "server0": SERVER_ADDRESS,
}
# Who sits at the other end of the wire, as each interface must know it.
NEIGHBOURS = (
    ("client0", "mid-client"),
    ("mid-client", "client0"),
    ("mid-server", "server0"),
    ("server0", "mid-server"),
)
# Each wire's two interfaces: the one nearer to the client first.
WIRES = {"client": ("near-up", "near-down"), "server": ("far-up", "far-down")}
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
    names = [end[0] for cable in CABLES for end in cable]
    return f"02:00:00:00:00:{names.index(interface) + 1:02x}"


def _node_of(interface):
    return next(node for cable in CABLES for name, node in cable if name == interface)


def _cable_lay(ends):
    (name_a, node_a), (name_b, node_b) = ends
    _run("ip", "link", "add", name_a, "netns", PREFIX + node_a, "address", _mac(name_a),
         "type", "veth", "peer", "name", name_b, "netns", PREFIX + node_b, "address", _mac(name_b))
    for name, node in ends:
        switches = [word for offload in OFFLOADS for word in (offload, "off")]
        _run(*inside(node, "ethtool", "-K", name, *switches))
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


def remove():
    """Removes the lab's namespaces, and the interfaces with them."""
    listed = subprocess.run(["ip", "netns", "list"], check=True, capture_output=True, text=True)
    for line in listed.stdout.split("\n"):
        name = line.split(" ")[0]
        if name.startswith(PREFIX):
            _run("ip", "netns", "del", name)
