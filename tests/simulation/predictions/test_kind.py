"""The table of kinds."""

from simulation.predictions import KINDS


def test_every_kind_is_named_by_its_slug_and_says_what_a_run_without_it_lacks():
    for slug, kind in KINDS.items():
        assert kind.slug == slug
        assert kind.title.endswith(("?", "."))
        assert kind.lacks
        assert not kind.lacks.endswith(".")
