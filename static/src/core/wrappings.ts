import {upper} from './columns';

/** That a node put a packet into another: by which tunnel, or sealed with which key. */
export interface Wrapping {
  event: number;
  node: string;
  /** Name of the tunnel, or id of the key. */
  by: string;
  outer: number;
}

/** That a node took a packet out of another. */
export interface Opening {
  event: number;
  node: string;
}

interface Uses {
  events: number[];
  all: Wrapping[];
}

/** Who put which packet into which tunnel, and who took it out again. */
export class Wrappings {
  private readonly uses = new Map<string, Map<string, Uses>>();
  private readonly makers = new Map<number, Wrapping>();
  private readonly openings = new Map<number, Opening>();

  wrap(wrapping: Wrapping): void {
    const mine = this.uses.get(wrapping.node) ?? new Map<string, Uses>();
    this.uses.set(wrapping.node, mine);
    const uses = mine.get(wrapping.by) ?? {events: [], all: []};
    mine.set(wrapping.by, uses);
    uses.events.push(wrapping.event);
    uses.all.push(wrapping);
    this.makers.set(wrapping.outer, wrapping);
  }

  open(outer: number, opening: Opening): void {
    if (!this.openings.has(outer)) this.openings.set(outer, opening);
  }

  /** The wrapping that made `outer`, where one did. */
  made(outer: number): Wrapping | undefined {
    return this.makers.get(outer);
  }

  /** Where `outer` was opened up to event `at`. */
  opened(outer: number, at: number): Opening | null {
    const opening = this.openings.get(outer);
    return opening && opening.event <= at ? opening : null;
  }

  /** Wrappings of `node` by `name` with events in (`after`, `at`], newest first. */
  *newest(node: string, name: string, after: number, at: number): Generator<Wrapping> {
    const uses = this.uses.get(node)?.get(name);
    if (!uses) return;
    for (let i = upper(uses.events, at) - 1; i >= 0; i--) {
      const use = uses.all[i];
      if (!use || use.event <= after) return;
      yield use;
    }
  }
}
