/** What a key asks the player to do. */
export type Command =
  | 'toggle'
  | 'event-forward'
  | 'event-back'
  | 'hop-forward'
  | 'hop-back'
  | 'phase-forward'
  | 'phase-back'
  | 'start'
  | 'end'
  | 'faster'
  | 'slower'
  | 'lens-next'
  | 'lens-back'
  | 'next-drop'
  | 'previous-drop'
  | 'next-silence'
  | 'previous-silence'
  | 'pacing'
  | 'ask'
  | 'search'
  | 'next-match'
  | 'previous-match'
  | 'goto'
  | 'keys'
  | 'close';

export interface Binding {
  command: Command;
  keys: readonly string[];
  shown: string;
  meaning: string;
  /** True where the key is a single character, which a user may want to switch off (WCAG 2.1.4). */
  single: boolean;
}

export const BINDINGS: readonly Binding[] = [
  {command: 'toggle', keys: [' ', 'k'], shown: 'Space', meaning: 'play or pause', single: true},
  {command: 'hop-forward', keys: ['ArrowRight'], shown: '→', meaning: 'next frame sent', single: false},
  {command: 'hop-back', keys: ['ArrowLeft'], shown: '←', meaning: 'frame sent before', single: false},
  {command: 'phase-forward', keys: ['Shift+ArrowRight'], shown: 'Shift →', meaning: 'next phase', single: false},
  {command: 'phase-back', keys: ['Shift+ArrowLeft'], shown: 'Shift ←', meaning: 'phase before', single: false},
  {command: 'event-forward', keys: ['.'], shown: '.', meaning: 'next event', single: true},
  {command: 'event-back', keys: [','], shown: ',', meaning: 'event before', single: true},
  {command: 'next-drop', keys: ['d'], shown: 'd', meaning: 'next drop', single: true},
  {command: 'previous-drop', keys: ['Shift+D'], shown: 'Shift d', meaning: 'drop before', single: true},
  {command: 'next-silence', keys: ['s'], shown: 's', meaning: 'next edge of a silence', single: true},
  {command: 'previous-silence', keys: ['Shift+S'], shown: 'Shift s', meaning: 'edge of a silence before', single: true},
  {command: 'start', keys: ['Home'], shown: 'Home', meaning: 'to the start', single: false},
  {command: 'end', keys: ['End'], shown: 'End', meaning: 'to the end', single: false},
  {command: 'faster', keys: ['+', '='], shown: '+', meaning: 'faster', single: true},
  {command: 'slower', keys: ['-'], shown: '−', meaning: 'slower', single: true},
  {command: 'pacing', keys: ['p'], shown: 'p', meaning: 'as a story, by event or proportional', single: true},
  {command: 'lens-next', keys: [']'], shown: ']', meaning: 'seen by the next observer', single: true},
  {command: 'lens-back', keys: ['['], shown: '[', meaning: 'seen by the observer before', single: true},
  {command: 'ask', keys: ['q'], shown: 'q', meaning: 'ask me something', single: true},
  {command: 'search', keys: ['/'], shown: '/', meaning: 'search, by a filter', single: true},
  {command: 'next-match', keys: ['n', 'F3'], shown: 'n', meaning: 'next match', single: true},
  {command: 'previous-match', keys: ['Shift+N', 'Shift+F3'], shown: 'Shift n', meaning: 'match before', single: true},
  {command: 'goto', keys: ['g'], shown: 'g', meaning: 'type a moment', single: true},
  {command: 'keys', keys: ['?'], shown: '?', meaning: 'this list', single: true},
  {command: 'close', keys: ['Escape'], shown: 'Esc', meaning: 'close what is open', single: false},
];

export interface Press {
  key: string;
  shift: boolean;
  /** True with Control, Alt or Meta: those keys belong to the browser. */
  modified: boolean;
  /** What the focus is on. */
  focus: Focus;
}

/** What has the focus, by the keys that it uses itself. */
export type Focus = 'page' | 'field' | 'chooser' | 'slider' | 'button';

/** Whether what has the focus takes a key for itself. */
const TAKES: Record<Focus, (key: string) => boolean> = {
  page: () => false,
  field: () => true,
  // A list of choices goes up and down and finds what is typed; sideways is along the run.
  chooser: (key) => key !== 'ArrowLeft' && key !== 'ArrowRight',
  slider: (key) => key.length > 1 || key === ' ',
  button: (key) => key === ' ' || key === 'Enter',
};

/** The command that a key press stands for, or `null`. */
export function commandFor(press: Press, singleKeys: boolean): Command | null {
  if (press.modified) return null;
  // Shift is part of how signs such as + and ? are typed, so it counts only for letters and named keys.
  const shifted = press.shift && /^[a-z]|^.{2,}/i.test(press.key);
  const name = shifted ? `Shift+${press.key}` : press.key;
  const binding = BINDINGS.find(({keys}) => keys.includes(name));
  if (!binding) return null;
  if (binding.command === 'close') return binding.command;
  if (TAKES[press.focus](press.key) || (binding.single && !singleKeys)) return null;
  return binding.command;
}
