import {expect, test} from 'vitest';
import {sheets} from './sheets';

const TABLES = {
  groups: {handovers: 'Each move', flows: 'Delivery'},
  definitions: [{group: 'flows', key: 'lost_packets', title: 'Lost', unit: 'packets', text: 'never came'}],
};

test('a group is a table with a column for every figure', () => {
  const [sheet] = sheets(
    {flows: [{label: 'cn > mn', direction: 'x', lost_packets: {value: 28, evidence: [5, 9]}}]},
    TABLES,
  );
  expect(sheet?.title).toBe('Delivery');
  expect(sheet?.columns).toEqual([{key: 'lost_packets', title: 'Lost', unit: 'packets', meaning: 'never came'}]);
  expect(sheet?.rows[0]?.cells.get('lost_packets')).toEqual({text: '28', number: 28, evidence: [5, 9]});
});

test('rows within a row follow it and bear its name', () => {
  const move = {
    label: 'mn: a to b',
    directions: [{label: 'up', gap_ms: {value: 12.3456, evidence: []}}],
    octets: {value: 1234, evidence: []},
  };
  const [sheet] = sheets({handovers: [move]}, TABLES);
  expect(sheet?.rows.map((row) => row.label)).toEqual(['mn: a to b', 'mn: a to b, up']);
  expect(sheet?.rows[1]?.cells.get('gap_ms')?.text).toBe('12.346');
});

test('groups come in the order of the definitions, and unknown ones at the end', () => {
  const row = [{label: 'x', n: {value: 1, evidence: []}}];
  expect(sheets({other: row, flows: row, handovers: row}, TABLES).map((sheet) => sheet.id)).toEqual([
    'handovers',
    'flows',
    'other',
  ]);
});

test('nothing comes of nothing', () => {
  expect(sheets(null, TABLES)).toEqual([]);
  expect(sheets({tcp: [], note: 'text'}, undefined)).toEqual([]);
});

test('a row of which every part has a figure is cut into them, all rows to one scale', () => {
  const looks = {access_ms: {role: 'access', hatch: 'dots'}, data_ms: {role: 'data', hatch: 'grid'}};
  const row = (access: number, data: number) => ({
    label: 'x',
    access_ms: {value: access, evidence: []},
    data_ms: {value: data, evidence: []},
  });
  const [sheet] = sheets({gaps: [row(300, 100), row(0, 200)], flows: [{label: 'y'}]}, undefined, looks);
  expect(sheet?.rows.map((each) => each.parts.map(({key, share}) => [key, share]))).toEqual([
    [
      ['access_ms', 0.75],
      ['data_ms', 0.25],
    ],
    [['data_ms', 0.5]],
  ]);
  expect(sheets({flows: [{label: 'y', n: {value: 1, evidence: []}}]}, undefined, looks)[0]?.rows[0]?.parts).toEqual([]);
});
