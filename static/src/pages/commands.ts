import type {Pacing} from '../core/clock';
import {commandFor, type Command, type Focus} from '../core/keymap';
import type {Unit} from '../core/steps';
import type {Lab} from './lab.svelte';

/** From pacing to pacing, as the key turns through them. */
const NEXT: Record<Pacing, Pacing> = {story: 'event', event: 'proportional', proportional: 'story'};

/** What a page does beside the lab's own commands. */
export interface Doors {
  goto: () => void;
  keys: () => void;
  close: () => void;
}

/** A clock that keys move, be it of one run or of several. */
export interface Moved {
  readonly speed: number;
  toggle: () => void;
  step: (unit: Unit, direction: 1 | -1) => void;
  seek: (t: number) => void;
  changeSpeed: (speed: number) => void;
}

/** The commands that move time, on every page that plays. */
const STEPS = {
  'event-forward': ['event', 1],
  'event-back': ['event', -1],
  'hop-forward': ['hop', 1],
  'hop-back': ['hop', -1],
  'phase-forward': ['phase', 1],
  'phase-back': ['phase', -1],
  'next-drop': ['drop', 1],
  'previous-drop': ['drop', -1],
  'next-silence': ['silence', 1],
  'previous-silence': ['silence', -1],
} as const satisfies Partial<Record<Command, readonly [Unit, 1 | -1]>>;

type StepCommand = keyof typeof STEPS;
export type TimeCommand = StepCommand | 'toggle' | 'start' | 'end' | 'faster' | 'slower';

/** What moves `time`, whose end is at `end` (ns) when it is asked for. */
export function timeCommands(time: Moved, end: () => number): Record<TimeCommand, () => void> {
  const steps = Object.entries(STEPS).map(([command, [unit, direction]]) => [
    command,
    () => {
      time.step(unit, direction);
    },
  ]);
  return {
    ...(Object.fromEntries(steps) as Record<StepCommand, () => void>),
    toggle: time.toggle,
    start: () => {
      time.seek(0);
    },
    end: () => {
      time.seek(end());
    },
    faster: () => {
      time.changeSpeed(time.speed + 1);
    },
    slower: () => {
      time.changeSpeed(time.speed - 1);
    },
  };
}

export function commandsOf(lab: Lab, doors: Doors): Record<Command, () => void> {
  const {run, time} = lab;
  return {
    ...timeCommands(time, () => run.until),
    'lens-next': () => {
      lab.turnLens(1);
    },
    'lens-back': () => {
      lab.turnLens(-1);
    },
    ask: lab.askMe,
    search: lab.searching.show,
    'next-match': () => {
      lab.searching.step(1);
    },
    'previous-match': () => {
      lab.searching.step(-1);
    },
    pacing: () => {
      time.changePacing(NEXT[time.pacing]);
    },
    ...doors,
  };
}

/** Things that use keys themselves, most particular first. */
const FOCUSES: readonly (readonly [Focus, string])[] = [
  ['slider', 'input:is([type="range"], [type="radio"]), [role="tab"], [role="separator"]'],
  ['chooser', 'select'],
  ['button', 'button, a, summary, input[type="checkbox"], [role="button"]'],
  ['field', 'input, textarea'],
];

/** The command that a key press on the page means, with the focus where it is. */
export function commandOf(event: KeyboardEvent, singleKeys: boolean): Command | null {
  const target = event.target instanceof Element ? event.target : null;
  return commandFor(
    {
      key: event.key,
      shift: event.shiftKey,
      modified: event.ctrlKey || event.altKey || event.metaKey,
      focus: FOCUSES.find(([, selector]) => target?.closest(selector))?.[0] ?? 'page',
    },
    singleKeys,
  );
}
