"""Algorithms by name: suites, Diffie-Hellman groups, pseudo-random functions, ciphers."""
