import {describe, expect, test} from 'vitest';
import {currentAt, framesAt, QUIET, subjectOf, type Current} from './current';
import {innermost, path} from './lineage';
import {record, recorded, recordedCatalogue} from './recorded';
import type {Trace} from './trace';

const PRESETS = recordedCatalogue().scenarios.map(({slug}) => `1.1/${slug}`);
const OTHERS = [
  '0/handover-outside',
  '3/leave-colocated',
  '7/leave-foreign-agent',
  '5/leave-colocated',
  'wg/behind-nat',
];
record(...PRESETS, ...OTHERS);

/** Moments all over a run: some evenly apart, some at events, and some just before and after lines of the narration. */
function* moments(trace: Trace): Generator<{t: number; at: number}> {
  const {duration_ns: duration} = trace.head;
  for (let i = 0; i <= 150; i++) {
    const t = Math.round((duration * i) / 150) + i * 1009;
    yield {t, at: trace.events.lastAt(t)};
  }
  for (let at = 0; at < trace.events.length; at += 211) yield {t: trace.events.t[at] ?? 0, at};
  for (const [i, event] of trace.lineEvents.entries()) {
    if (i % 5 === 0) for (const at of [event - 1, event, event + 1]) yield {t: trace.events.t[at] ?? 0, at};
  }
}

const contentOf = (trace: Trace, packet: number | null): number | null =>
  packet === null ? null : innermost(trace, packet);

describe.each([...PRESETS, ...OTHERS])('whatever the moment of %s', (run) => {
  const trace = recorded(run);

  test('caption, packet and hop are about one packet', () => {
    for (const moment of moments(trace)) {
      const {packet, content, hop, line, named, why} = currentAt(trace, moment, null);
      expect(contentOf(trace, packet)).toBe(content);
      if (hop) expect(hop.packet).toBe(packet);
      // The caption speaks of the packet exactly where it says that it does.
      expect(named).toBe(content !== null && contentOf(trace, subjectOf(trace, line)) === content);
      if (why === 'told') expect(named).toBe(true);
      // The line is the last one that was told.
      expect(trace.lineEvents[line] ?? -1).toBeLessThanOrEqual(moment.at);
      expect(trace.lineEvents[line + 1] ?? Infinity).toBeGreaterThan(moment.at);
    }
  });

  test('what was put on a link has octets, and they are of its latest hop', () => {
    for (const {t, at} of moments(trace)) {
      const {packet, hop, why} = currentAt(trace, {t, at}, null);
      const hops = packet === null ? [] : path(trace, packet);
      if (hops.length > 0) expect(hop).not.toBeNull();
      const begun = hops.filter((each) => each.event <= at);
      if (hop && why !== 'passing') expect(hop.event).toBe((begun.at(-1) ?? hops[0])?.event);
    }
  });

  test('nothing old is shown: it was told lately, or is on a link now, or nothing else is', () => {
    for (const {t, at} of moments(trace)) {
      const {packet, hop, line, why} = currentAt(trace, {t, at}, null);
      if (packet === null || why === 'new') continue;
      const told = t - (trace.events.t[trace.lineEvents[line] ?? -1] ?? -Infinity);
      const underWay = trace.flights.at(t).filter((flight) => flight.event <= at);
      if (why === 'passing' && underWay.length > 0) expect(underWay).toContain(hop);
      if (why === 'told' && told >= QUIET)
        expect(underWay.some((each) => each === hop) || underWay.length === 0).toBe(true);
    }
  });
});

describe('a chosen packet', () => {
  const trace = recorded('1.1/leave-colocated');
  const at = (t: number): {t: number; at: number} => ({t, at: trace.events.lastAt(t)});

  test('is what everything is about, whatever the story says', () => {
    const packet = trace.flights.at(30.01e9)[0]?.packet ?? 0;
    for (const t of [5e9, 30.01e9, 38e9]) {
      const current: Current = currentAt(trace, at(t), packet);
      expect(current).toMatchObject({why: 'chosen', packet});
      expect(current.hop?.packet).toBe(packet);
    }
  });

  test('is told by a line of its own, or by none', () => {
    const line = trace.lines.findIndex((each) => each.text.includes('Registration Request for 192.0.2.129'));
    const subject = subjectOf(trace, line);
    const later = {t: 20e9, at: trace.events.lastAt(20e9)};
    const own = currentAt(trace, later, subject);
    expect(contentOf(trace, subjectOf(trace, own.line))).toBe(own.content);
    const silent = currentAt(trace, later, trace.flights.at(20.01e9)[0]?.packet ?? 0);
    expect(silent).toMatchObject({line: -1, named: false});
  });

  test('that was never on a link by itself is shown in what carried it', () => {
    const carried = trace.flights.all
      .map((flight) => trace.packets.inner[flight.packet])
      .find((inner) => inner !== null && inner !== undefined && trace.flights.of(inner).length === 0);
    const current = currentAt(trace, at(39e9), carried ?? null);
    expect(current.hop).not.toBeNull();
    expect(current.content).toBe(contentOf(trace, carried ?? null));
  });
});

test('while nothing is new, the packet that goes by is one that is on a link now', () => {
  const trace = recorded('1.1/leave-colocated');
  const t = 30.5e9;
  const current = currentAt(trace, {t, at: trace.events.lastAt(t)}, null);
  expect(current.why).toBe('passing');
  expect(current.hop?.leaves).toBeLessThanOrEqual(t);
  expect(current.hop?.arrives).toBeGreaterThan(t);
});

test('the frames of the next moments are those that will be shown', () => {
  const trace = recorded('1.1/leave-colocated');
  const times = [30e9, 30.02e9, 30.04e9, 30.04e9];
  const frames = framesAt(trace, times, null);
  expect(new Set(frames).size).toBe(frames.length);
  for (const t of times) {
    const shown = currentAt(trace, {t, at: trace.events.lastAt(t)}, null).hop?.frame;
    expect(frames).toContain(shown);
  }
});
