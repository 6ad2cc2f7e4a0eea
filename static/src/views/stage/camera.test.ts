import {expect, test} from 'vitest';
import type {Point, Sheet} from '../../core/wire';
import {CLOSEST, approached, held, legible, lookAt, nearer, project, pushed, whole} from './camera';

const SHEET = {width: 1000, height: 500, zones: [], boundaries: [], links: [], nodes: [], pipes: []} as Sheet;
const PHONE = {width: 340, height: 300};

test('the whole sheet lies in the middle of its frame', () => {
  expect(project(whole(SHEET), SHEET, {width: 500, height: 400})).toEqual({scale: 0.5, origin: [0, 75]});
});

test('the point under the fingers stays where it is while the picture grows', () => {
  const point: Point = [800, 120];
  const before = project(whole(SHEET), SHEET, PHONE);
  const after = project(nearer(whole(SHEET), 2, point), SHEET, PHONE);
  const px = ({scale, origin}: typeof before): number[] => point.map((at, i) => at * scale + (origin[i] ?? 0));
  expect(px(after)[0]).toBeCloseTo(px(before)[0] ?? NaN);
  expect(px(after)[1]).toBeCloseTo(px(before)[1] ?? NaN);
});

test('nobody can lose the sheet: neither pushed away nor shrunk', () => {
  const far = held(pushed({zoom: 3, middle: [500, 250]}, [-9999, 9999], 1), SHEET, PHONE);
  const {scale, origin} = project(far, SHEET, PHONE);
  expect(origin[0] + SHEET.width * scale).toBeGreaterThanOrEqual(PHONE.width - 0.001);
  expect(held({zoom: 0.1, middle: [0, 0]}, SHEET, PHONE)).toEqual(whole(SHEET));
  expect(held({zoom: 99, middle: [0, 0]}, SHEET, PHONE).zoom).toBe(CLOSEST);
});

test('on a phone texts are legible, and what matters first is in the picture', () => {
  const zoom = legible(SHEET, PHONE);
  const mobile: Point = [900, 300];
  const {scale, origin} = project(lookAt([mobile, [60, 60]], zoom, SHEET, PHONE), SHEET, PHONE);
  expect(scale).toBeGreaterThan(0.6);
  const x = mobile[0] * scale + origin[0];
  expect(x).toBeGreaterThan(0);
  expect(x).toBeLessThan(PHONE.width);
  expect(legible(SHEET, {width: 1400, height: 700})).toBe(1);
});

test('a camera arrives where it should look', () => {
  let camera = {zoom: 2, middle: [100, 100] as Point};
  const to = {zoom: 2, middle: [900, 400] as Point};
  for (let i = 0; i < 120; i++) camera = approached(camera, to);
  expect(camera).toEqual(to);
});
