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
  expect(sheet?.rows[0]?.cells.get('lost_packets')).toEqual({text: '28', evidence: [5, 9]});
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
