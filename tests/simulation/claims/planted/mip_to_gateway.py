"""Settings that must change the figures of option 1.3's claims."""

PLANTED = {
    "1.3-pro-1": ("link.cellular.delay_ms=300",),
    "1.3-con-1": ("gateway_nat=on",),
}
