"""Parameters: what the attacker may and can do."""

from simulation.scenario.parameter import Parameter, choice, flag, integer, limited

_BY_ATTACKER = ("attack", "replay", "forge", "dictionary", "inject")

PARAMETERS: tuple[Parameter, ...] = (
    limited(
        choice(
            "attack_target",
            "auto",
            "what the attacker rewrites: registrations, IKE, ESP, address updates",
            "auto",
            "mip",
            "ike",
            "esp",
            "mobike",
        ),
        acts=("attack",),
    ),
    limited(
        choice(
            "redirect_to",
            "attacker",
            "whom rewritten packets name as their source",
            "attacker",
            "victim",
        ),
        acts=_BY_ATTACKER,
    ),
    limited(
        integer(
            "attack_packets",
            0,
            "packets that the attacker rewrites at most; 0 is no limit",
            0,
            100_000,
        ),
        acts=("attack",),
    ),
    limited(
        integer("forgeries", 20, "forged packets of each kind", 1, 1000), acts=("forge", "inject")
    ),
    flag("weak_mip_secret", False, "Mobile IP secrets are words that people chose"),
    limited(
        integer("guesses_per_second", 200_000, "keys that the attacker tries", 1, 10**12, "1/s"),
        acts=("dictionary",),
    ),
)
