import {expect, test} from 'vitest';
import {duration, named, parseMoment, plain, seconds, speedText} from './format';
import {commandFor, type Press} from './keymap';
import {step} from './steps';
import {fixtureTrace} from './fixture';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  shift: false,
  modified: false,
  focus: 'page',
  ...more,
});

test('moments are written in groups of three digits and read back', () => {
  const text = seconds(12_345_678_000);
  expect(text.replaceAll('\u202f', ' ')).toBe('12.345 678 s');
  expect(parseMoment(text)).toBe(12_345_678_000);
});

test.each([
  ['12.5', 12.5e9],
  ['350 ms', 350e6],
  ['1:02', 62e9],
  ['.5s', 5e8],
  ['soon', null],
  ['', null],
])('the moment %j is read as %j', (text, t) => {
  expect(parseMoment(text)).toBe(t);
});

test('durations take the unit that suits them', () => {
  expect([1_500_000_000, 60_000_000, 250_000, 12].map(duration)).toEqual(['1.5 s', '60 ms', '250 µs', '12 ns']);
});

test('fields are named by their unit and values are written plainly', () => {
  expect(named('gap_ms', 12.3456)).toEqual({label: 'gap', text: '12.346 ms'});
  expect(plain({care_of: '10.0.0.1', up: true})).toBe('care of 10.0.0.1, up yes');
  expect([speedText(-3), speedText(2)]).toEqual(['1/8×', '4×']);
});

test('keys are left to fields, to the browser and to those who switch them off', () => {
  expect(commandFor(press(' '), true)).toBe('toggle');
  expect(commandFor(press(' '), false)).toBeNull();
  expect(commandFor(press('ArrowRight'), false)).toBe('hop-forward');
  expect(commandFor(press('ArrowRight', {shift: true}), true)).toBe('phase-forward');
  expect(commandFor(press('+', {shift: true}), true)).toBe('faster');
  expect(commandFor(press('D', {shift: true}), true)).toBe('previous-drop');
  expect(commandFor(press('d', {focus: 'field'}), true)).toBeNull();
  expect(commandFor(press('d', {modified: true}), true)).toBeNull();
  expect(commandFor(press('ArrowRight', {focus: 'slider'}), true)).toBeNull();
});

test('a button leaves all keys but its own to the player, and a list of choices the way along the run', () => {
  expect(commandFor(press(' ', {focus: 'button'}), true)).toBeNull();
  expect(commandFor(press('ArrowRight', {focus: 'button'}), true)).toBe('hop-forward');
  expect(commandFor(press('End', {focus: 'button'}), true)).toBe('end');
  expect(commandFor(press('ArrowLeft', {focus: 'chooser', shift: true}), true)).toBe('phase-back');
  expect(commandFor(press('ArrowDown', {focus: 'chooser'}), true)).toBeNull();
  expect(commandFor(press('d', {focus: 'chooser'}), true)).toBeNull();
  expect(commandFor(press('Escape', {focus: 'field'}), true)).toBe('close');
});

test('every step forward has one back', () => {
  const trace = fixtureTrace();
  expect(step(trace, -1, 'hop', 1)).toBe(6);
  expect(step(trace, 6, 'hop', 1)).toBe(8);
  expect(step(trace, 8, 'hop', -1)).toBe(6);
  expect(step(trace, 0, 'drop', 1)).toBe(10);
  expect(step(trace, 10, 'drop', 1)).toBeNull();
  expect(step(trace, 12, 'state', -1)).toBe(11);
  expect(step(trace, 0, 'phase', 1)).toBe(1);
});
