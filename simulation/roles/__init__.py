"""Protocol roles: each acts on octets that reached one of its node's interfaces alone."""
