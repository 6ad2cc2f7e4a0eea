import type {Component} from 'svelte';
import type {Depth, Tab} from '../../core/url';
import type {Lab} from '../lab.svelte';
import CaptionPanel from './CaptionPanel.svelte';
import type {PanelProps} from './props';
import StagePanel from './StagePanel.svelte';

/** Where a panel stands: in the left or the right column, among the tabs at the right, or in the row above the player. */
export type Place = 'left' | 'right' | 'tab' | 'foot';
type Shown = Component<PanelProps>;

/** A part of the page. To add one, write its component and one entry here. */
export interface Panel {
  id: string;
  title: string;
  /** Where it stands in each depth; a depth that is not named does not show it. */
  at: Partial<Record<Depth, Place>>;
  /** Where it stands in the lab when there is little room; as `at` says where this does not. */
  cramped?: Place;
  /** Its usual part of its column, beside the weights of the other panels in it. */
  weight?: number;
  /** Whether there is anything to show now; always, where this is missing. */
  wanted?: (lab: Lab) => boolean;
  /** Loaded with the page, for what the first picture needs; everything else is loaded when it is first shown. */
  component?: Shown;
  load?: () => Promise<{default: Shown}>;
}

export const PANELS: readonly Panel[] = [
  {id: 'stage', title: 'Stage', at: {story: 'left', lab: 'left'}, weight: 62, component: StagePanel},
  {id: 'ladder', title: 'Ladder', at: {lab: 'left'}, weight: 38, load: () => import('./LadderPanel.svelte')},
  {
    id: 'lesson',
    title: 'Lesson',
    at: {story: 'right', lab: 'right'},
    weight: 60,
    wanted: (lab) => lab.selection.lesson !== '',
    load: () => import('./LessonPanel.svelte'),
  },
  {id: 'packet', title: 'Packet', at: {lab: 'right'}, weight: 26, load: () => import('./PacketPanel.svelte')},
  {
    id: 'bytes',
    title: 'Bytes',
    at: {lab: 'right'},
    cramped: 'tab',
    weight: 40,
    load: () => import('./BytesPanel.svelte'),
  },
  {id: 'state', title: 'State', at: {lab: 'tab'}, load: () => import('./StatePanel.svelte')},
  {id: 'sight', title: 'Who can read', at: {lab: 'tab'}, load: () => import('./SightPanel.svelte')},
  {
    id: 'tunnels',
    title: 'Tunnels',
    at: {story: 'right', lab: 'tab'},
    weight: 38,
    load: () => import('./TunnelPanel.svelte'),
  },
  {id: 'metrics', title: 'Metrics', at: {lab: 'tab'}, load: () => import('./MetricsPanel.svelte')},
  {
    id: 'thing',
    title: 'About',
    at: {lab: 'tab'},
    wanted: (lab) => lab.docks && lab.selection.thing !== '',
    load: () => import('./ThingPanel.svelte'),
  },
  {id: 'tried', title: 'Tried', at: {lab: 'tab'}, load: () => import('./TriedPanel.svelte')},
  {
    id: 'question',
    title: 'Question',
    at: {story: 'foot', lab: 'foot'},
    wanted: (lab) => lab.asking.question !== null,
    load: () => import('./QuestionPanel.svelte'),
  },
  {
    id: 'search',
    title: 'Search',
    at: {story: 'foot', lab: 'foot'},
    wanted: (lab) => lab.searching.open,
    load: () => import('./SearchPanel.svelte'),
  },
  {
    id: 'story',
    title: 'Story',
    at: {story: 'foot'},
    wanted: (lab) => lab.asking.question === null,
    load: () => import('./StoryPanel.svelte'),
  },
  {
    id: 'caption',
    title: 'Caption',
    at: {lab: 'foot'},
    wanted: (lab) => lab.asking.question === null,
    component: CaptionPanel,
  },
];

/** The panels that stand at a place, in order. */
export function panelsAt(place: Place, depth: Depth, roomy: boolean): Panel[] {
  return PANELS.filter((panel) => {
    const usual = panel.at[depth];
    return (usual && !roomy ? (panel.cramped ?? usual) : usual) === place;
  });
}

/** What the tabs weigh in their column. */
export const TABS = {id: 'tabs', weight: 34};
/** Usual widths of the two columns. */
export const COLUMNS = {story: {left: 63, right: 37}, lab: {left: 57, right: 43}} as const;

/** Whether an id names a panel that can stand among the tabs. */
export const isTab = (id: string): id is Tab =>
  PANELS.some((panel) => panel.id === id && [panel.at.lab, panel.cramped].includes('tab'));
