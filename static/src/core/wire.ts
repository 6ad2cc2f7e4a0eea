/** The shapes of what the server sends. Everything about a protocol is data in here, never code. */

import type {KindOfQuestion} from './prediction';
import type {Head, Chunk as Published, ToldStory} from '../generated/trace';

export type {EventColumns, Head, Layer, Line, LinkHead, NodeHead, PacketColumns} from '../generated/trace';

export type Point = readonly [number, number];

/** What a run gained, without its place in the stream that brought it. */
export type Chunk = Omit<Published, 'type' | 'run' | 'seq'>;
export type Scenario = Head['scenario'];
export interface Ending {
  fingerprint: string;
  outcome: unknown;
  metrics: unknown;
  handovers: unknown;
  drops: unknown;
  /** Missing in what an earlier engine sent. */
  story?: ToldStory;
}

export interface ZoneShape {
  id: string;
  title: string;
  note: string;
  trust: 'inside' | 'between' | 'outside';
  corners: readonly [Point, Point];
  inside: string;
}
export interface BoundaryShape {
  id: string;
  title: string;
  keeper: string;
  line: readonly [Point, Point];
}
export interface LinkShape {
  id: string;
  title: string;
  zone: string;
  bus: readonly [Point, Point];
  label: Point;
  stubs: Record<string, readonly Point[]>;
  slots: readonly Point[];
}
export interface NodePlace {
  name: string;
  glyph: string;
  places: Record<string, Point>;
  label: 'above' | 'below' | 'left' | 'right';
}
/** A table whose rows are drawn as pipes: columns of the own and the other address, of the kind, and the role of the layer. */
export interface PipeSource {
  table: string;
  ends: readonly [string, string];
  kind: string;
  role: string;
  /** Column and value of the rows by which nothing is sent; empty where every row sends. */
  unless: readonly [string, string];
}
export interface Sheet {
  width: number;
  height: number;
  zones: ZoneShape[];
  boundaries: BoundaryShape[];
  links: LinkShape[];
  nodes: NodePlace[];
  pipes: PipeSource[];
}

export interface OptionEntry {
  id: string;
  slug: string;
  title: string;
  section: string;
  roles: unknown;
  summary?: string;
  /** What a role of layers is called under this option, where its usual name would be wrong. */
  layer_names: Record<string, string>;
}
export interface PresetEntry {
  slug: string;
  title: string;
  duration_ns: number;
  actions: unknown[];
  summary?: string;
}
export interface Parameter {
  key: string;
  kind: string;
  default: unknown;
  choices?: readonly (string | number)[] | null;
  minimum?: number | null;
  maximum?: number | null;
  unit?: string;
  meaning: string;
  /** Where it does something; empty where it always does. */
  only: string;
  /** Title of the group that it belongs to. */
  group: string;
  /** Ids of the options under which it does something; empty for all. */
  options: readonly string[];
}
/** A field of an action, and what it may be. */
export interface ActionField {
  key: string;
  meaning: string;
  schema: {
    type?: string;
    enum?: readonly string[];
    minimum?: number;
    maximum?: number;
    format?: string;
    minLength?: number;
    maxLength?: number;
  };
}
/** Something that a timeline can do, and who can do it beside the mobile nodes. */
export interface ActionEntry {
  do: string;
  meaning: string;
  fields: readonly ActionField[];
  mobile_fields: readonly ActionField[];
  nodes: readonly string[];
  mobiles: boolean;
}
export interface RoleEntry {
  id: string;
  label: string;
  short: string;
  hatch: string;
}
export interface HeaderEntry {
  key: string;
  title: string;
  spec: string;
}
export type KindEntry = readonly [
  name: string,
  meaning: string,
  fields: readonly (readonly [string, string, string])[],
];
export interface TableEntry {
  title: string;
  columns?: readonly string[] | Record<string, string>;
}
/** Titles of the groups of metrics and what each metric means. */
export interface MetricTables {
  groups: Record<string, string>;
  definitions: {group: string; key: string; title: string; unit: string; text: string}[];
}
export interface TermEntry {
  title: string;
  text: string;
  spec: string;
}
export interface PartLook {
  role: string;
  hatch: string;
}
export interface Catalogue {
  engine: string;
  /** Characters of an address that everything carries whole. */
  address_limit: number;
  options: OptionEntry[];
  scenarios: PresetEntry[];
  parameters: Parameter[];
  actions: ActionEntry[];
  roles: RoleEntry[];
  headers: Record<string, HeaderEntry>;
  kinds: KindEntry[];
  stage: Sheet;
  metrics?: MetricTables;
  /** Look of each part of a gap, in the order in which they are shown: a layer's role for its hue, and a hatch. */
  gap_parts: Record<string, PartLook>;
  tables: Record<string, TableEntry>;
  reasons: Record<string, {label: string}>;
  /** Short explanations, by the id with which prose marks a term, and by the kind of a node. */
  terms: Record<string, TermEntry>;
  kinds_of_node: Record<string, TermEntry>;
  /** Kinds of question that can be made from a run. */
  predictions: KindOfQuestion[];
}

/** One field of one header in the byte inspector; `start` and `width` are bits within its buffer. */
export interface Span {
  name: string;
  label: string;
  start: number;
  width: number;
  text: string;
  meaning: string;
}
export interface DissectedLayer {
  header: string;
  title: string;
  spec: string;
  role: string;
  buffer: number;
  start: number;
  end: number;
  sealed_by: string;
  spans: Span[];
  prose?: string;
  /** A remark on this very layer, or empty. */
  note?: string;
}
export interface Dissection {
  frame: number;
  packet: number;
  octets: string;
  buffers: string[];
  layers: DissectedLayer[];
}
