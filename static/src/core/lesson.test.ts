import {expect, test} from 'vitest';
import {isShown, pictureOf, placeOf, type LessonStep} from './lesson';
import {parseAddress} from './url';

const STEP: LessonStep = {
  title: 'One',
  scenario: 'option=1.2&scenario=handover-outside',
  other: '',
  problems: [],
  step: {
    title: 'One',
    html: '<p>x</p>',
    at: 12,
    at_ns: 3_000_000_000,
    packet: 7,
    focus: {kind: 'packet', name: ''},
    lens: 'vpn-gw',
    view: {tab: 'state'},
    predict: '',
    ask: null,
  },
};

test('the picture of a step is an address that shows its run, its moment and where in the lesson it is', () => {
  const {address, warnings} = parseAddress(pictureOf('who-reads', 2, STEP));
  expect(warnings).toEqual([]);
  expect(address.scenario).toBe('option=1.2&scenario=handover-outside');
  expect(address.view).toMatchObject({
    t: 3_000_000_000,
    at: 12,
    packet: 7,
    lens: 'vpn-gw',
    tab: 'state',
    lesson: 'who-reads',
    step: 3,
    depth: 'story',
  });
});

test('a step that points at a node shows that node and no packet', () => {
  const step = {...STEP, step: {...STEP.step, focus: {kind: 'node' as const, name: 'x-ha'}}};
  const {address} = parseAddress(pictureOf('a', 0, step));
  expect(address.view.node).toBe('x-ha');
  expect(address.view.packet).toBeUndefined();
});

test('a step that could not be answered has an address all the same', () => {
  const broken = {...STEP, step: {}, problems: [{line: 3, what: 'x', accepted: 'y'}]};
  expect(isShown(broken.step)).toBe(false);
  expect(parseAddress(pictureOf('a', 1, broken)).address.view).toMatchObject({lesson: 'a', step: 2});
});

test('a step that a lesson does not have means its nearest', () => {
  expect([placeOf(0, 4), placeOf(2, 4), placeOf(9, 4)]).toEqual([0, 1, 3]);
});
