import {expect, test} from 'vitest';
import {at, brief, concerns, doable, fresh, grouped, problemOf, settingOf, withSetting} from './editing';
import type {ActionEntry, Parameter} from './wire';

const parameter = (key: string, group: string, kind: string, usual: unknown, options: string[] = []): Parameter => ({
  key,
  group,
  kind,
  default: usual,
  meaning: `what ${key} means`,
  only: '',
  options,
});
const PARAMETERS = [
  parameter('dpd_s', 'VPN', 'number', 0, ['3']),
  parameter('suite', 'VPN', 'choice', 'aes', []),
  parameter('broadcasts', 'Mobile IP', 'boolean', false),
  parameter('link.NAME.loss', 'Link', 'number', null),
];
const [DPD, , BROADCASTS] = PARAMETERS as [Parameter, Parameter, Parameter, Parameter];
const ATTACH: ActionEntry = {
  do: 'attach',
  meaning: 'joins a link',
  fields: [{key: 'link', meaning: 'the link', schema: {enum: ['home', 'hotel']}}],
  mobile_fields: [],
  nodes: ['vpn-gw'],
  mobiles: true,
};
const FORGET: ActionEntry = {do: 'forget', meaning: '', fields: [], mobile_fields: [], nodes: ['nat'], mobiles: false};

test('what is as usual is left out of what a person reads', () => {
  const scenario = {option: '3', dpd_s: 0, suite: 'gcm', broadcasts: false, link: {}, description: '', actions: []};
  expect(brief(scenario, PARAMETERS)).toEqual({option: '3', suite: 'gcm', actions: []});
});

test('a setting is written as its kind, read back as text, and taken out by empty text', () => {
  const set = withSetting(withSetting({}, DPD, '2.5'), BROADCASTS, 'true');
  expect(set).toEqual({dpd_s: 2.5, broadcasts: true});
  expect(settingOf(set, 'broadcasts')).toBe('true');
  expect(withSetting(set, DPD, '')).toEqual({broadcasts: true});
  expect(withSetting({}, DPD, 'soon')).toEqual({dpd_s: 'soon'});
});

test('a setting of a link stands below it, and an empty link goes with its last one', () => {
  const loss = {key: 'link.hotel.loss', kind: 'number'};
  const set = withSetting({}, loss, '0.1');
  expect(set).toEqual({link: {hotel: {loss: 0.1}}});
  expect(settingOf(set, loss.key)).toBe('0.1');
  expect(withSetting(set, loss, '')).toEqual({});
});

test('parameters stand under their groups, those that matter to the option first', () => {
  const names = (option: string, wanted = '') =>
    grouped(PARAMETERS, 'hotel', option, wanted).map(([title, own]) => [title, own.map(({key}) => key)]);
  expect(names('1.1')).toEqual([
    ['VPN', ['suite', 'dpd_s']],
    ['Mobile IP', ['broadcasts']],
    ['Link hotel', ['link.hotel.loss']],
  ]);
  expect(names('3')[0]).toEqual(['VPN', ['dpd_s', 'suite']]);
  expect(names('3', 'LOSS')).toEqual([['Link hotel', ['link.hotel.loss']]]);
});

test('nodes can do what the catalogue says, and begin with the first that is accepted', () => {
  expect(doable([ATTACH, FORGET], 'mn2').map((each) => each.do)).toEqual(['attach']);
  expect(doable([ATTACH, FORGET], 'nat').map((each) => each.do)).toEqual(['forget']);
  expect(fresh(ATTACH, 'mn', 5)).toEqual({at_ns: 5, node: 'mn', do: 'attach', link: 'home'});
});

test('an action stays within what a run can last', () => {
  const action = {at_ns: 5, node: 'mn', do: 'detach'};
  expect(at(action, -3).at_ns).toBe(0);
  expect(at(action, 4e15).at_ns).toBe(3.6e12);
});

test('a complaint is told beside what it is about', () => {
  const problem = problemOf("actions.3.link: 'x' is not accepted", 'home, hotel');
  expect(problem).toEqual({path: 'actions.3.link', what: "'x' is not accepted", accepted: 'home, hotel'});
  expect(concerns(problem, 'actions.3')).toBe(true);
  expect(concerns(problem, 'actions.30')).toBe(false);
  expect(problemOf('the server cannot be reached', '').path).toBe('');
});
