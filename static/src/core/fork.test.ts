import {expect, test} from 'vitest';
import {fork} from './fork';

const SCENARIO = {
  title: 'a walk',
  duration_ns: 40e9,
  actions: [
    {at_ns: 1e9, node: 'mn', do: 'switch-on'},
    {at_ns: 10e9, node: 'mn', do: 'detach'},
    {at_ns: 12e9, node: 'mn2', do: 'detach'},
  ],
};

test('the past stays, the future of the node that moves is replaced', () => {
  const {actions} = fork(SCENARIO, 'mn', 'hotel', 5e9) as unknown as typeof SCENARIO;
  expect(actions.map((action) => [action.at_ns / 1e9, action.node, action.do])).toEqual([
    [1, 'mn', 'switch-on'],
    [5, 'mn', 'detach'],
    [5.1, 'mn', 'attach'],
    [12, 'mn2', 'detach'],
  ]);
});

test('the run lasts long enough to see what comes of it', () => {
  expect(fork(SCENARIO, 'mn', 'hotel', 35e9)['duration_ns']).toBe(55e9);
  expect(SCENARIO.actions).toHaveLength(3);
});
