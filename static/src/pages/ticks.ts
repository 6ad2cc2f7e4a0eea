import {Seen} from '../core/seen';
import type {Trace} from '../core/trace';
import type {Tick} from '../views/player/Timeline.svelte';

const APART = 200; // ticks of one kind closer than this part of the run are one

/** What is worth a mark on the time bar and known to the observer: actions, phases and drops, thinned so that they can be seen. */
export function tickMarks(trace: Trace, lens: string): Tick[] {
  const seen = new Seen(trace, lens, -1);
  const least = trace.head.duration_ns / APART;
  const found: Tick[] = [];
  const add = (kind: Tick['kind'], t: number, label: string): void => {
    const last = found.findLast((tick) => tick.kind === kind);
    if (!last || t - last.t >= least) found.push({t, kind, label});
  };
  for (let n = 0; n < trace.events.length; n++) {
    if (seen.all && trace.events.kind[n] === 'action') add('action', trace.events.t[n] ?? 0, 'action of the scenario');
  }
  for (const line of trace.lines)
    if (line.phase && seen.isNode(trace.events.node[line.event] ?? ''))
      add('phase', trace.events.t[line.event] ?? 0, line.text);
  for (const drop of trace.drops) if (seen.isNode(drop.node)) add('drop', drop.t, drop.detail || drop.reason);
  return found;
}
