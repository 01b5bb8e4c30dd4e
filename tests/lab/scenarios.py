"""All scenarios, in the order of the manifest."""

from scenarios_handshakes import HANDSHAKES
from scenarios_more import MORE
from scenarios_network import NETWORK

SCENARIOS = HANDSHAKES + NETWORK + MORE
