import {Attempts, type Attempt, type Branch, type Change} from '../core/attempts';
import type {Parting} from '../core/parting';
import {fetchParting} from './server';

const KEPT = 'mipviz.tries';

/** The tree of what was tried in this tab of the browser, and where the shown run parts from what it came from. */
export class Tries {
  branches: readonly Branch[] = $state.raw([]);
  current = $state(-1);
  /** Where undoing and redoing lead; `null` where nowhere. */
  undo: Attempt | null = $state.raw(null);
  redo: Attempt | null = $state.raw(null);
  parting: Parting | null = $state.raw(null);
  private readonly attempts = new Attempts(load());

  /** Note what is shown now, and by which change it was made from what was shown; `null` for a beginning. */
  show(address: string, title: string, change: Change | null): void {
    this.attempts.show(address, title, change);
    this.parting = null;
    this.tell();
  }

  /** Note the name of the run that is shown. */
  ran(run: string): void {
    this.attempts.ran(run);
    this.tell();
  }

  at(place: number): Attempt | null {
    return this.attempts.at(place);
  }

  /** Ask where the shown run and the one that it was made from part. */
  async part(): Promise<void> {
    const shown = this.attempts.at(this.attempts.current);
    const parent = this.attempts.undo;
    if (!shown?.run || !parent?.run) return;
    const parting = await fetchParting(parent.run, shown.run);
    if (this.attempts.at(this.attempts.current)?.run === shown.run) this.parting = parting;
  }

  private tell(): void {
    this.branches = this.attempts.branches();
    this.current = this.attempts.current;
    this.undo = this.attempts.undo;
    this.redo = this.attempts.redo;
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(this.attempts.kept()));
    } catch {
      // A browser may refuse storage; then the tree lasts as long as the page.
    }
  }
}

function load(): {all: Attempt[]; here: number} | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as {all?: Attempt[]; here?: number} | null;
    return found && Array.isArray(found.all) && typeof found.here === 'number'
      ? {all: found.all, here: found.here}
      : null;
  } catch {
    return null;
  }
}
