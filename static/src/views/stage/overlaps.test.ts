import {beforeAll, expect, test} from 'vitest';
import {GUIDE} from '../../core/lens';
import {record, recorded, recordedCatalogue} from '../../core/recorded';
import {Seen} from '../../core/seen';
import type {Trace} from '../../core/trace';
import {drops} from './drops';
import {Atlas} from './geometry';
import {namesOf, overlap, printed, standingBoxes, type Box} from './labels';
import {standing} from './standing';

const catalogue = recordedCatalogue();
const PRESETS = catalogue.scenarios.map(({slug}) => slug);
const STEP = 0.37e9; // ns between two moments that are looked at
const SIZES = [14, 18.5]; // of labels where the stage is wide, and on a phone

beforeAll(() => {
  record(...PRESETS.map((preset) => `1.1/${preset}`));
}, 240_000);

/** What is written on the stage at a moment: each text with its rectangle. */
function written(trace: Trace, atlas: Atlas, t: number, size: number): [string, Box][] {
  const seen = new Seen(trace, GUIDE, trace.events.lastAt(t));
  const nodes = trace.head.nodes.map(({name}) => ({name, ...standing(trace, atlas, name, t)}));
  const taken = standingBoxes(atlas, nodes, size);
  const names = [...namesOf(atlas, nodes, size)].map(([name, {box}]): [string, Box] => [name, box]);
  const marks = drops(seen, atlas, t, {reasons: catalogue.reasons, size, taken})
    .filter((mark) => mark.place)
    .map((mark): [string, Box] => [mark.text, mark.box]);
  const places = printed(atlas, size).map((box, i): [string, Box] => [`place ${String(i)}`, box]);
  return [...names, ...marks, ...places];
}

test.each(PRESETS)('no text lies on another one at any moment of %s', (preset) => {
  const trace = recorded(`1.1/${preset}`);
  const atlas = new Atlas(catalogue.stage);
  const found = new Map<string, number>();
  for (const size of SIZES) {
    for (let t = 0; t <= trace.head.duration_ns; t += STEP) {
      const texts = written(trace, atlas, t, size);
      for (const [i, [one, box]] of texts.entries())
        for (const [other, there] of texts.slice(i + 1))
          if (overlap(box, there) > 0) found.set(`${one} on ${other}, size ${String(size)}`, t / 1e9);
    }
  }
  expect(Object.fromEntries(found)).toEqual({});
});
