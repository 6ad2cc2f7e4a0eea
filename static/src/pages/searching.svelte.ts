import {Matches, momentsOf, packetsOf, type Completion, type FilterFault} from '../core/search';
import {tellsAll} from '../core/lens';
import type {Trace} from '../core/trace';
import {fetchCompletion, fetchMatches, Refused} from './server';
import type {Playback} from './playback.svelte';
import type {Selection} from './selection.svelte';

/** What of the page a search needs. */
interface Around {
  time: Playback;
  selection: Selection;
  run: {readonly id: string; readonly trace: Trace | null; readonly ending: unknown};
}

/** The filter that the reader typed, and what of the run it matches. */
export class Searching {
  /** Whether the box is shown. */
  open = $state(false);
  /** Raised whenever the box is asked for, so that it takes the focus again. */
  called = $state(0);
  text = $state('');
  /** What all keys and all nodes together find. */
  private found: Matches | null = $state.raw(null);
  fault: FilterFault | null = $state.raw(null);
  private refused = $state('');
  /** What is found is shown to who knows all: one observer must not learn from it what is sealed for it. */
  readonly matches: Matches | null = $derived.by(() => (tellsAll(this.around.selection.lens) ? this.found : null));
  /** Why nothing is shown; empty where something is. */
  readonly trouble: string = $derived.by(() =>
    tellsAll(this.around.selection.lens)
      ? this.refused
      : 'A search looks with all keys. Choose the guide under “seen by” to see what it finds.',
  );
  /** Packets that matches are about, and the moments of matches for the time bar. */
  readonly packets: ReadonlySet<number> | null = $derived.by(() => {
    const {trace} = this.around.run;
    return trace && this.matches ? packetsOf(trace, this.matches) : null;
  });
  readonly moments: readonly number[] = $derived.by(() => {
    const {trace} = this.around.run;
    return trace && this.matches ? momentsOf(trace, this.matches) : [];
  });
  private asked: object | null = null;

  constructor(private readonly around: Around) {}

  readonly show = (): void => {
    this.open = true;
    this.called += 1;
  };

  readonly close = (): void => {
    this.open = false;
    this.forget();
    this.text = '';
  };

  /** Take up the filter of an address or of what is typed. */
  readonly look = (text: string): void => {
    this.text = text;
    if (text.trim()) {
      this.open = true;
      void this.ask();
    } else {
      this.forget();
    }
  };

  /** Ask again, for the run that is shown now; its end is waited for. */
  readonly ask = async (): Promise<void> => {
    const {id, ending} = this.around.run;
    if (!this.text.trim() || !id || !ending) return;
    const mine = (this.asked = {});
    try {
      const found = await fetchMatches(id, this.text);
      if (this.asked !== mine) return;
      this.fault = found.fault;
      this.refused = '';
      this.found = found.fault ? null : new Matches(found.events);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.asked !== mine) return;
      this.forget();
      this.refused = error.message;
    }
  };

  /** What could be written at the cursor; nothing where that cannot be known now. */
  readonly complete = async (text: string, at: number): Promise<Completion | null> => {
    const {id, ending} = this.around.run;
    if (!id || !ending) return null;
    try {
      return await fetchCompletion(id, text, at);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return null;
    }
  };

  /** Go to the next match, or to the one before; the first or the last where there is none that way. */
  readonly step = (direction: 1 | -1): void => {
    const {time, selection, run} = this.around;
    if (!this.matches) return;
    const event = this.matches.step(time.at, direction) ?? this.matches.at(direction > 0 ? 0 : this.matches.count - 1);
    if (event === null) return;
    const packet = run.trace?.events.integer(event, 'packet') ?? -1;
    selection.choosePacket(packet >= 0 ? packet : null);
    time.goto(event);
  };

  private forget(): void {
    this.asked = null;
    this.found = null;
    this.fault = null;
    this.refused = '';
  }
}
