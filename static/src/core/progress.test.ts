import {expect, test} from 'vitest';
import {reached, readProgress, told} from './progress';

test('a lesson is done once its last step was reached, and stays so', () => {
  const last = reached({}, 'a', 3, 3);
  expect(last['a']).toEqual({step: 3, done: true});
  expect(reached(last, 'a', 1, 3)['a']).toEqual({step: 1, done: true});
  expect(reached({}, 'a', 2, 3)['a']?.done).toBe(false);
});

test('what somebody else kept under the name is left out', () => {
  expect(readProgress('no JSON')).toEqual({});
  expect(readProgress('null')).toEqual({});
  expect(readProgress('{"a": 7, "b": {"step": "x"}, "c": {"step": 2}}')).toEqual({c: {step: 2, done: false}});
});

test('where one is is said in words', () => {
  expect(told(undefined, 4)).toBe('');
  expect(told({step: 9, done: false}, 4)).toBe('you are at step 4');
  expect(told({step: 1, done: true}, 4)).toBe('done');
});
