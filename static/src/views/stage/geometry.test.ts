import {expect, test} from 'vitest';
import {fixtureTrace, MS} from '../../core/fixture';
import type {Sheet} from '../../core/wire';
import {along, Atlas, beside, foot, way} from './geometry';
import {standing} from './standing';

const SHEET: Sheet = {
  width: 1000,
  height: 500,
  zones: [],
  pipes: [],
  boundaries: [],
  links: [
    {
      id: 'cellular',
      title: '',
      zone: '',
      bus: [
        [600, 200],
        [900, 200],
      ],
      label: [0, 0],
      stubs: {internet: [[600, 200]]},
      slots: [[700, 240]],
    },
    {
      id: 'office',
      title: '',
      zone: '',
      bus: [
        [0, 200],
        [200, 200],
      ],
      label: [0, 0],
      stubs: {},
      slots: [],
    },
  ],
  nodes: [
    {name: 'mn', glyph: 'mobile', places: {'': [900, 240], office: [100, 240], cellular: [900, 240]}, label: 'below'},
    {name: 'internet', glyph: 'router', places: {'': [600, 200]}, label: 'below'},
  ],
};
const atlas = (): Atlas => new Atlas(SHEET);

test('a point lies on its way at its share of the length', () => {
  const line = way([
    [0, 0],
    [100, 0],
    [100, 100],
  ]);
  expect(along(line, 0)).toEqual([0, 0]);
  expect(along(line, 0.75)).toEqual([100, 50]);
  expect(along(line, 2)).toEqual([100, 100]);
});

test('a frame goes down the stub, along the bus and up', () => {
  expect(atlas().between('cellular', 'mn', 'internet').points).toEqual([
    [900, 240],
    [900, 200],
    [600, 200],
  ]);
});

test('the foot of a place never leaves the bus', () => {
  expect(
    foot(
      [-50, 10],
      [
        [0, 0],
        [100, 0],
      ],
    ),
  ).toEqual([0, 0]);
  expect(
    foot(
      [30, 10],
      [
        [0, 0],
        [100, 0],
      ],
    ),
  ).toEqual([30, 0]);
});

test('a node that nobody drew gets a slot on its link', () => {
  expect(atlas().place('access-router', 'cellular')).toEqual([700, 240]);
});

test('a mobile node stands where it is attached', () => {
  const trace = fixtureTrace();
  expect(standing(trace, atlas(), 'mn', 5 * MS)).toMatchObject({point: [100, 240], link: 'office'});
  expect(standing(trace, atlas(), 'mn', 50 * MS)).toMatchObject({point: [900, 240], link: 'cellular'});
  expect(standing(trace, atlas(), 'mn', 400 * MS).attached).toBe(false);
});

test('a line beside another keeps its distance, round corners too', () => {
  const line: [number, number][] = [
    [0, 0],
    [100, 0],
    [100, 100],
  ];
  expect(beside(line, 10)).toEqual([
    [0, -10],
    [110, -10],
    [110, 100],
  ]);
  expect(beside(line, 0)).toEqual(line);
});
