import {expect, test} from 'vitest';
import {findParameters, ofPreset, settingsOf, underEveryOption, underOption, withSettings} from './settings';
import type {Parameter} from './wire';

const parameter = (key: string, otherwise: unknown): Parameter => ({
  key,
  kind: '',
  default: otherwise,
  meaning: '',
  group: '',
  options: [],
  only: '',
});
const PARAMETERS = [
  parameter('suite', 'aes-cbc-sha1'),
  parameter('xauth', false),
  parameter('link.NAME.delay_ms', null),
];

test('only what differs from its default is a setting', () => {
  const scenario = {option: '1.1', suite: 'aes-gcm', xauth: false, link: {cellular: {delay_ms: 80}}};
  expect(settingsOf(scenario, PARAMETERS)).toEqual({suite: 'aes-gcm', 'link.cellular.delay_ms': '80'});
  expect(settingsOf({}, PARAMETERS)).toEqual({});
});

const WALK = 'document=dY5BCsIw';

test('another option keeps everything else of an address, a document as well', () => {
  expect(underOption('option=1.1&scenario=behind-nat&seed=3', '6')).toBe('option=6&scenario=behind-nat&seed=3');
  expect(underOption(WALK, '6')).toBe(`${WALK}&option=6`);
});

test('a comparison is of the same scenario, whatever the option', () => {
  expect(underEveryOption('option=1.1&scenario=behind-nat&seed=3')).toBe('scenario=behind-nat&seed=3');
  expect(underEveryOption(WALK)).toBe(WALK);
});

test('another preset keeps option, seed and settings, but not the length of the one before', () => {
  const before = 'option=6&scenario=behind-nat&seed=3&set.suite=aes-gcm&set.duration_ns=5000000000';
  expect(ofPreset(before, 'grand-tour', {option: '6', seed: 3, set: {suite: 'aes-gcm'}})).toBe(
    'option=6&scenario=grand-tour&seed=3&set.suite=aes-gcm',
  );
  expect(ofPreset(WALK, 'grand-tour', {option: 'wg', seed: 8, set: {xauth: 'true'}})).toBe(
    'set.xauth=true&seed=8&option=wg&scenario=grand-tour',
  );
});

test('only settings that change stand in an address, and what is the default again stands empty', () => {
  const before = {suite: 'aes-gcm', xauth: 'true'};
  expect(withSettings(WALK, before, {suite: 'aes-gcm', payload_octets: '99'}, 1)).toBe(
    `${WALK}&set.xauth=&set.payload_octets=99&seed=1`,
  );
});

test('a parameter is found by its name or meaning, and one of links by the chosen link', () => {
  const keys = (wanted: string) => findParameters(PARAMETERS, 'hotel', wanted).map(({key}) => key);
  expect(keys('')).toEqual(['suite', 'xauth', 'link.hotel.delay_ms']);
  expect(keys(' DELAY ')).toEqual(['link.hotel.delay_ms']);
  expect(keys('NAME')).toEqual([]);
});
