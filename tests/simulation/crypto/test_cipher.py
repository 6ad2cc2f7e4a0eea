"""CBC against RFC 3602 section 4 and the Triple-DES example of NIST SP 800-67."""

import pytest

from simulation.crypto.cipher import cbc_decrypt, cbc_encrypt, cbc_encryptor
from simulation.errors import WireError

RFC_3602 = [
    # key, IV, plaintext, ciphertext: cases 1 to 4
    (
        "06a9214036b8a15b512e03d534120006",
        "3dafba429d9eb430b422da802c9fac41",
        b"Single block msg".hex(),
        "e353779c1079aeb82708942dbe77181a",
    ),
    (
        "c286696d887c9aa0611bbb3e2025a45a",
        "562e17996d093d28ddb3ba695a2e6f58",
        bytes(range(32)).hex(),
        "d296cd94c2cccf8a3a863028b5e1dc0a7586602d253cfff91b8266bea6d61ab1",
    ),
    (
        "6c3ea0477630ce21a2ce334aa746c2cd",
        "c782dc4c098c66cbd9cd27d825682c81",
        b"This is a 48-byte message (exactly 3 AES blocks)".hex(),
        (
            "d0a02b3836451753d493665d33f0e8862dea54cdb293abc7506939276772f8d5"
            "021c19216bad525c8579695d83ba2684"
        ),
    ),
    (
        "56e47a38c5598974bc46903dba290349",
        "8ce82eefbea0da3c44699ed7db51b7d9",
        bytes(range(0xA0, 0xE0)).hex(),
        (
            "c30e32ffedc0774e6aff6af0869f71aa0f3af07a9a31a9c684db207eb0ef8e4e"
            "35907aa632c3ffdf868bb7b29d3d46ad83ce9f9a102ee99d49a53e87f4c3da55"
        ),
    ),
]


@pytest.mark.parametrize(("key", "iv", "plain", "sealed"), RFC_3602)
def test_aes_cbc(key, iv, plain, sealed):
    key, iv = bytes.fromhex(key), bytes.fromhex(iv)
    assert cbc_encrypt("aes-cbc", key, iv, bytes.fromhex(plain)).hex() == sealed
    assert cbc_decrypt("aes-cbc", key, iv, bytes.fromhex(sealed)).hex() == plain


def test_aes_cbc_of_a_whole_esp_payload():
    # RFC 3602 section 4, case 5: the encrypted part of a transport-mode ping
    key = bytes.fromhex("90d382b410eeba7ad938c46cec1a82bf")
    iv = bytes.fromhex("e96e8c08ab465763fd098d45dd3ff893")
    sealed = bytes.fromhex(
        "f663c25d325c18c6a9453e194e120849a4870b66cc6b9965330013b4898dc856"
        "a4699e523a55db080b59ec3a8e4b7e52775b07d1db34ed9c538ab50c551b874a"
        "a269add047ad2d5913ac19b7cfbad4a6"
    )
    clear = cbc_decrypt("aes-cbc", key, iv, sealed)
    assert clear[:8].hex() == "08000ebda70a0000"
    assert clear[-16:].hex() == "0102030405060708090a0b0c0d0e0e01"


def test_triple_des():
    # NIST SP 800-67 appendix B.1; CBC with a zero IV equals ECB on the first block
    key = bytes.fromhex("0123456789abcdef23456789abcdef01456789abcdef0123")
    assert cbc_encrypt("3des-cbc", key, bytes(8), b"The qufc").hex() == "a826fd8ce53b855f"


def test_a_context_continues_its_chain():
    key, iv = bytes(16), bytes(range(16))
    context = cbc_encryptor("aes-cbc", key, iv)
    pieces = context.update(bytes(16)) + context.update(bytes(32))
    assert pieces == cbc_encrypt("aes-cbc", key, iv, bytes(48))


@pytest.mark.parametrize("run", [cbc_encrypt, cbc_decrypt])
def test_refuses_part_of_a_block(run):
    with pytest.raises(WireError, match="17 octets"):
        run("aes-cbc", bytes(16), bytes(16), bytes(17))
