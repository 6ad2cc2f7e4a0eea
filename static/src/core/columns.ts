import type {EventColumns, PacketColumns} from './wire';

/** Events as columns, appended to while the run goes on; an event's number is its place. */
export class Events {
  readonly t: number[] = [];
  readonly kind: string[] = [];
  readonly node: string[] = [];
  readonly cause: (number | null)[] = [];
  /** Place of the event within the columns of its own kind. */
  private readonly place: number[] = [];
  private readonly fields = new Map<string, Map<string, unknown[]>>();
  private readonly count = new Map<string, number>();

  constructor(private readonly kinds: readonly string[]) {}

  get length(): number {
    return this.t.length;
  }

  append(columns: EventColumns): void {
    for (let i = 0; i < columns.t.length; i++) {
      const kind = this.kinds[columns.k[i] ?? -1] ?? 'unknown';
      const place = this.count.get(kind) ?? 0;
      this.count.set(kind, place + 1);
      this.t.push(columns.t[i] ?? 0);
      this.kind.push(kind);
      this.node.push(columns.n[i] ?? '');
      this.cause.push(columns.c[i] ?? null);
      this.place.push(place);
    }
    for (const [kind, group] of Object.entries(columns.f)) {
      const mine = this.fields.get(kind) ?? new Map<string, unknown[]>();
      this.fields.set(kind, mine);
      for (const [name, values] of Object.entries(group)) {
        const column = mine.get(name) ?? [];
        mine.set(name, column);
        for (const value of values) column.push(value);
      }
    }
  }

  /** One field of event `n`, or `undefined` where its kind has no such field. */
  field(n: number, name: string): unknown {
    return this.fields.get(this.kind[n] ?? '')?.get(name)?.[this.place[n] ?? -1];
  }

  text(n: number, name: string): string {
    const value = this.field(n, name);
    return typeof value === 'string' ? value : '';
  }

  integer(n: number, name: string): number {
    const value = this.field(n, name);
    return typeof value === 'number' ? value : -1;
  }

  /** Number of the last event at or before `t`; -1 before the first. */
  lastAt(t: number): number {
    return upper(this.t, t) - 1;
  }
}

/** Packets as columns; a packet's id is its place. */
export class Packets {
  readonly stack: number[] = [];
  readonly octets: number[] = [];
  readonly purpose: string[] = [];
  /** Kind of protocol message, by which a program tells packets apart; empty for user data. */
  readonly message: string[] = [];
  readonly flow: string[] = [];
  readonly inner: (number | null)[] = [];
  readonly fault: string[] = [];

  get length(): number {
    return this.stack.length;
  }

  append(columns: PacketColumns): void {
    for (const value of columns.stack) this.stack.push(value);
    for (const value of columns.octets) this.octets.push(value);
    for (const value of columns.purpose) this.purpose.push(value);
    for (const value of columns.message) this.message.push(value);
    for (const value of columns.flow) this.flow.push(value);
    for (const value of columns.inner) this.inner.push(value);
    for (const value of columns.fault) this.fault.push(value);
  }
}

/** Place after the last member of sorted `values` that is at most `limit`. */
export function upper(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Place of the first member of sorted `values` that is at least `limit`. */
export function lower(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
