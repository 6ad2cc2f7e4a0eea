from simulation.errors import PolicyError
from simulation.ike.v1.refusal import RefusalError


def test_a_refusal_is_a_matter_of_policy_and_knows_its_number():
    refusal = RefusalError("no", 14, "RFC 2409 section 5.5")
    assert isinstance(refusal, PolicyError)
    assert (str(refusal), refusal.notification) == ("no", 14)
