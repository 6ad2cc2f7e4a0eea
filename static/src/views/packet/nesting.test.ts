import {expect, test} from 'vitest';
import type {DissectedLayer, Layer} from '../../core/wire';
import {bars, boxes, fieldsOf, shares} from './nesting';

const STACK: Layer[] = [
  ['ipv4', 'external-mip', 20, 0, ''],
  ['esp', 'ipsec', 24, 16, 'esp:0x1'],
  ['ipv4', 'data', 20, 0, ''],
];

test('boxes lie within one another and leave the payload', () => {
  const found = boxes(STACK, 180, 2, {ipv4: {key: 'ipv4', title: 'IPv4', spec: ''}}, []);
  expect(found.map((box) => box.octets)).toEqual([180, 160, 120, 100]);
  expect(found.map((box) => box.opaque)).toEqual([false, false, true, true]);
  expect(found.map((box) => box.title)).toEqual(['IPv4', 'esp', 'IPv4', 'payload']);
});

test('to scale, head and tail take their share of the octets', () => {
  const [, esp] = boxes(STACK, 180, 3, {}, []);
  if (!esp) throw new Error('no box');
  expect(shares(esp, 1, 4, true)).toEqual({head: 15, tail: 10});
});

test('in equal width every head is as wide as the others', () => {
  const all = boxes(
    STACK.map(([h, r, n]): Layer => [h, r, n, 0, '']),
    180,
    3,
    {},
    [],
  );
  let width = 100;
  const heads = all.map((box) => {
    const share = shares(box, box.depth, all.length, false);
    const head = (width * share.head) / 100;
    width -= head;
    return Math.round(head);
  });
  expect(heads).toEqual([25, 25, 25, 25]);
});

test('the bars of a stack add up to its octets', () => {
  expect(bars(STACK, 180).reduce((sum, bar) => sum + bar.octets, 0)).toBe(180);
});

test('the fields of a layer are those of its own header, also where several of a kind lie within one another', () => {
  const layer = (header: string, title: string): DissectedLayer => {
    return {header, title, spec: '', role: '', buffer: 0, start: 0, end: 0, sealed_by: '', spans: []};
  };
  const layers = [layer('ethernet', 'frame'), layer('ipv4', 'outer'), layer('esp', 'ESP'), layer('ipv4', 'inner')];
  const dissection = {frame: 0, packet: 0, octets: '', buffers: [], layers};
  expect([0, 1, 2, 3].map((depth) => fieldsOf(dissection, STACK, depth)?.title)).toEqual([
    'outer',
    'ESP',
    'inner',
    undefined,
  ]);
});
