import {beforeAll, expect, test} from 'vitest';
import {record, recorded} from './recorded';
import {routeOf, type Route} from './routes';
import type {Trace} from './trace';
import {innermost} from './lineage';

const RUNS = [
  '1.1/leave-colocated',
  '1.3/leave-foreign-agent',
  '1.1/big-packets',
  '5/behind-nat',
  '7/leave-foreign-agent',
];

beforeAll(() => {
  record(...RUNS);
}, 120_000);

/** The way of the last packet of a flow that was sent before so many seconds. */
function last(trace: Trace, flow: string, seconds: number): Route {
  const flight = trace.flights.all.findLast(
    (each) => trace.packets.flow[each.packet] === flow && each.leaves < seconds * 1e9,
  );
  if (!flight) throw new Error(`nothing of ${flow} before ${String(seconds)} s`);
  return routeOf(trace, innermost(trace, flight.packet));
}

const shape = ({passages, stops}: Route): string[] =>
  passages.map(({role, entry, exit}) => `${role} ${stops[entry] ?? ''} ${stops[exit] ?? ''}`);

test('a packet goes through three tunnels, each from the node that wraps to the node that unwraps', () => {
  const route = last(recorded('1.1/leave-colocated'), 'cn > mn', 29.96);
  expect(route.stops.slice(0, 4)).toEqual(['cn', 'core-router', 'i-ha', 'core-router']);
  expect(shape(route)).toEqual(['internal-mip i-ha mn', 'ipsec vpn-gw mn', 'external-mip x-ha mn']);
  expect(route.hops.map(({within}) => within.length)).toEqual([0, 0, 1, 1, 1, 2, 3, 3, 3]);
  expect(route.end).toBeNull();
});

test('both directions of one flow may lie in different tunnels', () => {
  const trace = recorded('1.3/leave-foreign-agent');
  expect(shape(last(trace, 'cn > mn', 29.96))).toContain('external-mip vpn-gw x-fa');
  expect(shape(last(trace, 'mn > cn', 29.96))).toContain('external-mip x-fa x-ha');
});

test('pieces of a packet share their hops', () => {
  const route = last(recorded('1.1/big-packets'), 'cn > mn', 29.96);
  expect(route.hops.map(({flights}) => flights.length)).toEqual([1, 1, 1, 1, 1, 2, 3, 3, 3]);
});

test('a packet for somebody who left ends where it died', () => {
  const trace = recorded('1.1/leave-colocated');
  const drop = trace.drops.find((each) => trace.packets.flow[each.packet] === 'cn > mn');
  if (!drop) throw new Error('nothing was lost');
  const route = routeOf(trace, innermost(trace, drop.packet));
  expect(route.end).toEqual(drop);
  expect(route.hops.at(-1)?.to ?? route.hops.at(-1)?.from).toBe(drop.node);
});

test('of a way that is still to be gone only what was gone is told', () => {
  const trace = recorded('1.1/leave-colocated');
  const whole = last(trace, 'cn > mn', 29.96);
  const third = whole.hops[3]?.flights[0].event ?? -1;
  const part = routeOf(trace, whole.content, third);
  expect(part.hops).toHaveLength(4);
  expect(part.end).toBeNull();
});

test.each(RUNS)('tunnels on every way of %s lie within one another or apart', (run) => {
  const trace = recorded(run);
  for (let content = 0; content < trace.packets.length; content += 7) {
    if (trace.packets.inner[content] !== null) continue;
    const {passages, hops, stops} = routeOf(trace, content);
    const lost = hops.at(-1)?.to === null ? 1 : 0;
    if (hops.length > 0) expect(stops.length).toBe(hops.length + 1 - lost);
    for (const one of passages) {
      expect(stops[one.entry]).toBe(one.owner);
      for (const other of passages) {
        const crossing = one.entry < other.entry && other.entry < one.exit && one.exit < other.exit;
        expect(crossing).toBe(false);
      }
    }
  }
});
