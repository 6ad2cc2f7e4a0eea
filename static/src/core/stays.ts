import type {Trace} from './trace';

/** A stay of a node on one link: from the event that attached it to the one that took it away. */
export interface Stay {
  link: string;
  /** Event and time (ns) of its beginning. */
  event: number;
  from: number;
  /** Event and time (ns) of its end; `Infinity` while it lasts. */
  ended: number;
  until: number;
}

const known = new WeakMap<Trace, {writes: number; stays: Map<string, readonly Stay[]>}>();

/** The stays of a node so far, read from its own interface table; computed once, and anew where the trace has grown. */
export function staysOf(trace: Trace, node: string): readonly Stay[] {
  const writes = trace.tables.writesOf('interfaces');
  let kept = known.get(trace);
  if (kept?.writes !== writes) known.set(trace, (kept = {writes, stays: new Map()}));
  const mine = kept.stays.get(node) ?? find(trace, node);
  kept.stays.set(node, mine);
  return mine;
}

function find(trace: Trace, node: string): Stay[] {
  const found: Stay[] = [];
  for (const key of trace.tables.keys(node, 'interfaces')) {
    let open: Stay | null = null;
    for (const [event, row] of trace.tables.changes(node, 'interfaces', key)) {
      const link = row && row['up'] !== false && typeof row['link'] === 'string' ? row['link'] : '';
      if (open && link === open.link) continue;
      const t = trace.events.t[event] ?? 0;
      if (open) [open.until, open.ended] = [t, event];
      open = link ? {link, event, from: t, ended: Infinity, until: Infinity} : null;
      if (open) found.push(open);
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** The stays of a node that last after event `at`. */
export function staysAt(trace: Trace, node: string, at: number): Stay[] {
  return staysOf(trace, node).filter((stay) => stay.event <= at && at < stay.ended);
}
