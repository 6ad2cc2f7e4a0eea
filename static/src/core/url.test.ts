import {expect, test} from 'vitest';
import {formatAddress, formatView, keptView, parseAddress, savedView, USUAL, WELCOME, type View} from './url';

const EVERYTHING: View = {
  depth: 'story',
  panels: 'stage:64,ladder:36,full:bytes',
  t: 12345678901,
  at: 99,
  packet: 4,
  bits: {buffer: 0, start: 272, width: 1},
  lens: 'vpn-gw',
  node: 'x-ha',
  thing: 'pipe:ipsec mn vpn-gw',
  tab: 'metrics',
  group: 'overhead',
  ladder: 'all',
  pacing: 'proportional',
  speed: -2,
  table: 'routes',
  key: '10.1.0.0/24',
  ask: 'next-hop',
  filter: 'mip.request and node == mn',
  draw: 7,
  lesson: 'the-problem',
  step: 4,
};
const SCENARIO = 'option=1.1&scenario=leave-colocated&seed=7&set.suite=aes-gcm&set.link.cellular.delay_ms=80';

test('an address survives reading and writing', () => {
  const {address, warnings} = parseAddress(formatAddress(SCENARIO, EVERYTHING));
  expect(warnings).toEqual([]);
  expect(address.scenario).toBe(SCENARIO);
  expect(address.view).toEqual(EVERYTHING);
});

test('what is as usual is left out', () => {
  expect(formatAddress(SCENARIO, USUAL)).toBe(SCENARIO);
  expect(formatView({...USUAL, t: 5, bits: {buffer: 0, start: 272, width: 1}})).toBe('t=5&bits=0:272+1');
  expect(parseAddress('').address).toEqual({scenario: '', view: {}});
});

test('a document of one’s own stays as the server wrote it', () => {
  const scenario = 'document=dY5BCsIw_EEWv-M';
  expect(parseAddress(`${scenario}&t=7`).address).toEqual({scenario, view: {t: 7}});
});

test('what does not fit is left out with a warning that names it', () => {
  const {address, warnings} = parseAddress('t=soon&bits=1&colour=red&tab=hat&speed=7&toString=1&option=1.1');
  expect(address).toEqual({scenario: 'option=1.1', view: {}});
  expect(warnings.map((text) => text.split(/[= ]/)[0]).sort()).toEqual([
    'bits',
    'colour',
    'speed',
    't',
    'tab',
    'toString',
  ]);
});

test('below a saved link stands only what is no longer as it was saved', () => {
  expect(formatView(EVERYTHING, EVERYTHING)).toBe('');
  const later = {...EVERYTHING, t: 5, packet: null, lens: ''};
  const query = formatView(later, EVERYTHING);
  expect(query).toBe('t=5&packet=&lens=');
  expect({...EVERYTHING, ...parseAddress(query).address.view}).toEqual(later);
});

test('a view survives being saved', () => {
  expect(savedView(keptView(EVERYTHING))).toEqual(EVERYTHING);
  expect(keptView(USUAL)).toEqual({depth: 'lab', pacing: 'event'});
  expect(keptView(EVERYTHING)).toMatchObject({t: 12345678901, packet: 4, bits: '0:272+1', speed: -2});
});

test('a view of an earlier day is read, whatever else stands in it', () => {
  const kept = {t: 5, at: -1, packet: null, bits: null, lens: '', table: 'routes', row: {}, node: 7};
  expect(savedView(kept)).toEqual({...USUAL, t: 5, table: 'routes', node: '7'});
});

test('what was saved or sent before there was a story opens in the lab, paced by events', () => {
  expect(savedView({t: 5})).toMatchObject({depth: 'lab', pacing: 'event'});
  const old = parseAddress('option=1.1&scenario=leave-colocated&t=7').address.view;
  expect({...USUAL, ...old}).toMatchObject({depth: 'lab', pacing: 'event'});
  expect(formatAddress('option=1.1', WELCOME)).toContain('depth=story');
});
