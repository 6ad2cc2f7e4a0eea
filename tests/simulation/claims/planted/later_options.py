"""Settings that must change the figures of the claims of options 3 to 7."""

from tests.simulation.claims.designs import under

PLANTED = {
    "3-pro-1": ("announce_move=off", "flow_direction=down"),
    "3-pro-2": under("1.1"),
    "3-pro-3": under("1.1"),
    "3-pro-4": ("attack_packets=1",),
    "3-pro-5": ("packets_per_second=1",),
    "3-con-1": under("1.1"),
    "3-con-1a": ("strict_triple=off",),
    "3-con-3": ("announce_move=on",),
    "3-open-2": ("strict_triple=off",),
    "4-pro-2": ("suite=3des-sha1",),
    "4-con-1": ("care_of=colocated",),
    "4-con-2": under("1.1"),
    "4-con-3": ("agents_share_credentials=on",),
    "4-con-4": ("care_of=colocated",),
    "5-pro-1": under("6"),
    "5-pro-2": under("1.1"),
    "5-con-1": under("1.3"),
    "5-con-3": ("overlapping_home=off",),
    "5-con-4": ("link.isp.delay_ms=200",),
    "6-open-1": ("return_routability=before",),
    "7-desc-1": ("care_of=colocated",),
    "7-desc-2": ("care_of=colocated",),
    "7-pro-1": ("suite=aes-gcm",),
    "7-pro-2": ("care_of=colocated",),
    "7-con-2": under("0"),
}
