import type {Pacing} from '../core/clock';
import {commandFor, type Command} from '../core/keymap';
import type {Lab} from './lab.svelte';
import type {Playback} from './playback.svelte';

/** From pacing to pacing, as the key turns through them. */
const NEXT: Record<Pacing, Pacing> = {story: 'event', event: 'proportional', proportional: 'story'};

/** What a page does beside the lab's own commands. */
export interface Doors {
  goto: () => void;
  keys: () => void;
  close: () => void;
}

export function commandsOf(lab: Lab, doors: Doors): Record<Command, () => void> {
  const {run, time} = lab;
  const by = (unit: Parameters<Playback['step']>[0], direction: 1 | -1) => () => {
    time.step(unit, direction);
  };
  return {
    toggle: time.toggle,
    'event-forward': by('event', 1),
    'event-back': by('event', -1),
    'hop-forward': by('hop', 1),
    'hop-back': by('hop', -1),
    'phase-forward': by('phase', 1),
    'phase-back': by('phase', -1),
    'next-drop': by('drop', 1),
    'previous-drop': by('drop', -1),
    'next-silence': by('silence', 1),
    'previous-silence': by('silence', -1),
    start: () => {
      time.seek(0);
    },
    end: () => {
      time.seek(run.until);
    },
    faster: () => {
      time.changeSpeed(time.speed + 1);
    },
    slower: () => {
      time.changeSpeed(time.speed - 1);
    },
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

/** The command that a key press on the page means, with the focus where it is. */
export function commandOf(event: KeyboardEvent, singleKeys: boolean): Command | null {
  const target = event.target instanceof Element ? event.target : null;
  const field = target?.closest('input, textarea, select');
  return commandFor(
    {
      key: event.key,
      shift: event.shiftKey,
      modified: event.ctrlKey || event.altKey || event.metaKey,
      typing: !!field && field.getAttribute('type') !== 'range' && field.getAttribute('type') !== 'checkbox',
      steering: !!target?.closest(
        'button, a, select, input, summary, [role="button"], [role="tab"], [role="separator"]',
      ),
    },
    singleKeys,
  );
}
