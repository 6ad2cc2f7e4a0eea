import {Beats} from './beats';
import {Events, Packets, upper} from './columns';
import {Flights} from './flights';
import {Keyring, UNGUARDED, type Guards} from './lens';
import {Lineage} from './lineage';
import type {Ribbon} from './ribbons';
import {Story} from './story';
import {Tables, type Row} from './tables';
import {Wrappings} from './wrappings';
import type {Chunk, Ending, Head, Layer, Line} from './wire';

/** A packet that ended where it should not have. */
export interface Drop {
  event: number;
  t: number;
  node: string;
  packet: number;
  reason: string;
  detail: string;
  spec: string;
  where: string;
}

/**
 * A trace that may still be growing, with the indices that views read.
 *
 * Every question names its moment (a time in ns or an event's number); the answer depends on
 * nothing else, so going back gives the same picture as coming forward.
 */
export class Trace {
  readonly events: Events;
  readonly packets = new Packets();
  readonly stacks: Layer[][] = [];
  readonly flights = new Flights();
  readonly tables = new Tables();
  readonly keys = new Keyring();
  readonly lineage = new Lineage();
  readonly wrappings = new Wrappings();
  readonly story = new Story();
  readonly drops: Drop[] = [];
  private readonly ways: string[][] = [];
  private readonly guards = new Map<number, Map<number, string[]>>();
  private readonly dropTimes: number[] = [];
  private readonly dropsByPacket = new Map<number, Drop>();
  /** Narration, in order of events. */
  readonly lines: Line[] = [];
  /** The event of each line. */
  readonly lineEvents: number[] = [];
  /** Numbers of the events that are neither data on its way nor bookkeeping. */
  readonly states: number[] = [];
  /** Simulated time up to which everything is known. */
  until = 0;
  ending: Ending | null = null;
  /** Where data flow, are lost, are silent; known some time after the run's end. */
  ribbons: readonly Ribbon[] = [];
  /** The run as it is told to a newcomer, once it is known to its end. */
  told: Beats | null = null;

  constructor(
    readonly head: Head,
    kinds: readonly string[],
  ) {
    this.events = new Events(kinds);
  }

  /** Take in what the run gained; throws where a chunk is missing or comes twice. */
  append(chunk: Chunk): void {
    if (chunk.first_event !== this.events.length) {
      throw new Error(`chunk starts at event ${String(chunk.first_event)}, expected ${String(this.events.length)}`);
    }
    this.stacks.push(...chunk.stacks);
    const packets = this.packets.length;
    this.packets.append(chunk.packets);
    for (let id = packets; id < this.packets.length; id++) this.lineage.add(id, this.packets.inner[id] ?? null);
    this.events.append(chunk.events);
    this.ways.push(...chunk.clues.ways);
    for (const {packet, layer, key} of chunk.clues.guards) this.guard(packet, layer, key);
    const ways = chunk.clues.way.values();
    for (let n = chunk.first_event; n < this.events.length; n++) this.index(n, ways);
    for (const line of chunk.lines ?? []) {
      this.lines.push(line);
      this.lineEvents.push(line.event);
    }
    this.until = Math.max(this.until, chunk.until_ns);
    this.story.tell(this, chunk.first_event, chunk.lines ?? [], this.until);
  }

  finish(ending: Ending): void {
    this.ending = ending;
    this.told = ending.story?.beats.length ? new Beats(ending.story) : null;
    this.until = this.head.duration_ns;
    this.story.tell(this, this.events.length, [], this.until);
  }

  /** What is known of a packet, or `null` before it is made. */
  recordOf(packet: number): {octets: number; purpose: string; fault: string} | null {
    const {octets, purpose, fault} = this.packets;
    if (packet >= this.packets.length) return null;
    return {octets: octets[packet] ?? 0, purpose: purpose[packet] ?? '', fault: fault[packet] ?? ''};
  }

  stackOf(packet: number): readonly Layer[] {
    return this.stacks[this.packets.stack[packet] ?? -1] ?? [];
  }

  /** The keys whose authenticators cover layers of a packet. */
  guardsOf(packet: number): Guards {
    return this.guards.get(packet) ?? UNGUARDED;
  }

  /** How many packets were dropped up to `t`. */
  dropsUntil(t: number): number {
    return upper(this.dropTimes, t);
  }

  /** Where a packet itself ended unwanted up to event `at`. */
  dropOf(packet: number, at: number): Drop | null {
    const drop = this.dropsByPacket.get(packet);
    return drop && drop.event <= at ? drop : null;
  }

  private guard(packet: number, layer: number, key: string): void {
    const mine = this.guards.get(packet) ?? new Map<number, string[]>();
    this.guards.set(packet, mine);
    mine.set(layer, [...(mine.get(layer) ?? []), key]);
  }

  /** Take in event `n`; `ways` has one number for each frame that was sent. */
  private index(n: number, ways: Iterator<number>): void {
    const {events} = this;
    const node = events.node[n] ?? '';
    const t = events.t[n] ?? 0;
    switch (events.kind[n]) {
      case 'sent':
        this.flights.add({
          event: n,
          packet: events.integer(n, 'packet'),
          frame: events.integer(n, 'frame'),
          link: events.text(n, 'link'),
          from: node,
          to: events.field(n, 'to') as string[],
          way: this.ways[Number(ways.next().value)] ?? [],
          leaves: t,
          arrives: events.integer(n, 'arrives_ns'),
        });
        break;
      case 'dropped':
        this.indexDrop(n);
        break;
      case 'wrapped':
        this.wrappings.wrap({event: n, node, by: events.text(n, 'tunnel'), outer: events.integer(n, 'packet')});
        break;
      case 'encrypted':
        this.wrappings.wrap({event: n, node, by: events.text(n, 'key'), outer: events.integer(n, 'packet')});
        break;
      case 'unwrapped':
      case 'decrypted':
        this.wrappings.open(events.integer(n, 'packet'), {event: n, node});
        break;
      case 'row':
        this.tables.add(n, node, events.text(n, 'table'), events.text(n, 'key'), events.field(n, 'new') as Row | null);
        break;
      case 'key':
        this.keys.add(n, node, events.text(n, 'key'));
        break;
      case 'state':
        this.states.push(n);
        break;
      default:
        break;
    }
  }

  private indexDrop(n: number): void {
    const {events} = this;
    const t = events.t[n] ?? 0;
    const drop: Drop = {
      event: n,
      t,
      node: events.node[n] ?? '',
      packet: events.integer(n, 'packet'),
      reason: events.text(n, 'reason'),
      detail: events.text(n, 'detail'),
      spec: events.text(n, 'spec'),
      where: events.text(n, 'where'),
    };
    this.dropTimes.push(t);
    this.drops.push(drop);
    if (!this.dropsByPacket.has(drop.packet)) this.dropsByPacket.set(drop.packet, drop);
  }
}
