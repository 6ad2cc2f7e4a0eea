import {expect, test} from 'vitest';
import {objection} from './rooms.js';

const from = (file, to) => objection('/src', `/src/${file}`, `/src/${to}`);

test.each([
  ['core/clock.ts', 'core/trace'],
  ['views/stage/Stage.svelte', 'core/clock'],
  ['views/stage/Stage.svelte', 'views/stage/packets'],
  ['views/ladder.ts', 'generated/schema'],
  ['pages/Lab.svelte', 'views/stage/Stage.svelte'],
  ['main.ts', 'pages/Lab.svelte'],
])('%s may import %s', (file, to) => {
  expect(from(file, to)).toBeNull();
});

test.each([
  ['core/clock.ts', 'views/stage/Stage.svelte'],
  ['core/clock.ts', 'pages/Lab.svelte'],
  ['views/stage/Stage.svelte', 'views/ladder/Ladder.svelte'],
  ['views/stage/Stage.svelte', 'pages/Lab.svelte'],
  ['pages/Lab.svelte', 'main'],
])('%s may not import %s', (file, to) => {
  expect(from(file, to)).toEqual(expect.any(String));
});
