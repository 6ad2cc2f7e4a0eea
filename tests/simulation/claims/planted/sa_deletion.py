"""Settings that must change the figures of the claims about SA deletion."""

from tests.simulation.claims.designs import under

PLANTED = {
    "1.2-con-6": ("care_of=foreign-agent",),
    "1.2-con-6a": ("honour_delete=on",),
    "1.2-con-6b": ("initial_contact=on",),
    "1.2-con-6c": ("inside_reaches_gateway=on",),
    "1.2-con-7": ("xauth=off",),
    "1.2-con-7a": ("dpd_s=10",),
    "1.2-con-7b": ("xauth=on", "user_seconds=2"),
    "1.2-con-8": ("registration_d_bit=off",),
    "1.2-con-9": ("home_address=static",),
    "1.2-sec-X1": under("0"),
}
