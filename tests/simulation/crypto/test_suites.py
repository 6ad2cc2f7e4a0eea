"""The suites' numbers against the RFCs that assign them."""

import pytest

from simulation.crypto.suites import SUITES


@pytest.mark.parametrize(
    ("slug", "keymat", "iv", "block", "icv"),
    [
        ("3des-sha1", 24 + 20, 8, 8, 12),  # RFC 2451 section 2.1, RFC 2404 section 2
        ("aes-cbc-sha1", 16 + 20, 16, 16, 12),  # RFC 3602 sections 2.1 and 2.4
        ("aes-gcm", 16 + 4, 8, 4, 16),  # RFC 4106 sections 3, 8.1 and RFC 4303 section 2.4
    ],
)
def test_sizes(slug, keymat, iv, block, icv):
    suite = SUITES[slug]
    assert suite.keymat_octets == keymat
    assert (suite.iv_octets, suite.block_octets, suite.icv_octets) == (iv, block, icv)


def test_gcm_leaves_phase_one_to_cbc_of_the_same_key_size():
    # RFC 4106 section 8.2
    suite = SUITES["aes-gcm"]
    assert suite.ike.cipher == "aes-cbc"
    assert suite.ike.key_octets == suite.encryption_octets
    assert suite.v1_transform == 20  # section 8.3
    assert suite.v1_authentication is None
