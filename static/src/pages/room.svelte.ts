import {
  AS_USUAL,
  formatArrangement,
  parseArrangement,
  shared,
  unshared,
  type Arrangement,
  type Pair,
} from '../core/arrangement';
import type {Depth} from '../core/url';
import {preference} from './preferences.svelte';

/** How the panels share the page: kept by this browser, and sent along in links. */
export class Room {
  depth: Depth = $state('lab');
  /** Whether a card lies over the panels: what it hides takes neither focus nor clicks. */
  covered = $state(false);
  private arrangement: Arrangement = $state.raw(AS_USUAL);
  private readonly kept = preference<string>('panels', '');

  /** Take over what a link says; where it says nothing, the reader's own arrangement. */
  look(depth: Depth, panels: string): void {
    this.depth = depth;
    this.arrangement = parseArrangement(panels || this.kept.value);
  }

  /** The arrangement as a link keeps it. */
  get panels(): string {
    return formatArrangement(this.arrangement);
  }

  /** Id of the panel that has all the room, or empty. */
  get full(): string {
    return this.arrangement.full;
  }

  weightOf(id: string, usual: number): number {
    return this.arrangement.weights[id] ?? usual;
  }

  /** Give the first of two neighbours so many per cent of their room; `null` for as is usual. */
  share(pair: Pair, percent: number | null): void {
    this.change(percent === null ? unshared(this.arrangement, pair) : shared(this.arrangement, pair, percent));
  }

  /** Give a panel all the room, or put it back. */
  maximise(id: string): void {
    this.change({...this.arrangement, full: this.full === id ? '' : id});
  }

  private change(arrangement: Arrangement): void {
    this.arrangement = arrangement;
    this.kept.value = formatArrangement({...arrangement, full: ''});
  }
}
