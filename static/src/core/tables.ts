import {upper} from './columns';

export type Row = Record<string, unknown>;

/** One row of a table at a moment, and the event that last wrote it. */
export interface RowAt {
  key: string;
  row: Row;
  event: number;
}

interface History {
  events: number[];
  rows: (Row | null)[];
}

/**
 * The tables of all nodes at any event, without folding.
 *
 * Each row keeps its own history, so that the state at an event is one binary search a row:
 * every change is its own keyframe, and going back costs what going forward costs.
 */
export class Tables {
  private readonly histories = new Map<string, Map<string, Map<string, History>>>();
  private readonly writes = new Map<string, number[]>();

  add(event: number, node: string, table: string, key: string, row: Row | null): void {
    const tables = entry(this.histories, node, () => new Map<string, Map<string, History>>());
    const rows = entry(tables, table, () => new Map<string, History>());
    const history = entry(rows, key, (): History => ({events: [], rows: []}));
    history.events.push(event);
    history.rows.push(row);
    entry(this.writes, table, (): number[] => []).push(event);
  }

  /** The last event up to `at` that wrote a row of `table` at any node; -1 before the first. */
  lastChange(table: string, at: number): number {
    const events = this.writes.get(table) ?? [];
    return events[upper(events, at) - 1] ?? -1;
  }

  /** How often rows of `table` were written so far, at any node. */
  writesOf(table: string): number {
    return this.writes.get(table)?.length ?? 0;
  }

  /** Tables that a node ever had, in the order in which they appeared. */
  of(node: string): string[] {
    return [...(this.histories.get(node)?.keys() ?? [])];
  }

  /** Rows of one table after event `at`, in the order in which their keys first appeared. */
  rows(node: string, table: string, at: number): RowAt[] {
    const found: RowAt[] = [];
    for (const [key, history] of this.histories.get(node)?.get(table) ?? []) {
      const place = upper(history.events, at) - 1;
      const row = history.rows[place];
      if (row) found.push({key, row, event: history.events[place] ?? -1});
    }
    return found;
  }

  /** One row after event `at`, or `null`. */
  row(node: string, table: string, key: string, at: number): Row | null {
    const history = this.histories.get(node)?.get(table)?.get(key);
    return history ? (history.rows[upper(history.events, at) - 1] ?? null) : null;
  }

  /** Every change of one row: the events and what they made of it. */
  changes(node: string, table: string, key: string): readonly (readonly [number, Row | null])[] {
    const history = this.histories.get(node)?.get(table)?.get(key);
    return history ? history.events.map((event, i) => [event, history.rows[i] ?? null] as const) : [];
  }

  keys(node: string, table: string): string[] {
    return [...(this.histories.get(node)?.get(table)?.keys() ?? [])];
  }
}

function entry<K, V>(groups: Map<K, V>, key: K, make: () => V): V {
  const known = groups.get(key);
  if (known !== undefined) return known;
  const made = make();
  groups.set(key, made);
  return made;
}
