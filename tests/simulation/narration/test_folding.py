"""What beats fold."""

from simulation.narration.folding import folds


def test_every_line_of_the_narrator_is_in_exactly_one_beat(told, run):
    from simulation.narration import lines

    trace = run("1.1", "leave-colocated")
    folded = [
        line.event
        for beat in told("1.1", "leave-colocated").beats
        for fold in beat.folds
        for line in fold.lines
    ]
    assert sorted(folded) == sorted(each["event"] for each in lines(trace, 0, len(trace.events)))


def test_steps_of_one_exchange_are_gathered_under_its_name(told):
    arrives = next(each for each in told("1.1", "leave-colocated").beats if each.kind == "arrives")
    titles = {each.title: each for each in arrives.folds}
    dhcp = titles["DHCP: getting an address"]
    assert any("DHCP DISCOVER" in line.text for line in dhcp.lines)
    assert dhcp.times == len(dhcp.lines)


def test_what_is_too_frequent_to_be_told_is_counted(reading):
    found = folds(reading("1.1", "leave-colocated"), [], 0, 40_000)
    assert {each.title for each in found} == {"Agent advertisements", "ARP: who has this address?"}
    assert all(each.times > 0 and not each.lines for each in found)


def test_nothing_of_wireguard_is_gathered_under_ike(told):
    titles = [fold.title for beat in told("wg", "leave-colocated").beats for fold in beat.folds]
    assert any(title.startswith("WireGuard") for title in titles)
    assert not any(title.startswith("IKE") for title in titles)
