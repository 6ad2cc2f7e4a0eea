"""A run as a story reads it."""


def test_a_request_that_agents_pass_on_is_the_nodes_own(reading):
    run = reading("1.1", "leave-foreign-agent")
    relayed = next(
        number
        for number, record in enumerate(run.trace.packets)
        if record.relayed and record.message == "registration-request" and run.hops.get(number)
    )
    first = run.said(relayed)[0]
    assert first != relayed
    assert run.sent(run.hops[first][0]).node == "mn"


def test_stays_and_the_ways_between_them_follow_one_another(reading):
    stays = reading("1.1", "leave-colocated").stays
    assert [(each.action, each.link) for each in stays] == [
        ("switch-on", "office"),
        ("detach", ""),
        ("attach", "cellular"),
    ]
    assert stays[0].ends == stays[1].begins


def test_the_hop_of_a_packet_on_the_nodes_own_link_is_found(reading):
    run = reading("1.1", "leave-colocated")
    hop = run.access_hop(run.first_data.root, "mn")
    assert run.sent(hop).link == "office"
