import {expect, test} from 'vitest';
import {fixtureTrace} from '../../core/fixture';
import {recorded, recordedCatalogue} from '../../core/recorded';
import type {Point} from '../../core/wire';
import {Atlas, middle} from './geometry';
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

test('a drop is marked at who dropped it, and on the link where that lost it', () => {
  const trace = recorded('0/handover-outside');
  const {stage} = recordedCatalogue();
  const map = new Atlas(stage);
  const marks = drops(trace, map, 23.2e9, {});
  const cellular = map.link('cellular');
  if (!cellular) throw new Error('no cellular link');
  const at = (reason: string): Point | undefined => marks.find((mark) => mark.text.startsWith(reason))?.point;
  const [x, y] = map.place('outer-fw', '');
  expect(at('filtered')).toEqual([x + 16, y - 18]);
  expect(at('no-station')).toEqual(middle(cellular.bus));
});
