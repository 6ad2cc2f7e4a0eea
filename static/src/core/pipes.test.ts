import {beforeAll, expect, test} from 'vitest';
import {knownTo, pipesAt, type Half, type Pipe} from './pipes';
import {record, recorded, recordedCatalogue} from './recorded';
import {Seen} from './seen';
import type {Trace} from './trace';

const RUNS = [
  '0/handover-outside',
  '1.1/leave-colocated',
  '1.1/pseudo-nat-attack',
  '1.1/big-packets',
  '1.1/return-inside',
  '1.3/leave-foreign-agent',
  '3/leave-colocated',
  '5/behind-nat',
  '5265/behind-nat',
  '7/leave-foreign-agent',
  'wg/behind-nat',
] as const;
type Run = (typeof RUNS)[number];

const traces = new Map<Run, Trace>();
beforeAll(() => {
  record(...RUNS);
}, 120_000);

function traceOf(run: Run): Trace {
  const known = traces.get(run) ?? recorded(run);
  traces.set(run, known);
  return known;
}

function pipes(run: Run, seconds: number): Pipe[] {
  const {stage, roles} = recordedCatalogue();
  const trace = traceOf(run);
  const order = roles.map((role) => role.id);
  return pipesAt(trace, stage.pipes, order, trace.events.lastAt(seconds * 1e9));
}

function pipe(run: Run, seconds: number, ...parts: string[]): Pipe {
  const found = pipes(run, seconds).find((each) => parts.every((part) => each.id.split(' ').includes(part)));
  if (!found) throw new Error(`no pipe ${parts.join(' ')} at ${String(seconds)} s of ${run}`);
  return found;
}

function half(found: Pipe, owner: string): Half {
  const mine = found.halves.find((each) => each.owner === owner);
  if (!mine) throw new Error(`${owner} does not believe in ${found.id}`);
  return mine;
}

const way = (mine: Half): (string | null)[] => [...mine.legs.map((leg) => leg.from), mine.legs.at(-1)?.to ?? null];

test('the innermost pipe goes by the VPN gateway and the external home agent, as its packets do', () => {
  const inner = pipe('1.1/leave-colocated', 30, 'internal-mip', 'mn');
  const there = ['i-ha', 'core-router', 'inner-fw', 'vpn-gw', 'x-ha', 'outer-fw', 'internet', 'mn'];
  expect(way(half(inner, 'i-ha'))).toEqual(there);
  expect(way(half(inner, 'mn'))).toEqual(there.reverse());
  expect(inner.halves.map((each) => each.fate)).toEqual(['passes', 'passes']);
});

test('a tunnel lies inside those that carry it, on the links where they do', () => {
  const inner = half(pipe('1.1/leave-colocated', 30, 'internal-mip', 'mn'), 'i-ha');
  const around = inner.legs.map((leg) => leg.within.map((id) => id.split(' ')[0]));
  const [ipsec, both] = [['ipsec'], ['external-mip', 'ipsec']];
  expect(around).toEqual([[], [], [], ipsec, both, both, both]);
  const levels = pipes('1.1/leave-colocated', 30).map((each) => each.level);
  expect(levels).toEqual([2, 1, 0, 0]);
});

test.each([
  ['3/leave-colocated', ['vpn-gw', 'outer-fw', 'internet', 'mn']],
  ['7/leave-foreign-agent', ['vpn-gw', 'outer-fw', 'internet', 'x-fa', 'mn']],
] as const)('under %s packets reach the node by the gateway', (run, rest) => {
  expect(way(half(pipe(run, 30, 'internal-mip', 'mn'), 'i-ha'))).toEqual(['i-ha', 'core-router', 'inner-fw', ...rest]);
});

test('directions that take different ways are told apart', () => {
  const sealed = pipe('1.3/leave-foreign-agent', 30, 'ipsec');
  expect(way(half(sealed, 'vpn-gw'))).not.toContain('x-ha');
  expect(way(half(sealed, 'mn'))).toContain('x-ha');
});

test('a pipe whose end is gone stops where its packets die, and says at whom', () => {
  for (const found of pipes('0/handover-outside', 23.2)) {
    const [mine] = found.halves.filter((each) => each.owner !== 'mn');
    expect(mine?.fate).toBe('dies');
    expect(mine?.end).toMatchObject({node: 'internet', reason: 'no-station'});
    expect(mine?.legs.at(-1)).toMatchObject({link: 'cellular', from: 'internet', to: null});
  }
});

test('of an end that has moved and sent nothing since, no way is claimed', () => {
  const mine = half(pipe('0/handover-outside', 23.2, 'ipsec'), 'mn');
  expect(mine).toMatchObject({fate: 'unused', legs: [], last: -1, address: '192.0.2.10'});
});

test('what only one end still believes in has one half', () => {
  const dead = pipe('1.1/return-inside', 30, 'external-mip');
  expect(dead.halves.map((each) => each.owner)).toEqual(['x-ha']);
  expect(dead.ends).toEqual(['x-ha', null]);
  expect(dead.stands).toBe(false);
});

test('where an attacker takes the packets, the pipe ends at the attacker', () => {
  const stolen = half(pipe('1.1/pseudo-nat-attack', 30, 'external-mip'), 'x-ha');
  expect(stolen.end?.node).toBe('attacker');
  expect(way(stolen).at(-1)).toBe('attacker');
});

test('ends find each other through a translator', () => {
  for (const run of ['5265/behind-nat', 'wg/behind-nat'] as const) {
    for (const found of pipes(run, 40)) {
      expect(found.id).not.toContain('nat');
      expect(found.halves.map((each) => each.fate)).toEqual(['passes', 'passes']);
      if (found.ends.includes('mn')) expect(way(half(found, 'mn')).slice(0, 2)).toEqual(['mn', 'nat']);
    }
  }
});

test('who holds a key on the way is no end of the tunnel', () => {
  const [sealed, ...others] = pipes('5/behind-nat', 40);
  expect(others).toEqual([]);
  expect(sealed?.ends).toEqual(expect.arrayContaining(['cn', 'mn']));
  expect(sealed?.halves.map((each) => each.end?.node).sort()).toEqual(['internet', 'nat']);
});

test('fragments of a carried packet show its way, too', () => {
  const inner = pipe('1.1/big-packets', 30, 'internal-mip', 'mn');
  expect(way(half(inner, 'i-ha')).at(-1)).toBe('mn');
});

test('a tunnel grows with the first packet that is sent into it', () => {
  const trace = traceOf('1.1/leave-colocated');
  const opened = trace.tables.changes('mn', 'tunnels', 'xmip0')[0]?.[0] ?? 0;
  const seconds = (trace.events.t[opened] ?? 0) / 1e9;
  const mine = half(pipe('1.1/leave-colocated', seconds + 0.01, 'external-mip'), 'mn');
  expect(mine.fate).toBe('opens');
  expect(way(mine)).toEqual(['mn', 'internet']);
});

test.each(RUNS)('every leg of %s was crossed by a packet of its tunnel', (run) => {
  const trace = traceOf(run);
  const crossed = new Set(trace.flights.all.flatMap((each) => each.to.map((to) => `${each.link} ${each.from} ${to}`)));
  const duration = trace.head.duration_ns / 1e9;
  for (let seconds = 0.5; seconds < duration; seconds += 0.77) {
    for (const found of pipes(run, seconds)) {
      for (const {legs, owner, fate} of found.halves) {
        if (legs.length === 0) continue;
        expect(legs[0]?.from).toBe(owner);
        for (const [i, leg] of legs.entries()) {
          if (leg.to === null) expect(i).toBe(legs.length - 1);
          else expect(crossed).toContain(`${leg.link} ${leg.from} ${leg.to}`);
          if (i > 0) expect(leg.from).toBe(legs[i - 1]?.to);
        }
        if (fate === 'passes') expect(found.ends).toContain(legs.at(-1)?.to);
      }
    }
  }
});

test('an observer knows the tunnels whose ends it holds, as far as the link that it sends into', () => {
  const trace = recorded('1.1/leave-colocated');
  const {stage, roles} = recordedCatalogue();
  const order = roles.map((role) => role.id);
  const t = 25e9;
  const at = trace.events.lastAt(t);
  const all = pipesAt(trace, stage.pipes, order, at);
  const mine = knownTo(new Seen(trace, 'vpn-gw', at), all);
  expect(mine.length).toBeGreaterThan(0);
  expect(mine.length).toBeLessThan(all.length);
  for (const half of mine.flatMap(({halves}) => halves)) {
    expect(half.owner).toBe('vpn-gw');
    expect(half.legs.every(({from}) => from === 'vpn-gw')).toBe(true);
  }
  expect(knownTo(new Seen(trace, 'link:cellular', at), all)).toEqual([]);
  expect(knownTo(new Seen(trace, '', at), all)).toBe(all);
});
