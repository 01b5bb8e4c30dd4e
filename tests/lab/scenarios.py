"""All scenarios, in the order of the manifest. New ones go to the end: the client's port is the
scenario's place.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from scenarios_authority import AUTHORITY
from scenarios_handshakes import HANDSHAKES
from scenarios_more import MORE
from scenarios_network import NETWORK
from scenarios_outcomes import OUTCOMES
from scenarios_records import RECORDS
from scenarios_stacks import STACKS
from scenarios_starttls import CARRIED, STARTTLS
from scenarios_tcp_close import CLOSINGS
from scenarios_tcp_loss import LOST_AND_CARRIED
from scenarios_tcp_open import OPENINGS
from scenarios_variants import VARIANTS

SCENARIOS = (HANDSHAKES + NETWORK + MORE + STARTTLS + CARRIED + STACKS + RECORDS + OUTCOMES
             + VARIANTS + OPENINGS + CLOSINGS + LOST_AND_CARRIED + AUTHORITY)
