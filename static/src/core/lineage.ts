import type {Flight} from './flights';
import type {Trace} from './trace';

/** Who was wrapped into whom: a packet's family is everything that ever carried its innermost member. */
export class Lineage {
  private readonly outers = new Map<number, number[]>();

  add(packet: number, inner: number | null): void {
    if (inner === null) return;
    const known = this.outers.get(inner);
    if (known) known.push(packet);
    else this.outers.set(inner, [packet]);
  }

  /** Every packet that carries `root`, directly or not, and `root` itself. */
  carriers(root: number): number[] {
    const found = [root];
    for (let i = 0; i < found.length; i++) {
      const packet = found[i];
      if (packet !== undefined) found.push(...(this.outers.get(packet) ?? []));
    }
    return found;
  }
}

/** The innermost packet that `packet` carries, which is itself where it carries none. */
export function innermost(trace: Trace, packet: number): number {
  let here = packet;
  for (;;) {
    const inner = trace.packets.inner[here];
    if (inner === null || inner === undefined) return here;
    here = inner;
  }
}

/** The way of what a packet carries: every hop, whatever it was wrapped in then, in order. */
export function path(trace: Trace, packet: number): Flight[] {
  const family = trace.lineage.carriers(innermost(trace, packet));
  return family.flatMap((member) => trace.flights.of(member)).sort((a, b) => a.event - b.event);
}
