import {beforeAll, expect, test} from 'vitest';
import {conversation} from '../../core/conversation';
import {currentAt} from '../../core/current';
import {GUIDE} from '../../core/lens';
import {pipesAt} from '../../core/pipes';
import {record, recorded, recordedCatalogue} from '../../core/recorded';
import {Seen} from '../../core/seen';
import type {Trace} from '../../core/trace';
import type {Catalogue} from '../../core/wire';
import {plan} from './layout';
import {rowsOf, type Row} from './rows';

const RUNS = [
  '0/handover-outside',
  '1.1/leave-colocated',
  '1.3/leave-foreign-agent',
  'wg/behind-nat',
  '1.1/big-packets',
] as const;

let catalogue: Catalogue;
beforeAll(() => {
  record(...RUNS);
  catalogue = recordedCatalogue();
}, 120_000);

const traces = new Map<string, Trace>();
function traceOf(run: string): Trace {
  const known = traces.get(run) ?? recorded(run);
  traces.set(run, known);
  return known;
}

function rows(run: (typeof RUNS)[number], seconds: number, lens = GUIDE): Row[] {
  const trace = traceOf(run);
  const {stage, roles} = catalogue;
  const t = seconds * 1e9;
  const at = trace.events.lastAt(t);
  const ids = roles.map((role) => role.id);
  const order = [
    'cn',
    'core-router',
    'i-ha',
    'i-fa',
    'inner-fw',
    'vpn-gw',
    'x-ha',
    'outer-fw',
    'internet',
    'x-fa',
    'nat',
    'mn',
  ];
  const seen = new Seen(trace, lens, at);
  const directions = conversation(trace, currentAt(trace, {t, at}, null, seen), {t, at}, order, true, seen);
  return rowsOf(seen, directions, pipesAt(trace, stage.pipes, ids, at), order, at);
}

test('directions that go the same way in the same tunnels are one row', () => {
  const [row, ...more] = rows('1.1/leave-colocated', 29.98);
  expect(more).toEqual([]);
  expect(row?.heading).toBe('both');
  expect(row?.stops.at(0)?.name).toBe('cn');
  expect(row?.tubes.map(({role, level, look}) => [role, level, look])).toEqual([
    ['internal-mip', 0, 'whole'],
    ['ipsec', 1, 'whole'],
    ['external-mip', 2, 'whole'],
  ]);
  expect(row?.columns.map(({weights}) => weights.map(({octets}) => octets[0]))).toEqual(
    [188, 188, 208, 208, 208, 280, 300, 300, 300].map((size) => [size, size]),
  );
});

test('who listens on the access link sees the outermost tunnels there, and no inner one', () => {
  const [row] = rows('1.1/leave-colocated', 29.98, 'link:cellular');
  expect(row?.stops.map(({name}) => name)).toEqual(['internet', 'mn']);
  expect(row?.tubes.map(({role, pipe}) => [role, pipe])).toEqual([
    ['external-mip', ''],
    ['ipsec', ''],
  ]);
});

test('directions that differ are two rows, the same end on the left', () => {
  const found = rows('1.3/leave-foreign-agent', 29.98);
  expect(found.map(({heading}) => heading)).toEqual(['right', 'left']);
  for (const row of found) expect([row.stops[0]?.name, row.stops.at(-1)?.name]).toEqual(['cn', 'mn']);
});

test('a tunnel in which packets die is broken, and the row ends where they do', () => {
  const broken = rows('0/handover-outside', 26).flatMap((row) =>
    row.tubes.filter((tube) => tube.look === 'broken').map((tube) => [tube.role, row.end?.stop === tube.exit]),
  );
  expect(broken).toContainEqual(['ipsec', true]);
});

test.each(RUNS)('of %s every pipe encloses those that it carries, in wide and in narrow places', (run) => {
  for (let seconds = 1; seconds < 40; seconds += 1.3) {
    for (const row of rows(run, seconds)) {
      for (const room of [320, 560, 1400]) {
        const {tubes, width, upright} = plan(row, room, 1);
        for (const [i, tube] of row.tubes.entries()) {
          const mine = tubes[i];
          if (!mine) throw new Error('a pipe has no place');
          expect(mine.left).toBeGreaterThanOrEqual(0);
          expect(mine.left + mine.width).toBeLessThanOrEqual(width + 1);
          for (const [k, other] of row.tubes.entries()) {
            const within = tubes[k];
            if (!within || k === i || other.entry < tube.entry || other.exit > tube.exit || other.level >= tube.level)
              continue;
            if (upright) expect(within.left).toBeGreaterThan(mine.left);
            else expect(within.top).toBeGreaterThan(mine.top);
          }
        }
      }
    }
  }
});
