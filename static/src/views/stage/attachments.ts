import type {Trace} from '../../core/trace';
import type {Point} from '../../core/wire';
import type {Atlas} from './geometry';

/** Which links each node is on, and with which addresses, at one moment. */
export interface Attachments {
  /** Node to the links that it is on. */
  links: Map<string, string[]>;
  /** Address to the node that bears it. */
  owners: Map<string, string>;
}

/** Read who is attached where after event `at`, from the nodes' own interface tables. */
export function attachments(trace: Trace, at: number): Attachments {
  const links = new Map<string, string[]>();
  const owners = new Map<string, string>();
  for (const {name} of trace.head.nodes) {
    const mine: string[] = [];
    for (const {row} of trace.tables.rows(name, 'interfaces', at)) {
      if (typeof row['link'] === 'string' && row['link'] && row['up'] !== false) mine.push(row['link']);
      note(owners, row['address'], name);
    }
    for (const {key, row} of trace.tables.rows(name, 'addresses', at)) note(owners, row['address'] ?? key, name);
    links.set(name, mine);
  }
  return {links, owners};
}

function note(owners: Map<string, string>, address: unknown, node: string): void {
  if (typeof address === 'string' && address && !owners.has(address)) owners.set(address.split('/')[0] ?? '', node);
}

/** Where a node is drawn at `t`, and whether it is attached then. */
export interface Standing {
  point: Point;
  attached: boolean;
  link: string;
}

/** A stay of a node on one link: from the event that attached it to the one that took it away. */
interface Stay {
  link: string;
  from: number;
  until: number;
}

const known = new WeakMap<Trace, {writes: number; stays: Map<string, Stay[]>}>();

/** The stays of a node so far; computed once, and anew where the trace has grown. */
function stays(trace: Trace, node: string): Stay[] {
  const writes = trace.tables.writesOf('interfaces');
  let kept = known.get(trace);
  if (kept?.writes !== writes) known.set(trace, (kept = {writes, stays: new Map()}));
  const mine = kept.stays.get(node) ?? findStays(trace, node);
  kept.stays.set(node, mine);
  return mine;
}

function findStays(trace: Trace, node: string): Stay[] {
  const found: Stay[] = [];
  for (const key of trace.tables.keys(node, 'interfaces')) {
    let open: Stay | null = null;
    for (const [event, row] of trace.tables.changes(node, 'interfaces', key)) {
      const link = row && row['up'] !== false && typeof row['link'] === 'string' ? row['link'] : '';
      if (open && link === open.link) continue;
      const t = trace.events.t[event] ?? 0;
      if (open) open.until = t;
      open = link ? {link, from: t, until: Infinity} : null;
      if (open) found.push(open);
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/**
 * Where a node stands at `t`. A node with one place stays there; one that moves stands at the
 * access link that it is attached to, and between two stays it is on its way.
 */
export function standing(trace: Trace, atlas: Atlas, node: string, t: number): Standing {
  const mine = stays(trace, node);
  const now = mine.filter((stay) => stay.from <= t && t < stay.until).at(-1);
  if (now) return {point: atlas.place(node, now.link), attached: true, link: now.link};
  const before = mine.filter((stay) => stay.until <= t).at(-1);
  const after = mine.find((stay) => stay.from > t);
  const from = atlas.place(node, (before ?? after)?.link ?? '');
  if (!before || !after) return {point: from, attached: false, link: ''};
  const to = atlas.place(node, after.link);
  const part = ease((t - before.until) / (after.from - before.until));
  return {
    point: [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part],
    attached: false,
    link: '',
  };
}

function ease(part: number): number {
  return part * part * (3 - 2 * part);
}

/** The shortest chain of links from one node to another, as nodes and links in turn; empty where there is none. */
export function route(where: Attachments, from: string, to: string): {link: string; from: string; to: string}[] {
  const members = new Map<string, string[]>();
  for (const [node, links] of where.links)
    for (const link of links) members.set(link, [...(members.get(link) ?? []), node]);
  const came = new Map<string, {link: string; from: string; to: string} | null>([[from, null]]);
  const queue = [from];
  for (const node of queue) {
    if (node === to) break;
    for (const link of where.links.get(node) ?? []) {
      for (const next of members.get(link) ?? []) {
        if (came.has(next)) continue;
        came.set(next, {link, from: node, to: next});
        queue.push(next);
      }
    }
  }
  const hops = [];
  for (let hop = came.get(to); hop; hop = came.get(hop.from)) hops.unshift(hop);
  return hops;
}
