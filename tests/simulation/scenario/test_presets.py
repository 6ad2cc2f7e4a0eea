import pytest

from simulation import OPTIONS, PRESETS, read_scenario
from simulation.time import SECOND

# What the project promises of each preset: seconds, where nodes start, and their moves.
TIMELINES = {
    "power-up-inside": (20, {"mn": "office"}, []),
    "leave-colocated": (40, {"mn": "office"}, [(10, "mn", "cellular")]),
    "leave-foreign-agent": (40, {"mn": "office"}, [(10, "mn", "hotspot")]),
    "handover-outside": (
        60,
        {"mn": "cellular"},
        [(20, "mn", "hotspot"), (40, "mn", "cellular")],
    ),
    "behind-nat": (60, {"mn": "cellular"}, [(20, "mn", "hotel")]),
    "return-inside": (60, {"mn": "cellular"}, [(20, "mn", "office"), (40, "mn", "cellular")]),
    "two-outside": (50, {"mn": "cellular", "mn2": "hotspot"}, [(30, "mn2", "office")]),
    "crash-restart": (60, {"mn": "cellular"}, []),
    "gateway-nat": (40, {"mn": "office"}, [(10, "mn", "cellular")]),
    "content-filter": (40, {"mn": "office"}, [(10, "mn", "cellular")]),
    "big-packets": (40, {"mn": "office"}, [(10, "mn", "cellular")]),
    "pseudo-nat-attack": (60, {"mn": "cellular"}, [(15, "mn", "hotspot")]),
    "gateway-renumbering": (60, {"mn": "cellular"}, []),
    "rekey": (130, {"mn": "cellular"}, [(60, "mn", "hotspot")]),
    "grand-tour": (
        140,
        {"mn": "home"},
        [
            (20, "mn", "office"),
            (40, "mn", "cellular"),
            (60, "mn", "hotspot"),
            (80, "mn", "hotel"),
            (100, "mn", "cellular"),
            (120, "mn", "office"),
        ],
    ),
}


def test_every_promised_preset_is_there():
    assert set(TIMELINES) <= set(PRESETS)


@pytest.mark.parametrize("slug", TIMELINES)
def test_a_preset_has_the_promised_timeline(slug):
    length, start, moves = TIMELINES[slug]
    scenario = read_scenario(PRESETS[slug].document("1.1"))
    assert scenario.duration_ns == length * SECOND
    assert scenario.start == start
    attached = [
        (each["at_ns"], each["node"], each["link"])
        for each in scenario.actions
        if each["do"] == "attach"
    ]
    assert attached == [(at * SECOND + SECOND // 10, node, link) for at, node, link in moves]
    detached = [each["at_ns"] for each in scenario.actions if each["do"] == "detach"]
    assert detached == [at * SECOND for at, _, _ in moves]
    on = [(each["at_ns"], each["node"]) for each in scenario.actions if each["do"] == "switch-on"]
    assert on == [(SECOND, node) for node in start]


@pytest.mark.parametrize("slug", PRESETS)
@pytest.mark.parametrize("option", OPTIONS)
def test_every_preset_is_a_scenario_under_every_option(slug, option):
    scenario = read_scenario(PRESETS[slug].document(option, seed=3))
    assert (scenario.option, scenario.slug, scenario.seed) == (option, slug, 3)
    assert scenario.title
    assert PRESETS[slug].summary


def test_the_crash_is_a_crash_outside_and_a_restart_inside():
    actions = [
        (each["at_ns"] // SECOND, each["do"], each.get("link"))
        for each in PRESETS["crash-restart"].document("1.1")["actions"]
    ]
    assert actions[1:] == [(20, "crash", None), (25, "restart", "office")]


def test_the_attack_lasts_from_15_to_25():
    scenario = read_scenario(PRESETS["pseudo-nat-attack"].document("1.1"))
    spans = [
        (each["at_ns"] // SECOND, each["on"])
        for each in scenario.actions
        if each["node"] == "attacker" and "on" in each
    ]
    assert spans == [(15, True), (25, False)]


@pytest.mark.parametrize(
    ("slug", "settings"),
    [
        ("gateway-nat", {"gateway_nat": True}),
        ("content-filter", {"content_filter": True}),
    ],
)
def test_presets_set_what_they_are_about(slug, settings):
    scenario = read_scenario(PRESETS[slug].document("1.1"))
    assert {key: scenario[key] for key in settings} == settings
