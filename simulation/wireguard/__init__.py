"""WireGuard without I/O: the Noise handshake, transport data, timers and roaming.

From the white paper "WireGuard: Next Generation Kernel Network Tunnel"; sections are its own.
"""
