import {describe, expect, test} from 'vitest';
import {FIXTURE_EVENTS, fixtureChunk, fixtureTrace, HEAD, KINDS, MS} from './fixture';
import {EVERYTHING, GUIDE, readable} from './lens';
import {recorded} from './recorded';
import {innermost, path} from './lineage';
import {Trace} from './trace';

describe('a trace', () => {
  test('is the same whether it came in one chunk or in two', () => {
    const whole = fixtureTrace();
    const parts = new Trace(HEAD, KINDS);
    parts.append(fixtureChunk(0, 5));
    parts.append(fixtureChunk(5, FIXTURE_EVENTS));
    const numbers = [...Array(FIXTURE_EVENTS).keys()];
    const read = ({events}: Trace): unknown[] =>
      numbers.map((n) => [
        events.t[n],
        events.kind[n],
        events.node[n],
        events.field(n, 'packet'),
        events.field(n, 'new'),
      ]);
    expect(read(parts)).toEqual(read(whole));
    expect(parts.flights.all).toEqual(whole.flights.all);
  });

  test('refuses a chunk that leaves a gap or comes twice', () => {
    const trace = new Trace(HEAD, KINDS);
    trace.append(fixtureChunk(0, 5));
    expect(() => {
      trace.append(fixtureChunk(0, 5));
    }).toThrow(/expected 5/);
    expect(() => {
      trace.append(fixtureChunk(6, 8));
    }).toThrow(/expected 5/);
  });

  test('names the last event at a moment', () => {
    const {events} = fixtureTrace();
    expect(events.lastAt(-1)).toBe(-1);
    expect(events.lastAt(10 * MS)).toBe(2);
    expect(events.lastAt(10 * MS + 1)).toBe(2);
    expect(events.lastAt(1e12)).toBe(FIXTURE_EVENTS - 1);
  });
});

describe('frames on the way', () => {
  test('are those that were sent and have not arrived', () => {
    const {flights} = fixtureTrace();
    const frames = (t: number): number[] => flights.at(t).map((flight) => flight.frame);
    expect(frames(39 * MS)).toEqual([]);
    expect(frames(40 * MS)).toEqual([0]);
    expect(frames(99 * MS)).toEqual([0]);
    expect(frames(100 * MS)).toEqual([1]);
    expect(frames(105 * MS)).toEqual([]);
  });

  test('of a carried packet are those of its carrier', () => {
    const trace = fixtureTrace();
    expect(innermost(trace, 1)).toBe(0);
    expect(path(trace, 0).map((flight) => flight.link)).toEqual(['cellular', 'isp']);
  });
});

describe('tables', () => {
  test('say what held after an event, in any order of asking', () => {
    const {tables} = fixtureTrace();
    const link = (at: number): unknown => tables.row('mn', 'interfaces', 'eth0', at)?.['link'];
    expect([5, 0, 2, 1].map(link)).toEqual(['cellular', 'office', 'cellular', 'office']);
    expect(tables.rows('mn', 'interfaces', 12)).toEqual([]);
  });
});

describe('the lens', () => {
  test('opens what its node holds a key for, from the moment it holds it', () => {
    const trace = fixtureTrace();
    const depth = (lens: string, at: number): number =>
      readable(trace.stackOf(1), (key) => trace.keys.holds(lens, key, at));
    expect(depth(GUIDE, 12)).toBe(2);
    expect(depth('mn', 2)).toBe(2);
    expect(depth('mn', 3)).toBe(4);
    expect(depth('vpn-gw', 3)).toBe(2);
    expect(depth(EVERYTHING, 0)).toBe(4);
    expect(trace.keys.holders('esp:0x1000', 12)).toEqual(['mn', 'vpn-gw']);
  });

  test('shows no piece of a sealed packet to one without keys, and every piece of clear data', () => {
    const trace = recorded('1.1/big-packets');
    const seen = (link: string): Set<boolean> => {
      const found = new Set<boolean>();
      for (let n = 0; n < trace.events.length; n++) {
        if (trace.events.kind[n] !== 'sent' || trace.events.text(n, 'link') !== link) continue;
        const packet = trace.events.integer(n, 'packet');
        const stack = trace.stackOf(packet);
        if (!trace.packets.flow[packet] || stack.at(-1)?.[0] !== 'fragment') continue;
        found.add(readable(stack, (key) => trace.keys.holds(GUIDE, key, n)) === stack.length);
      }
      return found;
    };
    expect(seen('cellular')).toEqual(new Set([false]));
    expect(seen('home')).toEqual(new Set([true]));
  });
});
