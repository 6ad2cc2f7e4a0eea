import {expect, test} from 'vitest';
import {Attempts} from './attempts';

function tried(): Attempts {
  const attempts = new Attempts();
  attempts.show('a', 'the original', null);
  attempts.show('b', 'cut', {what: 'mn cut', t: 5});
  attempts.show('a', 'the original', null);
  attempts.show('c', 'lost', {what: 'mn lose', t: 7});
  return attempts;
}

test('both futures of a moment stay, below what they came from', () => {
  const told = tried().branches();
  expect(told.map(({attempt, depth}) => [attempt.address, depth])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 1],
  ]);
  expect(told[1]?.attempt.change).toBe('mn cut');
});

test('undo goes up, and redo to the branch that was left', () => {
  const attempts = tried();
  expect(attempts.undo?.address).toBe('a');
  attempts.show('a', 'the original', null);
  expect(attempts.undo).toBeNull();
  expect(attempts.redo?.address).toBe('c');
});

test('what was tried again is shown where it stands', () => {
  const attempts = tried();
  attempts.show('b', 'cut', {what: 'mn cut', t: 5});
  expect(attempts.branches()).toHaveLength(3);
  expect(attempts.at(attempts.current)?.address).toBe('b');
});

test('a tree that was kept is the same tree', () => {
  const attempts = tried();
  attempts.ran('digest');
  const again = new Attempts(JSON.parse(JSON.stringify(attempts.kept())) as ReturnType<Attempts['kept']>);
  expect(again.branches()).toEqual(attempts.branches());
  expect(again.at(again.current)?.run).toBe('digest');
});
