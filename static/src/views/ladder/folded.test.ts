import {describe, expect, test} from 'vitest';
import {GUIDE} from '../../core/lens';
import {recorded} from '../../core/recorded';
import {Matches} from '../../core/search';
import {Seen} from '../../core/seen';
import {folded, lineOf} from './folded';
import {rungs} from './rows';

const trace = recorded('1.1/leave-colocated');
const all = rungs(trace, 'all', new Seen(trace, GUIDE, -1));

describe('a ladder under a filter', () => {
  test('shows every rung where nothing is searched for', () => {
    expect(folded(trace, all, null)).toHaveLength(all.length);
  });

  test('shows a match with its neighbours and counts what is left out', () => {
    const place = 30;
    const lines = folded(trace, all, new Matches([[all[place]?.event ?? 0, 1]]));
    expect(lines.map((line) => line.rung)).toEqual([-1, 28, 29, 30, 31, 32, -1]);
    expect(lines.filter((line) => line.matches).map((line) => line.rung)).toEqual([place]);
    expect(lines.reduce((sum, line) => sum + (line.rung < 0 ? line.skipped : 1), 0)).toBe(all.length);
  });

  test('marks the rung of a packet whose drop matches', () => {
    const drop = trace.drops.find(({packet}) => all.some((rung) => rung.packet === packet && rung.kind === 'message'));
    const [line] = folded(trace, all, new Matches([[drop?.event ?? 0, 1]])).filter((each) => each.matches);
    expect(all[line?.rung ?? -1]?.packet).toBe(drop?.packet);
  });

  test('names the line of any rung, shown or left out', () => {
    const lines = folded(trace, all, new Matches([[all[30]?.event ?? 0, 1]]));
    expect([0, 27, 28, 30, 33, all.length - 1].map((place) => lineOf(lines, place))).toEqual([0, 0, 1, 3, 6, 6]);
    expect(lineOf(lines, -1)).toBe(-1);
  });
});
