import {brief, problemOf, withSetting, type Problem} from '../core/editing';
import {actionsOf, type Action} from '../core/whatif';
import type {Catalogue, Parameter, Scenario} from '../core/wire';
import {checkScenario, fetchScenario, Refused, type Asked} from './server';

const PAUSE = 300; // ms without a change before the server is asked what it thinks of the document

/** A scenario document that is being edited, as a form and as text, and what the server says of it. */
export class Editing {
  document: Scenario = $state.raw({});
  text = $state('');
  /** Why the text is no document, or empty. */
  wrong = $state('');
  problem: Problem | null = $state.raw(null);
  /** What the server made of the document last; `null` while it is wrong or not read yet. */
  asked: Asked | null = $state.raw(null);
  idle: Record<string, string> = $state.raw({});
  /** Place of the action that is being edited; -1 for none. */
  chosen = $state(-1);
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asking: object | null = null;

  constructor(readonly catalogue: Catalogue) {}

  get actions(): readonly Action[] {
    return actionsOf(this.document);
  }

  /** Begin with what an address asks for. */
  async open(query: string): Promise<void> {
    await this.hear(fetchScenario(query), true);
  }

  /** Take over a document that was written as text. */
  readonly write = (text: string): void => {
    this.text = text;
    try {
      const document: unknown = JSON.parse(text);
      if (typeof document !== 'object' || document === null || Array.isArray(document))
        throw new Error('not an object');
      this.document = document as Scenario;
      this.wrong = '';
      this.check();
    } catch (error) {
      this.wrong = `This is no JSON object: ${error instanceof Error ? error.message : ''}.`;
    }
  };

  /** Take over a document that the form made. */
  readonly become = (document: Scenario): void => {
    this.document = document;
    this.text = JSON.stringify(document, null, 2);
    this.wrong = '';
    this.check();
  };

  readonly set = (parameter: Parameter, text: string): void => {
    this.become(withSetting(this.document, parameter, text));
  };

  /** Put an action in the place of one, or add it where `place` is past the last; all of them stay in order of time. */
  readonly put = (place: number, action: Action, ordered = true): void => {
    const actions: Action[] = this.actions.map((each, i) => (i === place ? action : each));
    if (place >= actions.length) actions.push(action);
    if (ordered) actions.sort((a, b) => a.at_ns - b.at_ns);
    this.become({...this.document, actions});
    this.chosen = actions.indexOf(action);
  };

  readonly remove = (place: number): void => {
    this.become({...this.document, actions: this.actions.filter((_, i) => i !== place)});
    this.chosen = -1;
  };

  private check(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      void this.hear(checkScenario(this.document), false);
    }, PAUSE);
  }

  private async hear(asking: Promise<Asked>, take: boolean): Promise<void> {
    const mine = (this.asking = {});
    try {
      const asked = await asking;
      if (this.asking !== mine) return;
      if (take) {
        this.document = brief(asked.scenario, this.catalogue.parameters);
        this.text = JSON.stringify(this.document, null, 2);
      }
      this.asked = asked;
      this.problem = null;
      this.idle = Object.fromEntries(asked.notes.map(({where, what}) => [where, what]));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.asking !== mine) return;
      this.asked = null;
      this.problem = problemOf(error.message, error.accepted);
    }
  }
}
