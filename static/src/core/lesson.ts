import {USUAL, formatAddress, type View} from './url';

/** What is wrong with a lesson, in one line of its file. */
export interface LessonProblem {
  line: number;
  what: string;
  accepted: string;
}

/** What a step shows: the server answered its moment and its figures from the run. */
export interface Shown {
  title: string;
  /** Made by the server from Markdown without HTML. */
  html: string;
  at: number;
  at_ns: number;
  packet: number | null;
  focus: {kind: 'packet' | 'node' | 'layer' | 'pipe'; name: string} | null;
  lens: string;
  view: Record<string, string>;
  /** A question to think about, as HTML; empty where there is none. */
  predict: string;
  ask: {kind: string; at: number; seed: number} | null;
}

export interface LessonStep {
  title: string;
  /** The query that asks for its run, and for the run that it is held against, or nothing. */
  scenario: string;
  other: string;
  /** Without what it shows where it has problems. */
  step: Partial<Shown>;
  problems: LessonProblem[];
}

export interface Lesson {
  slug: string;
  title: string;
  goal: string;
  take_home: string;
  minutes: number;
  steps: LessonStep[];
  problems: LessonProblem[];
  version: string;
  /** Whether its file may change while it is shown. */
  live: boolean;
}

/** Whether everything that a step shows is there. */
export const isShown = (step: Partial<Shown>): step is Shown => typeof step.at === 'number';

/** The query of the picture of a step: its run, moment, what it looks at, and where in the lesson it is. */
export function pictureOf(slug: string, place: number, {scenario, step}: LessonStep): string {
  const inLesson = {lesson: slug, step: place + 1};
  if (!isShown(step)) return formatAddress(scenario, {...USUAL, ...inLesson});
  const {focus, view} = step;
  const looked: Partial<View> = {
    t: step.at_ns,
    at: step.at,
    packet: focus?.kind === 'node' ? null : step.packet,
    lens: step.lens,
    ...(focus?.kind === 'node' ? {node: focus.name} : {}),
  };
  const query = new URLSearchParams(formatAddress(scenario, {...USUAL, ...looked, ...inLesson}));
  for (const [name, value] of Object.entries({depth: 'story', ...view})) query.set(name, value);
  return query.toString();
}

/** The place that is meant by a step's number of an address, among so many. */
export const placeOf = (step: number, steps: number): number => Math.min(Math.max(step, 1), Math.max(steps, 1)) - 1;
