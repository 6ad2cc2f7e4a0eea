import {expect, test} from 'vitest';
import {AS_USUAL, formatArrangement, parseArrangement, shared, shareOf, unshared, type Pair} from './arrangement';

const PAIR: Pair = [
  {id: 'stage', weight: 60},
  {id: 'ladder', weight: 40},
];

test('an arrangement survives writing and reading', () => {
  const arrangement = {weights: {stage: 64, ladder: 36}, full: 'bytes'};
  expect(parseArrangement(formatArrangement(arrangement))).toEqual(arrangement);
  expect(formatArrangement(AS_USUAL)).toBe('');
});

test('what fits no arrangement is left out', () => {
  expect(parseArrangement('stage:0,ladder:x,full:<b>,packet:30,,a:b:c')).toEqual({weights: {packet: 30}, full: ''});
});

test('what one neighbour gains the other loses, and neither gets lost', () => {
  const wide = shared(AS_USUAL, PAIR, 75);
  expect(wide.weights).toEqual({stage: 75, ladder: 25});
  expect(shared(AS_USUAL, PAIR, 140).weights).toEqual({stage: 88, ladder: 12});
  expect(shared(AS_USUAL, PAIR, -3).weights).toEqual({stage: 12, ladder: 88});
  expect(shareOf(PAIR)).toBe(60);
});

test('put back as is usual, only the two neighbours change', () => {
  const others = {weights: {stage: 75, ladder: 25, packet: 50}, full: ''};
  expect(unshared(others, PAIR).weights).toEqual({packet: 50});
});
