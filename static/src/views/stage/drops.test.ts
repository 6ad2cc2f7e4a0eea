import {expect, test} from 'vitest';
import {fixtureTrace} from '../../core/fixture';
import {recorded, recordedCatalogue} from '../../core/recorded';
import {GUIDE} from '../../core/lens';
import {Seen} from '../../core/seen';
import type {Trace} from '../../core/trace';
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

const all = (trace: Trace): Seen => new Seen(trace, GUIDE, trace.events.length);
const LETTERING = {reasons: {}, size: 14, taken: []};

test('the text of a mark turns to the side where the sheet has room', () => {
  const trace = fixtureTrace();
  const t = (trace.drops[0]?.t ?? 0) + 1;
  const side = (width: number): string[] =>
    drops(all(trace), atlas(width), t, LETTERING).map(({place}) => place?.anchor ?? '');
  expect(side(2000)).toEqual(['start']);
  expect(side(150)).toEqual(['end']);
});

test('the text of a mark keeps clear of what stands there', () => {
  const trace = fixtureTrace();
  const t = (trace.drops[0]?.t ?? 0) + 1;
  const [free] = drops(all(trace), atlas(2000), t, LETTERING);
  if (!free) throw new Error('no drop');
  const [moved] = drops(all(trace), atlas(2000), t, {...LETTERING, taken: [free.box]});
  expect(moved?.point).toEqual(free.point);
  expect(moved?.place).not.toEqual(free.place);
});

test('a text that has room nowhere is left to the cross', () => {
  const trace = fixtureTrace();
  const t = (trace.drops[0]?.t ?? 0) + 1;
  const full = {left: 0, top: 0, right: 2000, bottom: 500};
  expect(drops(all(trace), atlas(2000), t, {...LETTERING, taken: [full]})[0]?.place).toBeNull();
});

test('a drop is marked at who dropped it, and on the link where that lost it', () => {
  const trace = recorded('0/handover-outside');
  const {stage} = recordedCatalogue();
  const map = new Atlas(stage);
  const marks = drops(all(trace), map, 23.2e9, LETTERING);
  const cellular = map.link('cellular');
  if (!cellular) throw new Error('no cellular link');
  const at = (reason: string): Point | undefined => marks.find((mark) => mark.text.startsWith(reason))?.point;
  const [x, y] = map.place('outer-fw', '');
  expect(at('filtered')).toEqual([x + 16, y - 18]);
  expect(at('no-station')).toEqual(middle(cellular.bus));
});
