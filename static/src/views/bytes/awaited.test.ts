import {expect, test} from 'vitest';
import {fixtureTrace} from '../../core/fixture';
import {neverSent, rolesOfOctets} from './awaited';

test('every octet of a frame that is awaited has the role of its layer', () => {
  const roles = rolesOfOctets(fixtureTrace().stackOf(1), 160);
  expect(roles).toHaveLength(14 + 160);
  expect(roles.slice(0, 14).every((role) => role === '')).toBe(true);
  expect(roles.filter((role) => role === 'ipsec')).toHaveLength(20 + 24 + 16);
  expect(roles.at(-1)).toBe('ipsec');
});

test('what never was on a link says where it ended', () => {
  const trace = fixtureTrace();
  expect(neverSent(trace, 0, 12)).toMatch(/ended at vpn-gw.*no route/);
  expect(neverSent(trace, 0, 3)).toBe('It has not been put on a link.');
});
