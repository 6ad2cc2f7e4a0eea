import {expect, test} from 'vitest';
import {recorded} from '../../core/recorded';
import {chapter, pieces, QUESTIONS} from './pieces';

test('prose is cut where its marks are, and nothing is lost', () => {
  const found = pieces({
    text: 'The laptop asks a NAT.',
    marks: [
      {start: 0, end: 10, what: 'node', id: 'mn'},
      {start: 18, end: 21, what: 'term', id: 'nat'},
    ],
  });
  expect(found.map(({text, mark}) => [text, mark?.id ?? ''])).toEqual([
    ['The laptop', 'mn'],
    [' asks a ', ''],
    ['NAT', 'nat'],
    ['.', ''],
  ]);
});

test('every beat of a run has a short name and answers a question', () => {
  for (const beat of recorded('1.1/leave-colocated').told?.beats ?? []) {
    expect(chapter(beat.kind)).not.toBe(beat.kind);
    expect(QUESTIONS[beat.question]).toBeDefined();
    expect(pieces(beat.headline).map((piece) => piece.text)).toHaveLength(
      beat.headline.marks.length * 2 + (beat.headline.marks[0]?.start === 0 ? 0 : 1),
    );
  }
});
