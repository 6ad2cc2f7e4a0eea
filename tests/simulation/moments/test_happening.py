from simulation.moments import HAPPENINGS
from simulation.moments.happening import PREPOSITIONS


def test_every_preposition_that_a_happening_takes_is_known_and_some_take_it():
    taken = {word for each in HAPPENINGS for word in each.takes}
    assert taken == set(PREPOSITIONS)


def test_the_form_shows_all_that_may_be_said():
    [data] = [each for each in HAPPENINGS if each.words == ("data",)]
    assert data.form == "data [from NODE] [to NODE] [by NODE] [on LINK] [at NODE]"
