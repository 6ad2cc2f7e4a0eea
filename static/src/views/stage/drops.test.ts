import {expect, test} from 'vitest';
import {fixtureTrace} from '../../core/fixture';
import {Atlas} from './geometry';
import {drops} from './drops';

const atlas = (width: number): Atlas =>
  new Atlas({
    width,
    height: 500,
    zones: [],
    pipes: [],
    boundaries: [],
    links: [],
    nodes: ['mn', 'internet', 'i-ha'].map((name) => ({
      name,
      glyph: 'router',
      places: {'': [400, 200]},
      label: 'below',
    })),
  });

test('the text of a mark turns to the side where the sheet has room', () => {
  const trace = fixtureTrace();
  const t = (trace.drops[0]?.t ?? 0) + 1;
  const turned = (width: number): boolean[] => drops(trace, atlas(width), t, {}).map((mark) => mark.turned);
  expect(turned(2000)).toEqual([false]);
  expect(turned(20)).toEqual([true]);
});
