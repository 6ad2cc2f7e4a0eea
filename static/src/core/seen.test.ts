import {describe, expect, test} from 'vitest';
import {currentAt} from './current';
import {fixtureTrace, MS} from './fixture';
import {ANYWHERE, EVERYTHING, GUIDE} from './lens';
import {record, recorded} from './recorded';
import {Seen} from './seen';
import type {Trace} from './trace';

record('1.1/leave-colocated', 'wg/big-packets', '5266/behind-nat');

/** Every packet that comes by an observer at the end of a run. */
function seenBy(trace: Trace, lens: string): {seen: Seen; packets: number[]} {
  const seen = new Seen(trace, lens, trace.events.length);
  const packets = [...Array(trace.packets.length).keys()].filter((packet) => seen.knows(packet));
  return {seen, packets};
}

describe('what an observer is told of', () => {
  const trace = recorded('1.1/leave-colocated');

  test('the guide and all keys together have the trace’s own words', () => {
    for (const lens of [GUIDE, EVERYTHING]) {
      const {seen, packets} = seenBy(trace, lens);
      expect(packets).toHaveLength(trace.packets.length);
      expect(packets.every((packet) => seen.title(packet) === trace.packets.purpose[packet])).toBe(true);
    }
  });

  test('a sealed packet has a title of length and addresses, whatever it carries', () => {
    const {seen, packets} = seenBy(trace, 'link:cellular');
    const sealed = packets.filter((packet) => !seen.readsAll(packet));
    const messages = new Set(sealed.map((packet) => trace.packets.message[packet]));
    expect(messages).toContain('registration-reply');
    for (const packet of sealed) {
      expect(seen.title(packet)).toMatch(
        /^an (ESP packet|encrypted IKE message), \d+ octets, from 192\.0\.2\.\d+ to 192/,
      );
    }
  });

  test('of what is sealed one layer is left, whose length alone is known', () => {
    const {seen, packets} = seenBy(trace, 'link:cellular');
    for (const packet of packets.filter((each) => !seen.readsAll(each))) {
      const {layers, clear} = seen.sight(packet);
      expect(layers).toHaveLength(clear + 1);
      const octets = layers.reduce((sum, [, , head, tail]) => sum + head + tail, 0);
      expect(octets).toBe(trace.packets.octets[packet]);
    }
  });

  test('sealed packets between the same ends are of one sort, data or not', () => {
    const {seen, packets} = seenBy(trace, 'link:dmz');
    const sealed = packets.filter((packet) => trace.stackOf(packet).some(([header]) => header === 'esp'));
    const sorts = new Map<string, Set<string>>();
    for (const packet of sealed) {
      const own = trace.packets.message[packet] ?? '';
      sorts.set(seen.sort(packet), (sorts.get(seen.sort(packet)) ?? new Set()).add(own));
      expect(seen.isData(packet)).toBe(true);
    }
    expect([...sorts.values()].some((messages) => messages.size > 1)).toBe(true);
  });

  test('what never came by has neither title nor grade', () => {
    const {seen} = seenBy(trace, 'link:hotspot');
    const elsewhere = trace.flights.all.find(({link}) => link === 'servers')?.packet ?? -1;
    expect(seen.title(elsewhere)).toBe('');
    expect(new Set(seen.grades(elsewhere))).toEqual(new Set(['absent']));
  });

  test('a line of the narration is told by its own node alone', () => {
    const end = trace.events.length;
    let own = 0;
    for (let line = 0; line < trace.lines.length; line++) {
      const node = trace.events.node[trace.lineEvents[line] ?? -1];
      const caption = new Seen(trace, 'vpn-gw', end).caption(line);
      expect(caption?.told).toBe(node === 'vpn-gw');
      if (node === 'vpn-gw') own += 1;
      else expect(caption?.text).toMatch(/^vpn-gw sees /);
    }
    expect(own).toBeGreaterThan(0);
  });
});

test.each(['wg/big-packets', '5266/behind-nat'])('no title of a sealed packet in %s names what it carries', (run) => {
  const trace = recorded(run);
  const {seen, packets} = seenBy(trace, ANYWHERE);
  const sealed = packets.filter((packet) => !seen.readsAll(packet));
  expect(sealed.length).toBeGreaterThan(100);
  for (const packet of sealed) {
    const title = seen.title(packet);
    expect(title).toMatch(
      /^an? (ESP packet|WireGuard packet|encrypted IKE message|later piece of a packet), [\d\u202f]+ octets, from /,
    );
    expect(title).not.toContain(trace.packets.purpose[packet] ?? '?');
  }
});

describe('the current packet of one observer', () => {
  test('is one that comes by it, or none', () => {
    const trace = recorded('1.1/leave-colocated');
    for (const lens of ['link:cellular', 'i-ha', 'x-fa']) {
      let found = 0;
      for (let i = 0; i <= 100; i++) {
        const t = (trace.head.duration_ns * i) / 100;
        const at = trace.events.lastAt(t);
        const seen = new Seen(trace, lens, at);
        const current = currentAt(trace, {t, at}, null, seen);
        if (current.packet === null) continue;
        found += 1;
        expect(current.hop && seen.comesBy(current.hop)).toBe(true);
      }
      expect(found).toBeGreaterThan(10);
    }
  });

  test('is nothing where the chosen one never comes by', () => {
    const trace = fixtureTrace();
    const seen = new Seen(trace, 'link:home', 12);
    expect(currentAt(trace, {t: 200 * MS, at: 12}, 1, seen)).toMatchObject({why: 'chosen', packet: null, hop: null});
  });
});

test('a key opens what it seals from the event on that brings it, also for what happens later', () => {
  const trace = fixtureTrace();
  const at = (event: number): Seen => new Seen(trace, 'vpn-gw', event);
  expect(at(3).readsAll(1)).toBe(false);
  expect(at(3).readsAll(1, 8)).toBe(true);
  expect(at(4).readsAll(1)).toBe(true);
});
