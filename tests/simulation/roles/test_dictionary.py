import pytest

from simulation.roles import dictionary
from simulation.wire import mobile_ip
from simulation.wire.address import Address


def request(key, *, kind=mobile_ip.MOBILE_HOME, spi=300):
    header = mobile_ip.RegistrationRequest(
        lifetime=60,
        home_address=Address(1),
        home_agent=Address(2),
        care_of_address=Address(3),
        identification=4,
    )
    return mobile_ip.signed(header, (), kind=kind, spi=spi, key=key)


def test_words_are_plain_and_different():
    assert len(set(dictionary.WORDS)) == len(dictionary.WORDS) > 100
    assert all(word.isascii() and word.isalnum() for word in dictionary.WORDS)
    assert len({dictionary.key_of(word) for word in dictionary.WORDS}) == len(dictionary.WORDS)


def test_a_key_has_the_length_of_every_other():
    assert dictionary.key_of("guest") == b"guest" + bytes(11)
    assert len(dictionary.key_of("a" * 40)) == dictionary.KEY_OCTETS


@pytest.mark.parametrize("place", [0, 41, len(dictionary.WORDS) - 1])
def test_a_word_of_the_list_is_found_at_its_place(place):
    word = dictionary.WORDS[place]
    assert dictionary.search(request(dictionary.key_of(word))) == (word, place + 1)


def test_a_key_that_is_no_word_is_not_found():
    assert dictionary.search(request(bytes(range(16)))) is None
    assert dictionary.search(b"") is None
    assert dictionary.search(request(b"guest" + bytes(11), kind=mobile_ip.MOBILE_FOREIGN)) is None
