"""Writes a capture and key tables, and asks tshark what it makes of them."""

import os
import struct
import subprocess
from pathlib import Path

from simulation.crypto.suites import SUITES
from simulation.wire import ethernet, ipv4, udp
from simulation.wire.address import Mac

MACS = Mac(bytes(5) + b"\x01"), Mac(bytes(5) + b"\x02")


def framed(packet):
    return ethernet.frame(MACS[1], MACS[0], 0x0800, packet)


def datagram_frame(datagram):
    """Return the frame of an IKE datagram, the non-ESP marker put in front on port 4500."""
    marker = bytes(4) if 4500 in {datagram.source_port, datagram.destination_port} else b""
    body = udp.datagram(
        datagram.source,
        datagram.destination,
        datagram.source_port,
        datagram.destination_port,
        marker + datagram.payload,
    )
    return framed(ipv4.packet(datagram.source, datagram.destination, 17, body))


def write_capture(path, frames):
    with Path(path).open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        file.writelines(
            struct.pack("<IIII", 1, number * 1000, len(frame), len(frame)) + frame
            for number, frame in enumerate(frames)
        )


def tables(keys):
    """Return Wireshark's key tables for `KeyMade` happenings, by file name."""
    esp, ikev1, ikev2 = {}, {}, {}
    for key in keys:
        secret = key.secret
        if key.key.startswith("esp:"):
            suite = SUITES[key.algorithm]
            encryption = secret["encryption"] + secret.get("salt", "")
            authentication = secret["authentication"]
            esp[key.key] = ",".join(
                f'"{cell}"'
                for cell in (
                    "IPv4",
                    "*",
                    "*",
                    key.binding["spi"],
                    suite.wireshark_encryption,
                    f"0x{encryption}",
                    suite.wireshark_authentication,
                    f"0x{authentication}" if authentication else "",
                )
            )
        elif key.key.startswith("ikev1:"):
            ikev1[key.key] = f"{key.binding['cookie_i']},{secret['encryption']}"
        else:
            ike = next(
                suite.ike for suite in SUITES.values() if key.algorithm.startswith(suite.ike.cipher)
            )
            ikev2[key.key] = ",".join(
                [
                    key.binding["spi_i"],
                    key.binding["spi_r"],
                    secret["sk_ei"],
                    secret["sk_er"],
                    f'"{ike.wireshark_v2_encryption}"',
                    secret["sk_ai"],
                    secret["sk_ar"],
                    f'"{ike.wireshark_v2_integrity}"',
                ]
            )
    named = {"esp_sa": esp, "ikev1_decryption_table": ikev1, "ikev2_decryption_table": ikev2}
    return {name: "\n".join(rows.values()) + "\n" for name, rows in named.items() if rows}


def ask(tshark, directory, frames, keys, fields, *options):
    """Return one list of field values for each frame."""
    directory = Path(directory)
    profile = directory / "profile"
    profile.mkdir(exist_ok=True)
    for name, text in tables(keys).items():
        (profile / name).write_text(text)
    write_capture(directory / "capture.pcap", frames)
    answer = subprocess.run(
        [
            tshark,
            *("-r", directory / "capture.pcap"),
            *("-o", "esp.enable_encryption_decode:TRUE"),
            *("-o", "esp.enable_authentication_check:TRUE"),
            *("-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"),
            *options,
            *("-T", "fields", "-E", "separator=|"),
            *(part for field in fields for part in ("-e", field)),
        ],
        env={**os.environ, "WIRESHARK_CONFIG_DIR": str(profile)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return [line.split("|") for line in answer.stdout.splitlines()]
