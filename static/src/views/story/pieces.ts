import type {Mark, Prose} from '../../generated/trace';

/** Letters that stand together, and what they name, if anything. */
export interface Piece {
  text: string;
  mark: Mark | null;
}

/** Prose cut where its marks begin and end. */
export function pieces({text, marks}: Prose): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const mark of marks) {
    if (mark.start > end) found.push({text: text.slice(end, mark.start), mark: null});
    found.push({text: text.slice(mark.start, mark.end), mark});
    end = mark.end;
  }
  if (end < text.length) found.push({text: text.slice(end), mark: null});
  return found;
}

/** What question a beat answers, as a newcomer asks it. */
export const QUESTIONS: Readonly<Record<string, string>> = {
  where: 'Where is it?',
  arrive: 'Do the data still arrive?',
  read: 'Who can read them?',
  cost: 'What does it cost?',
};

const CHAPTERS: Readonly<Record<string, string>> = {
  before: 'Before',
  waits: 'Waiting',
  flows: 'Data flow',
  leaves: 'It leaves',
  arrives: 'A new place',
  told: 'Telling',
  keys: 'Keys',
  rekeys: 'New keys',
  prompt: 'The user',
  again: 'Data again',
  look: 'Look inside',
  quiet: 'Nothing new',
  silent: 'Silence',
  acts: 'An incident',
  rewrites: 'Rewritten',
  cuts: 'Cut to fit',
  'too-big': 'Too big',
  done: 'Done',
  lost: 'Given up',
};

/** A short name for a beat of that kind. */
export function chapter(kind: string): string {
  return CHAPTERS[kind] ?? kind;
}
