"""What a sender does next, held against what it puts on its links."""

from simulation.predictions import grade

CHATTER = {"", "arp", "gratuitous-arp", "agent-solicitation"}


def test_the_answer_is_the_next_signalling_message_of_the_sender(examiner):
    one = examiner("1.1", "handover-outside")
    scene = one.scene
    moments = one.moments("reaction")
    assert moments
    for at in moments:
        asked = one.ask("reaction", at)
        sender = asked.evidence.node
        sent = sorted((number, root) for root, (number, _) in scene.facts.first_sent.items())
        later = [
            scene.record(root).purpose
            for number, root in sent
            if number > at
            and scene.event(number).node == sender
            and scene.record(root).message
            not in {"", "arp", "gratuitous-arp", "agent-solicitation"}
        ]
        if asked.answer == ("nothing",):
            assert not later
        else:
            assert later[0].split(",")[0] in asked.answer[0]


def test_who_expects_silence_is_told_when_it_asks_again(examiner):
    asked = examiner("1.1", "handover-outside").ask("reaction", 733)
    assert asked.answer == ("A Registration Request for 10.1.0.100 to 10.1.0.1",)
    assert "try 3" not in str(asked.without_answer())
    assert "asks again when none has come" in grade(asked, ["nothing"]).parts[0].feedback
