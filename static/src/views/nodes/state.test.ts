import {expect, test} from 'vitest';
import {fixtureTrace} from '../../core/fixture';
import {columnsOf, machines} from './state';

test('a machine is in the state that it last moved to', () => {
  expect(machines(fixtureTrace(), 'mn', 10)).toEqual([]);
  expect(machines(fixtureTrace(), 'mn', 11)).toMatchObject([{name: 'i-mip', state: 'registered', event: 11}]);
});

test('columns come in the order of the catalogue, and none is left out', () => {
  const rows = [{key: 'a', event: 0, row: {spare: 1, address: 'x', link: 'y'}}];
  expect(columnsOf(rows, {title: '', columns: ['link', 'address', 'never']})).toEqual(['link', 'address', 'spare']);
  expect(columnsOf(rows, undefined)).toEqual(['spare', 'address', 'link']);
});
