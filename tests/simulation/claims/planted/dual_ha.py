"""Settings that must change the figures of option 1.1's claims."""

PLANTED = {
    "1.1-pro-1": ("tnc=off",),
    "1.1-pro-2": ("gateway_nat=on",),
    "1.1-pro-3": lambda document: {**document, "option": "2"},
    "1.1-pro-5": ("dpd_s=5",),
    "1.1-pro-6": ("content_filter=on",),
    "1.1-con-2": ("suite=3des-sha1",),
    "1.1-con-3": ("deny_mobile_to_mobile=on",),
    "1.1-con-4": ("link.cellular.loss=1",),
    "1.1-con-5": ("gateway_nat=off",),
    "1.1-con-6": ("content_filter=off",),
}
