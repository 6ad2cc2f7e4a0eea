"""Settings that must change the figures of option 1.2's claims, but those about deleting SAs."""

PLANTED = {
    "1.2-pro-1": ("suite=3des-sha1",),
    "1.2-pro-2": ("hairpin=off",),
    "1.2-pro-2a": ("hairpin=off",),
    "1.2-pro-2b": ("hairpin=on",),
    "1.2-pro-3": lambda document: {**document, "option": "1.1"},
    "1.2-pro-3a": ("link.cellular.loss=1",),
    "1.2-pro-4": ("content_filter=on",),
    "1.2-con-2": ("gateway_nat=on",),
    "1.2-con-2c": ("stateful_inspection=off",),
    "1.2-con-4": ("link.cellular.loss=1",),
    # Under option 4 the home agent has that address, and says so.
    "1.2-con-4a": lambda document: {**document, "option": "4"},
    "1.2-con-4b": ("private_interfaces=2", "private_address=second"),
    "1.2-con-4c": ("private_address=second",),
    "1.2-con-5": ("inside_reaches_gateway=off",),
    "1.2-con-5a": ("inside_reaches_gateway=on",),
}
