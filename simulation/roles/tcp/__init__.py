"""TCP (RFC 9293) as it was run in 2003: RFC 6298 timers, RFC 5681 congestion control, no SACK."""
