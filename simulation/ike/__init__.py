"""Internet Key Exchange without I/O: octets and time go in, datagrams and happenings come out."""
