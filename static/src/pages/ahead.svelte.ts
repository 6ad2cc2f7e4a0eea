import {untrack} from 'svelte';
import {framesAt} from '../core/current';
import {Seen} from '../core/seen';
import type {Lab} from './lab.svelte';

const LOOK = 200; // ms between looks ahead while playing
/** How far is looked ahead and in which steps, in seconds of playing. */
const AHEAD = {playing: 1.5, still: 0.4, step: 0.04};

/** Keep the octets of the packet that is shown at hand, and fetch those of the next moments; called by a component. */
export function lookAhead(lab: Lab): void {
  const {run, time, selection, octets} = lab;
  /** Changes with every step, and a few times a second while playing. */
  const watch = $derived((void time.t, time.playing ? Math.floor(performance.now() / LOOK) : `at ${String(time.at)}`));
  const ahead = $derived.by(() => {
    void watch;
    return untrack(() => {
      const {trace} = run;
      if (!trace) return [];
      const moments = time.comingMoments(time.playing ? AHEAD.playing : AHEAD.still, AHEAD.step);
      return framesAt(trace, moments, selection.packet, (at) => new Seen(trace, selection.lens, at));
    });
  });
  $effect(() => {
    if (lab.room.depth === 'lab') octets.want(run.id, lab.current.hop?.frame ?? null, ahead);
  });
}
