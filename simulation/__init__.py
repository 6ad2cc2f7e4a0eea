"""A discrete-event simulation of mobile nodes that roam across an IPsec VPN gateway."""
