"""Settings that must change the figures of option 1.1's claims."""

PLANTED = {
    "1.1-pro-1": ("tnc=off",),
    "1.1-con-2": ("suite=3des-sha1",),
    "1.1-con-5": ("gateway_nat=off",),
    "1.1-con-6": ("content_filter=off",),
}
