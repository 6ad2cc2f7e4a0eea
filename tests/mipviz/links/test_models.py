import pytest
from django.core.management import call_command

from mipviz.links.models import Link


@pytest.mark.django_db
def test_the_migrations_make_the_tables_that_the_models_describe():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    link = Link.objects.create(
        id="abc",
        scheme=1,
        scenario={"seed": 1},
        view={"t": 5},
        engine="1",
        digest="d" * 64,
        fingerprint="f" * 64,
    )
    again = Link.objects.get(pk="abc")
    assert (again.scenario, again.view) == ({"seed": 1}, {"t": 5})
    assert str(again) == "abc"
    assert again.created == link.created
