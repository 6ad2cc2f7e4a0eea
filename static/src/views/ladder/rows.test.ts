import {describe, expect, test} from 'vitest';
import {currentAt} from '../../core/current';
import {fixtureTrace, MS} from '../../core/fixture';
import {GUIDE} from '../../core/lens';
import {innermost} from '../../core/lineage';
import {record, recorded} from '../../core/recorded';
import {Seen} from '../../core/seen';
import type {Trace} from '../../core/trace';
import type {Rungs} from '../../core/url';
import {rowOf, rungs as rungsOf, rungsByContent, type Rung} from './rows';

const rungs = (trace: Trace, show: Rungs, lens = GUIDE): Rung[] => rungsOf(trace, show, new Seen(trace, lens, -1));

record('1.1/leave-colocated', '0/handover-outside', '1.1/two-outside');

test('a packet is one rung from its first sender over every hop', () => {
  const all = rungs(fixtureTrace(), 'all');
  expect(all.map((rung) => rung.kind)).toEqual(['message', 'drop', 'state']);
  expect(all[0]).toMatchObject({from: 'mn', via: ['internet', 'vpn-gw'], packet: 1, event: 6});
});

test('rungs keep the order of events, ties included', () => {
  const events = rungs(fixtureTrace(), 'all').map((rung) => rung.event);
  expect(events).toEqual([...events].sort((a, b) => a - b));
});

test('signalling leaves the measured flow out', () => {
  expect(rungs(fixtureTrace(), 'signalling').map((rung) => rung.kind)).toEqual(['state']);
});

describe.each(['1.1/leave-colocated', '0/handover-outside', '1.1/two-outside'])('whatever the moment of %s', (run) => {
  const trace = recorded(run);

  test.each(['story', 'signalling', 'all'] as const)(
    'the row that stands out under “%s” is of the current packet',
    (show) => {
      const rows = rungs(trace, show);
      const byContent = rungsByContent(trace, rows);
      let found = 0;
      for (let i = 0; i <= 300; i++) {
        const t = (trace.head.duration_ns * i) / 300;
        const at = trace.events.lastAt(t);
        const current = currentAt(trace, {t, at}, null);
        const row = rows[rowOf(rows, byContent, current, -1, at)];
        if (!row) continue;
        found += 1;
        expect(row.packet === null ? null : innermost(trace, row.packet)).toBe(current.content);
      }
      expect(found).toBeGreaterThan(show === 'all' ? 200 : 10);
    },
  );
});

test('a change of state that was stepped to is the row that stands out', () => {
  const trace = fixtureTrace();
  const rows = rungs(trace, 'all');
  const current = currentAt(trace, {t: 200 * MS, at: 11}, null);
  const state = rows.findIndex((row) => row.event === 11);
  expect(rowOf(rows, rungsByContent(trace, rows), current, state, 11)).toBe(state);
  expect(rowOf(rows, rungsByContent(trace, rows), current, state, 12)).not.toBe(state);
});
