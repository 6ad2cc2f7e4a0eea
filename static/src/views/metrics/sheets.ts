import {plain, trimmed, words} from '../../core/format';
import type {Layer, MetricTables, PartLook} from '../../core/wire';

/** One measured value and the events that it was computed from. */
export interface Figure {
  text: string;
  /** The value where it is a number, else 0. */
  number: number;
  evidence: number[];
}
export interface Column {
  key: string;
  title: string;
  unit: string;
  meaning: string;
}
/** What was measured of one thing: a segment, a flow, a move, an observer. */
export interface Row {
  label: string;
  /** Layers of the packets that it speaks of, outermost first; empty where it speaks of none. */
  stack: Layer[];
  /** Parts that add up to what the row is about, each with its share of the longest row; empty where it has none. */
  parts: Part[];
  cells: Map<string, Figure>;
}
/** One part of a bar: its key, its title with its figure, and how much of the longest bar it takes. */
export interface Part {
  key: string;
  text: string;
  share: number;
}
export interface Sheet {
  id: string;
  title: string;
  columns: Column[];
  rows: Row[];
}

type Plain = Record<string, unknown>;

/**
 * Lay the figures of a run out as one table a group. A group is a list of rows; a figure is an
 * object with `value` and `evidence` (numbers of events); a list of rows within a row is rows too.
 */
export function sheets(
  metrics: unknown,
  tables: MetricTables | undefined,
  looks: Record<string, PartLook> = {},
): Sheet[] {
  if (!isPlain(metrics)) return [];
  const order = [...new Set([...Object.keys(tables?.groups ?? {}), ...Object.keys(metrics)])];
  return order.flatMap((id) => {
    const rows = rowsOf(metrics[id], '');
    if (rows.length === 0) return [];
    const keys = [...new Set(rows.flatMap((row) => [...row.cells.keys()]))];
    const columns = keys.map((key) => column(id, key, tables));
    cut(rows, columns, Object.keys(looks));
    return [{id, title: tables?.groups[id] ?? words(id), columns, rows}];
  });
}

/** Cut the rows of which every part has a figure into these parts, to one scale. */
function cut(rows: readonly Row[], columns: readonly Column[], keys: readonly string[]): void {
  const whole = rows.filter((row) => keys.length > 0 && keys.every((key) => row.cells.has(key)));
  const sums = whole.map((row) => keys.reduce((sum, key) => sum + (row.cells.get(key)?.number ?? 0), 0));
  const longest = Math.max(...sums, 1);
  for (const row of whole) {
    row.parts = keys.flatMap((key) => {
      const figure = row.cells.get(key);
      if (!figure?.number) return [];
      const named = columns.find((each) => each.key === key);
      return [
        {key, text: `${named?.title ?? key}: ${figure.text} ${named?.unit ?? ''}`, share: figure.number / longest},
      ];
    });
  }
}

function rowsOf(value: unknown, within: string): Row[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isPlain).flatMap((each, i) => {
    const own = typeof each['label'] === 'string' ? each['label'] : String(i + 1);
    const row: Row = {
      label: within ? `${within}, ${own}` : own,
      stack: stackOf(each['stack']),
      parts: [],
      cells: new Map(),
    };
    const inner: Row[] = [];
    for (const [key, cell] of Object.entries(each)) {
      if (isPlain(cell) && 'value' in cell) row.cells.set(key, figure(cell));
      else if (key !== 'stack') inner.push(...rowsOf(cell, row.label));
    }
    return row.cells.size > 0 ? [row, ...inner] : inner;
  });
}

function figure(cell: Plain): Figure {
  const {value, evidence} = cell;
  const events = Array.isArray(evidence) ? evidence.filter((n): n is number => Number.isInteger(n)) : [];
  const number = typeof value === 'number' ? value : 0;
  return {text: typeof value === 'number' ? trimmed(value) : plain(value), number, evidence: events};
}

function stackOf(value: unknown): Layer[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isPlain)
    .map((layer) => [
      String(layer['header']),
      String(layer['role']) as Layer[1],
      Number(layer['head_octets'] ?? 0),
      Number(layer['tail_octets'] ?? 0),
      '',
    ]);
}

function column(group: string, key: string, tables: MetricTables | undefined): Column {
  const known = tables?.definitions.find((each) => each.group === group && each.key === key);
  return {key, title: known?.title ?? words(key), unit: known?.unit ?? '', meaning: known?.text ?? ''};
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
