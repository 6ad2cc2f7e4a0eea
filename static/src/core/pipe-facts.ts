import type {Half} from './pipes';
import type {Trace} from './trace';
import type {Row} from './tables';

/** A key of one end: what the trace says of it, and who holds it. */
export interface KeyFact {
  id: string;
  purpose: string;
  algorithm: string;
  /** What the key belongs to: SPI, indices, addresses. */
  binding: Readonly<Record<string, string>>;
  /** Event by which the owner came to hold it. */
  gained: number | null;
  holders: readonly string[];
}

/** What the trace says of one end of a tunnel up to a moment. */
export interface EndFacts {
  owner: string;
  row: Row;
  /** Event since which the row names its ends, and until when what it rests on is agreed (ns), where a table says so. */
  since: number;
  agreed: number | null;
  keys: readonly KeyFact[];
  /** Packets that the owner put in since then; of them those that came out, those that died, and the rest is on its way. */
  sent: number;
  passed: number;
  died: number;
  /** Octets by which the tunnel made them longer, all together. */
  overhead: number;
  /** Octets of what was put in. */
  carried: number;
}

/** What is known of a half of a tunnel after event `at`; `null` where its row is gone. */
export function endFacts(trace: Trace, half: Half, at: number): EndFacts | null {
  const row = trace.tables.row(half.owner, half.table, half.key, at);
  if (!row) return null;
  const since = sinceOf(trace, half, at);
  const counted = {sent: 0, passed: 0, died: 0, overhead: 0, carried: 0};
  for (const name of half.names) {
    for (const {outer} of trace.wrappings.newest(half.owner, name, since - 1, at)) {
      const inner = trace.packets.inner[outer] ?? outer;
      counted.sent += 1;
      counted.carried += trace.packets.octets[inner] ?? 0;
      counted.overhead += (trace.packets.octets[outer] ?? 0) - (trace.packets.octets[inner] ?? 0);
      if (trace.wrappings.opened(outer, at)) counted.passed += 1;
      else if (trace.lineage.carriers(outer).some((each) => trace.dropOf(each, at))) counted.died += 1;
    }
  }
  const keys = half.names.flatMap((name) => keyFact(trace, half.owner, name, at) ?? []);
  return {owner: half.owner, row, since, agreed: agreedUntil(trace, half, at), keys, ...counted};
}

/** Event since which the row of a half says what it says. */
function sinceOf(trace: Trace, {owner, table, key}: Half, at: number): number {
  const changes = trace.tables.changes(owner, table, key).filter(([event]) => event <= at);
  return changes.at(-1)?.[0] ?? -1;
}

/** The time (ns) at which a row of the owner that names the far address runs out, such as a binding or a registration. */
function agreedUntil(trace: Trace, {owner, address}: Half, at: number): number | null {
  const found = trace.tables
    .of(owner)
    .flatMap((table) => trace.tables.rows(owner, table, at))
    .filter(({row}) => typeof row['expires_ns'] === 'number' && Object.values(row).includes(address))
    .map(({row}) => Number(row['expires_ns']));
  return found.length > 0 ? Math.max(...found) : null;
}

/** What the trace says of a key, where `id` is one and not the name of a tunnel. */
function keyFact(trace: Trace, owner: string, id: string, at: number): KeyFact | null {
  const gained = trace.keys.gained(owner, id);
  if (gained === null) return null;
  return {
    id,
    purpose: trace.events.text(gained, 'purpose'),
    algorithm: trace.events.text(gained, 'algorithm'),
    binding: (trace.events.field(gained, 'binding') ?? {}) as Record<string, string>,
    gained,
    holders: trace.keys.holders(id, at),
  };
}
