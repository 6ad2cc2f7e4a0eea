import type {Row} from './tables';
import type {Trace} from './trace';
import type {PipeSource} from './wire';

/** A row that says: from here a tunnel leads there. */
export interface Belief {
  owner: string;
  table: string;
  key: string;
  /** Event since which the row names the ends that it names. */
  event: number;
  role: string;
  kind: string;
  /** Address that the owner sends to. */
  address: string;
  /** Node that is behind that address as far as tables and keys tell, or `null`. */
  far: string | null;
  /** What the owner wraps by: name of the tunnel, or ids of keys. */
  names: readonly string[];
}

/** The rows of all nodes that speak of tunnels after event `at`. */
export function beliefs(trace: Trace, sources: readonly PipeSource[], at: number): Belief[] {
  const owners = addresses(trace, at);
  const found: Belief[] = [];
  for (const source of sources) {
    for (const {name: owner} of trace.head.nodes) {
      for (const {key, row} of trace.tables.rows(owner, source.table, at)) {
        const belief = read(trace, source, owner, key, row, owners, at);
        if (belief) found.push(belief);
      }
    }
  }
  return found;
}

function read(
  trace: Trace,
  source: PipeSource,
  owner: string,
  key: string,
  row: Row,
  owners: ReadonlyMap<string, string>,
  at: number,
): Belief | null {
  const [column, value] = source.unless;
  if (column && row[column] === value) return null;
  const address = String(row[source.ends[1]] ?? '');
  const sealed = sealing(trace, owner, source.table, key, row, at);
  const far = sealed?.far ?? owners.get(address) ?? null;
  if (!address || far === owner) return null;
  return {
    owner,
    table: source.table,
    key,
    event: since(trace, owner, source, key, at),
    role: source.role || String(row['role'] ?? ''),
    kind: String(row[source.kind] ?? ''),
    address,
    far,
    names: sealed?.keys ?? [key],
  };
}

/** Event since which a row names the ends that it names after event `at`. */
function since(trace: Trace, owner: string, source: PipeSource, key: string, at: number): number {
  const ends = (row: Row | null): string => source.ends.map((column) => String(row?.[column] ?? '')).join(' ');
  const changes = trace.tables.changes(owner, source.table, key).filter(([event]) => event <= at);
  let first = changes.length - 1;
  while (first > 0 && ends(changes[first - 1]?.[1] ?? null) === ends(changes[first]?.[1] ?? null)) first -= 1;
  return changes[first]?.[0] ?? -1;
}

/** Who shares the keys of a row with its owner, and which keys: those that bear its name, or all that the two share. */
function sealing(
  trace: Trace,
  owner: string,
  table: string,
  key: string,
  row: Row,
  at: number,
): {far: string; keys: readonly string[]} | null {
  const name = nameOf(key);
  const held = trace.keys.held(owner, at);
  const own = held.filter((id) => id.slice(id.indexOf(':') + 1) === name);
  if (own[0] !== undefined) {
    // A key may be held on the way, too; the other end is who ever kept a row for it.
    const far = trace.keys
      .holders(own[0], Infinity)
      .find((node) => node !== owner && trace.tables.keys(node, table).some((each) => nameOf(each) === name));
    return far === undefined ? null : {far, keys: own};
  }
  const peer = typeof row['peer'] === 'string' ? row['peer'] : '';
  if (!trace.head.nodes.some((node) => node.name === peer)) return null;
  const theirs = new Set(trace.keys.held(peer, at));
  return {far: peer, keys: held.filter((id) => theirs.has(id))};
}

/** The name that a row of an association has before its direction. */
function nameOf(key: string): string {
  return key.split(' ')[0] ?? '';
}

/** Who bears which address after event `at`; an address that two bear is the one's whose interface has it. */
function addresses(trace: Trace, at: number): Map<string, string> {
  const owners = new Map<string, string>();
  const note = (address: unknown, node: string): void => {
    const plain = typeof address === 'string' ? (address.split('/')[0] ?? '') : '';
    if (plain && !owners.has(plain)) owners.set(plain, node);
  };
  for (const {name} of trace.head.nodes)
    for (const {row} of trace.tables.rows(name, 'interfaces', at)) note(row['address'], name);
  for (const {name} of trace.head.nodes)
    for (const {key, row} of trace.tables.rows(name, 'addresses', at)) note(row['address'] ?? key, name);
  return owners;
}
