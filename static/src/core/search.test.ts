import {describe, expect, test} from 'vitest';
import {fixtureTrace} from './fixture';
import {Matches, momentsOf, packetsOf} from './search';

const SOME = new Matches([
  [2, 3],
  [10, 1],
]);

describe('matches', () => {
  test('are counted and numbered across runs', () => {
    expect(SOME.count).toBe(4);
    expect([...SOME]).toEqual([2, 3, 4, 10]);
    expect([0, 1, 2, 3, 4, -1].map((place) => SOME.at(place))).toEqual([2, 3, 4, 10, null, null]);
  });

  test('know which event is one, and how many there were up to any event', () => {
    expect([1, 2, 4, 5, 10, 11].map((event) => SOME.has(event))).toEqual([false, true, true, false, true, false]);
    expect([1, 2, 4, 9, 10, 99].map((event) => SOME.until(event))).toEqual([0, 1, 3, 3, 4, 4]);
  });

  test('lead from any event to the next and to the one before, and not beyond the last', () => {
    expect([-1, 2, 4, 7, 10].map((event) => SOME.step(event, 1))).toEqual([2, 3, 10, 10, null]);
    expect([2, 3, 7, 10, 50].map((event) => SOME.step(event, -1))).toEqual([null, 2, 4, 4, 10]);
  });

  test('of nothing lead nowhere', () => {
    const none = new Matches([]);
    expect([none.count, none.step(5, 1), none.step(5, -1), none.has(0)]).toEqual([0, null, null, false]);
  });

  test('name the packets and the moments that they are about', () => {
    const trace = fixtureTrace();
    const all = new Matches([[0, trace.events.length]]);
    const told = [...all].map((event) => trace.events.integer(event, 'packet')).filter((packet) => packet >= 0);
    expect(packetsOf(trace, all)).toEqual(new Set(told));
    expect(told.length).toBeGreaterThan(0);
    const moments = momentsOf(trace, all);
    expect(moments.every((t, i) => i === 0 || t - (moments[i - 1] ?? 0) >= trace.head.duration_ns / 400)).toBe(true);
    expect(moments[0]).toBe(trace.events.t[0]);
  });
});
