import type {RowAt} from '../../core/tables';
import type {Trace} from '../../core/trace';
import type {TableEntry} from '../../core/wire';

/** A state machine of a node at a moment, and why it is where it is. */
export interface Machine {
  name: string;
  state: string;
  because: string;
  spec: string;
  event: number;
}

/** The state machines of a node after event `at`. */
export function machines(trace: Trace, node: string, at: number): Machine[] {
  const found = new Map<string, Machine>();
  for (const n of trace.states) {
    if (n > at) break;
    if (trace.events.node[n] !== node) continue;
    const name = trace.events.text(n, 'machine');
    found.set(name, {
      name,
      state: trace.events.text(n, 'new'),
      because: trace.events.text(n, 'because'),
      spec: trace.events.text(n, 'spec'),
      event: n,
    });
  }
  return [...found.values()];
}

/** The columns of a table: those that the catalogue names, then whatever else its rows hold. */
export function columnsOf(rows: readonly RowAt[], entry: TableEntry | undefined): string[] {
  const named = Array.isArray(entry?.columns) ? (entry.columns as string[]) : Object.keys(entry?.columns ?? {});
  const held = new Set(rows.flatMap(({row}) => Object.keys(row)));
  return [...named.filter((name) => held.has(name)), ...[...held].filter((name) => !named.includes(name))];
}
