import {expect, test} from 'vitest';
import {chips, ticks} from './rows';

const action = (at_ns: number, what: string, node = 'mn') => ({at_ns, node, do: what});

test('actions that would lie on one another stand in rows, and others in the first', () => {
  const shown = chips([action(10e9, 'detach'), action(10.1e9, 'attach'), action(90e9, 'detach')], 'mn', 100e9);
  expect(shown.map(({row}) => row)).toEqual([0, 1, 0]);
});

test('a chip says where a node goes and keeps its place in the timeline', () => {
  const [first] = chips([action(1e9, 'forget', 'nat'), {...action(2e9, 'attach'), link: 'hotel'}], 'mn', 10e9);
  expect(first).toMatchObject({place: 1, label: 'attach hotel', row: 0});
});

test('an axis has round numbers, ten steps at most', () => {
  expect(ticks(40e9).map((t) => t / 1e9)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40]);
  expect(ticks(3600e9).length).toBeLessThanOrEqual(11);
});
