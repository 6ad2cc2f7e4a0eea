"""IKEv2 with MOBIKE: RFC 7296 and RFC 4555."""
