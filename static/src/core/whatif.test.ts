import {expect, test} from 'vitest';
import {possible, told, whatIf, type Place} from './whatif';
import type {ActionEntry} from './wire';

const LINK = {key: 'link', meaning: 'the link at its other end', schema: {enum: ['home', 'cellular', 'isp']}};
const JOIN = {key: 'link', meaning: 'the link to join', schema: {enum: ['home', 'cellular', 'hotel']}};
const ACTIONS: ActionEntry[] = [
  {do: 'attach', meaning: 'joins a link', fields: [JOIN], mobile_fields: [], nodes: ['vpn-gw'], mobiles: true},
  {do: 'detach', meaning: 'leaves its link', fields: [], mobile_fields: [], nodes: [], mobiles: true},
  {do: 'restart', meaning: 'starts anew', fields: [], mobile_fields: [JOIN], nodes: ['internet'], mobiles: true},
  {do: 'cut', meaning: 'loses every frame', fields: [LINK], mobile_fields: [], nodes: ['internet'], mobiles: true},
  {
    do: 'switch-rule',
    meaning: 'obeys',
    fields: [
      {key: 'rule', meaning: 'which', schema: {type: 'string'}},
      {key: 'on', meaning: 'begin or end', schema: {type: 'boolean'}},
    ],
    mobile_fields: [],
    nodes: ['outer-fw', 'internet'],
    mobiles: false,
  },
];
const ROUTER: Place = {node: 'internet', links: ['cellular', 'isp'], rules: [], mobile: false};
const MOBILE: Place = {node: 'mn', links: ['cellular'], rules: [], mobile: true};
const SCENARIO = {
  title: 'a walk',
  duration_ns: 40e9,
  actions: [
    {at_ns: 1e9, node: 'mn', do: 'switch-on'},
    {at_ns: 10e9, node: 'mn', do: 'detach'},
    {at_ns: 12e9, node: 'mn2', do: 'detach'},
    {at_ns: 13e9, node: 'mn', do: 'crash'},
  ],
};

function done(place: Place, what: string) {
  const found = possible(ACTIONS, place).find((each) => each.do === what);
  if (!found) throw new Error(what);
  return found;
}

test('a node can do what the catalogue says, on links that it is on, with rules that it has', () => {
  expect(possible(ACTIONS, MOBILE).map((each) => each.do)).toEqual(['attach', 'restart', 'cut']);
  expect(possible(ACTIONS, ROUTER).map((each) => each.do)).toEqual(['restart', 'cut']);
  expect(done(ROUTER, 'cut').fields[0]?.schema.enum).toEqual(['cellular', 'isp']);
  expect(done(ROUTER, 'restart').fields).toEqual([]);
  expect(done(MOBILE, 'attach').fields[0]?.schema.enum).toEqual(['home', 'cellular', 'hotel']);
  const filter = possible(ACTIONS, {...ROUTER, rules: ['IKE', 'ESP']}).find((each) => each.do === 'switch-rule');
  expect(filter?.fields.map(({value}) => value)).toEqual(['IKE', false]);
});

test('the past stays, and so does the future but for the moves of the node that moves', () => {
  const forked = whatIf(SCENARIO, 5e9, done(MOBILE, 'attach'), {link: 'hotel'});
  expect((forked['actions'] as typeof SCENARIO.actions).map((each) => [each.at_ns / 1e9, each.node, each.do])).toEqual([
    [1, 'mn', 'switch-on'],
    [5, 'mn', 'detach'],
    [5.1, 'mn', 'attach'],
    [12, 'mn2', 'detach'],
    [13, 'mn', 'crash'],
  ]);
  expect(SCENARIO.actions).toHaveLength(4);
});

test('what is no move takes nothing away, and is told in the title', () => {
  const forked = whatIf(SCENARIO, 35e9, done(ROUTER, 'cut'), {link: 'isp'});
  expect(forked['actions']).toEqual([...SCENARIO.actions, {at_ns: 35e9, node: 'internet', do: 'cut', link: 'isp'}]);
  expect(forked['title']).toBe('a walk; internet cut isp at 35.000 s');
  expect(forked['slug']).toBe('custom');
});

test('the run lasts long enough to see what comes of it', () => {
  expect(whatIf(SCENARIO, 35e9, done(MOBILE, 'attach'), {})['duration_ns']).toBe(55e9);
  expect(whatIf(SCENARIO, 5e9, done(MOBILE, 'attach'), {})['duration_ns']).toBe(40e9);
});

test('an action is told with its values', () => {
  expect(told({at_ns: 5e9, node: 'mn', do: 'lose', link: 'home', frames: 3})).toBe('mn lose home 3 at 5.000 s');
});
