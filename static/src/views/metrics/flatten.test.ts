import {expect, test} from 'vitest';
import {figures} from './flatten';

test('figures with their unit, meaning and evidence', () => {
  const [group] = figures({overhead: {uplink: {value: 61.5, unit: 'octets', meaning: 'beyond IP', evidence: [3, 9]}}});
  expect(group).toEqual({
    title: 'overhead',
    figures: [{label: 'uplink', text: '61.5 octets', meaning: 'beyond IP', evidence: [3, 9]}],
  });
});

test('bare numbers take the unit that their name ends in', () => {
  expect(figures({gap_ms: 812, lost: 3})).toEqual([
    {
      title: 'The run',
      figures: [
        {label: 'gap', text: '812 ms', meaning: '', evidence: []},
        {label: 'lost', text: '3', meaning: '', evidence: []},
      ],
    },
  ]);
});

test('lists of rows become groups by their label', () => {
  const groups = figures({handovers: [{label: 'office to cellular', gap_ms: 800, lost: {value: 4, evidence: [1]}}]});
  expect(groups.map((group) => group.title)).toEqual(['handovers: office to cellular']);
  expect(groups[0]?.figures.map((figure) => figure.label)).toEqual(['gap', 'lost']);
});

test('nothing comes of nothing', () => {
  expect(figures(null)).toEqual([]);
});
