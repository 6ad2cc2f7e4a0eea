import {expect, test} from 'vitest';
import {fixtureTrace, MS} from '../../core/fixture';
import {recordedCatalogue} from '../../core/recorded';
import {Atlas} from './geometry';
import {boxOf, roomFor, standingBoxes, type Place} from './labels';
import {standing} from './standing';

const sheet = {...recordedCatalogue().stage, width: 200, height: 100};
const at = (x: number, y: number): Place => ({x, y, anchor: 'start'});

test('a text goes to the first place that is free', () => {
  const taken = [boxOf('a node', at(10, 50), 14)];
  expect(roomFor('a drop', [at(12, 52), at(12, 80)], taken, 14, sheet)).toMatchObject({place: at(12, 80), free: true});
  expect(roomFor('a drop', [at(12, 52), at(12, 80)], [], 14, sheet).place).toEqual(at(12, 52));
});

test('a text that has room nowhere says so', () => {
  const taken = [{left: 0, top: 0, right: 200, bottom: 100}];
  expect(roomFor('a drop', [at(12, 52)], taken, 14, sheet).free).toBe(false);
});

test('a text stays on the sheet', () => {
  expect(roomFor('quite a long text', [at(150, 50), {x: 140, y: 50, anchor: 'end'}], [], 14, sheet).place.anchor).toBe(
    'end',
  );
});

test('names and titles of the real stage keep clear of one another', () => {
  const {stage} = recordedCatalogue();
  const atlas = new Atlas(stage);
  const trace = fixtureTrace();
  const nodes = stage.nodes
    .filter(({name}) => name !== 'mn2')
    .map(({name}) => ({name, ...standing(trace, atlas, name, 50 * MS)}));
  const names = standingBoxes(atlas, nodes, 14);
  expect(names.length).toBeGreaterThan(2 * nodes.length);
  for (const [i, {name, point}] of nodes.entries()) {
    const own = names[2 * i];
    if (!own) throw new Error(name);
    const others = names.filter((_, k) => k !== 2 * i && k !== 2 * i + 1);
    const place = {x: (own.left + own.right) / 2, y: own.top + 14 * 0.8, anchor: 'middle'} as const;
    expect([name, roomFor(name, [place], others, 14, stage).free]).toEqual([name, true]);
    expect(point[0]).toBeGreaterThan(0);
  }
});
