/** What was done to a scenario to make another one of it; `t` (ns) where it was done at a moment. */
export interface Change {
  what: string;
  t: number | null;
}

/** One scenario that was tried, and which one it was made from. */
export interface Attempt {
  /** The query that asks for it and stores nothing. */
  address: string;
  title: string;
  /** What was done to the scenario that it came from; empty for a beginning. */
  change: string;
  parent: number | null;
  /** When it parts from its parent (ns), where it was an action that made it. */
  t: number | null;
  /** Name of its run, once that is known. */
  run: string;
}

/** An attempt with its depth below a beginning, in the order of a tree read from the top. */
export interface Branch {
  place: number;
  depth: number;
  attempt: Attempt;
}

/** What was tried: a tree, never pruned, in which one place is shown; undo goes up and redo down again. */
export class Attempts {
  private readonly all: Attempt[] = [];
  /** The child that was left last by going up, by its parent. */
  private readonly last = new Map<number, number>();
  private here = -1;

  constructor(kept: {all: Attempt[]; here: number} | null = null) {
    if (!kept) return;
    this.all = kept.all;
    this.here = kept.here;
  }

  get current(): number {
    return this.here;
  }

  at(place: number): Attempt | null {
    return this.all[place] ?? null;
  }

  /** Note what is shown now: a child of what was shown, or a beginning where nothing was done to it. */
  show(address: string, title: string, change: Change | null): void {
    const parent = change && this.here >= 0 ? this.here : null;
    const known = this.all.findIndex((each) => each.address === address);
    if (known >= 0) this.here = known;
    else {
      this.here = this.all.length;
      this.all.push({address, title, change: change?.what ?? '', parent, t: change?.t ?? null, run: ''});
    }
    const above = this.all[this.here]?.parent;
    if (above !== null && above !== undefined) this.last.set(above, this.here);
  }

  /** Note the name of the run of what is shown. */
  ran(run: string): void {
    const shown = this.all[this.here];
    if (shown) this.all[this.here] = {...shown, run};
  }

  /** Where undoing leads, or `null`. */
  get undo(): Attempt | null {
    const parent = this.all[this.here]?.parent;
    return parent === null || parent === undefined ? null : this.at(parent);
  }

  /** Where redoing leads: the child that was shown last, or the only one there is. */
  get redo(): Attempt | null {
    const child = this.last.get(this.here) ?? this.all.findIndex((each) => each.parent === this.here);
    return this.at(child);
  }

  /** All of it, each beginning followed by what came of it. */
  branches(): Branch[] {
    const below = (parent: number | null, depth: number): Branch[] =>
      this.all.flatMap((attempt, place) =>
        attempt.parent === parent ? [{place, depth, attempt}, ...below(place, depth + 1)] : [],
      );
    return below(null, 0);
  }

  /** What is to be kept so that it can be built again. */
  kept(): {all: Attempt[]; here: number} {
    return {all: this.all, here: this.here};
  }
}
