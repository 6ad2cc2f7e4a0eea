import {expect, test} from 'vitest';
import {claims, folderOf} from './notices.ts';

test.each([
  ['/lab/static/node_modules/svelte/src/internal/client.js', '/lab/static/node_modules/svelte'],
  ['node_modules/@fontsource-variable/source-sans-3/files/a.woff2', 'node_modules/@fontsource-variable/source-sans-3'],
  [
    '/lab/static/node_modules/svelte/node_modules/esm-env/index.js',
    '/lab/static/node_modules/svelte/node_modules/esm-env',
  ],
  ['/lab/static/src/main.ts', ''],
])('%s belongs to %s', (source, folder) => {
  expect(folderOf(source)).toBe(folder);
});

test('comments that claim a right are kept, once, and no others', () => {
  const right = '/*! Copyright 2020 Somebody\n * @license MIT */';
  expect(claims(`${right} f(); /* a note */ ${right} /** adds */`)).toEqual([right]);
});
