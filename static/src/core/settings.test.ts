import {expect, test} from 'vitest';
import {settingsOf} from './settings';
import type {Parameter} from './wire';

const parameter = (key: string, otherwise: unknown): Parameter => ({key, kind: '', default: otherwise, meaning: ''});
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
