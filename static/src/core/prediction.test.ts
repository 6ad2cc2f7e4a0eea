import {expect, test} from 'vitest';
import {blank, complete, kept, moved, pick, points, verdict, type Form, type Question} from './prediction';

const question = (form: Form): Question => ({
  kind: 'k',
  seed: 1,
  at: 0,
  at_ns: 0,
  prompt: '?',
  where: 'list',
  form,
  choices: ['a', 'b', 'c'].map((id) => ({id, label: id, role: ''})),
  hides: [],
  packet: null,
  quantity: null,
});

test('one choice replaces the one before, and what is no choice changes nothing', () => {
  expect(pick(question('choice'), ['a'], 'b')).toEqual(['b']);
  expect(pick(question('choice'), ['a'], 'z')).toEqual(['a']);
});

test('of several a choice is added, and taken away again', () => {
  expect(pick(question('several'), ['a'], 'b')).toEqual(['a', 'b']);
  expect(pick(question('several'), ['a', 'b'], 'a')).toEqual(['b']);
});

test('an order moves one place and stays whole at its ends', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 2, 9)).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['c', 'a', 'b']);
});

test('an answer is given once there is something to grade', () => {
  expect(complete(question('choice'), blank(question('choice')))).toBe(false);
  expect(complete(question('several'), [])).toBe(true);
  expect(complete(question('number'), blank(question('number')))).toBe(false);
  expect(complete(question('number'), ['12'])).toBe(true);
  expect(complete(question('fields'), blank(question('fields')))).toBe(false);
  expect(complete(question('order'), blank(question('order')))).toBe(true);
});

test('a verdict says how much was right', () => {
  const grade = {right: false, partly: true, score: 0.625, parts: [], explanation: ''};
  expect(verdict(grade)).toBe('Partly right: 63 %.');
  expect(verdict({...grade, partly: false})).toBe('Not so.');
});

test('of a series are kept the last points and the best', () => {
  const first = kept(undefined, [1, 0.5, 0.25]);
  expect(first).toEqual({taken: 1, last: 1.8, best: 1.8});
  expect(kept(first, [1])).toEqual({taken: 2, last: 1, best: 1.8});
  expect(points([])).toBe(0);
});
