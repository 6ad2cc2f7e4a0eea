import type {Scenario} from './wire';

const GAP = 100_000_000; // ns between leaving a link and reaching the next
const AFTERWARDS = 20_000_000_000; // ns of run that a move deserves after it

interface Action {
  at_ns: number;
  node: string;
  do: string;
  link?: string;
}

/**
 * The scenario in which `node` moves to `link` at `t` instead of whatever it does later.
 *
 * What happened before `t` is untouched, so the new run is the old one up to there.
 */
export function fork(scenario: Scenario, node: string, link: string, t: number): Scenario {
  const actions = (scenario['actions'] ?? []) as Action[];
  const before = actions.filter((action) => action.node !== node || action.at_ns < t);
  const move: Action[] = [
    {at_ns: t, node, do: 'detach'},
    {at_ns: t + GAP, node, do: 'attach', link},
  ];
  return {
    ...scenario,
    slug: 'custom',
    title: `${String(scenario['title'] ?? '')}; ${node} to ${link} at ${(t / 1e9).toFixed(3)} s`.slice(0, 200),
    duration_ns: Math.max(Number(scenario['duration_ns'] ?? 0), t + AFTERWARDS),
    actions: [...before, ...move].sort((a, b) => a.at_ns - b.at_ns),
  };
}
