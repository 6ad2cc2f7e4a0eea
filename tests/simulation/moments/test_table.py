from simulation.moments import HAPPENINGS, check, describe


def test_every_kind_of_happening_stands_in_the_table_and_its_words_are_phrases():
    rows = describe()
    assert len(rows) == len(HAPPENINGS)
    for row in rows:
        for words in row["words"]:
            check(f"the second {words} after {words}")
        assert row["meaning"]
