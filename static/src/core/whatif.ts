import type {ActionEntry, ActionField, Scenario} from './wire';

const GAP = 100_000_000; // ns between leaving a link and reaching the next
const AFTERWARDS = 20_000_000_000; // ns of run that an action deserves after it
const LONGEST_TITLE = 200; // characters
const MOVES = new Set(['attach', 'detach', 'switch-on']);

/** One action of a timeline, as a scenario document holds it. */
export interface Action {
  at_ns: number;
  node: string;
  do: string;
  [field: string]: number | string | boolean;
}

/** A field of something that could be done, with what it is where the reader changes nothing. */
export interface Choice extends ActionField {
  value: number | string | boolean;
}

/** Something that could be done to a node at any moment. */
export interface Possible {
  do: string;
  node: string;
  /** What it would do, in words that follow the node's name. */
  meaning: string;
  fields: Choice[];
}

/** What is known of a node where things could be done to it. */
export interface Place {
  node: string;
  /** Links that it is on, or may be on in this run. */
  links: readonly string[];
  /** Names of its filter's rules; empty where it filters nothing. */
  rules: readonly string[];
  mobile: boolean;
}

const USUAL: Record<string, number | boolean> = {frames: 1, delay_ms: 100, loss: 0.1, octets: 1000, on: false};

/** Everything that a timeline can do to the node of a place: moves first, then in the order of the catalogue. */
export function possible(actions: readonly ActionEntry[], place: Place): Possible[] {
  const sorted = [...actions].sort((a, b) => Number(b.do === 'attach') - Number(a.do === 'attach'));
  return sorted.flatMap((action) => {
    const may = place.mobile ? action.mobiles : action.nodes.includes(place.node);
    if (!may || action.do === 'detach') return [];
    const fields = [...action.fields, ...(place.mobile ? action.mobile_fields : [])];
    const filled = fields.map((field) => ({...field, ...of(field, place)}));
    if (filled.some((field) => field.schema.enum?.length === 0)) return [];
    return [{do: action.do, node: place.node, meaning: action.meaning, fields: filled}];
  });
}

/** The schema of a field narrowed to a place, and the value to begin with. */
function of(field: ActionField, {links, rules, mobile}: Place): Pick<Choice, 'schema' | 'value'> {
  const {schema, key} = field;
  // A mobile node may join any link; all else happens on a link that the node is on.
  const joins = mobile && field.meaning.includes('join');
  if (key === 'link' && !joins) return {schema: {...schema, enum: links}, value: links[0] ?? ''};
  if (key === 'rule') return {schema: {...schema, enum: rules}, value: rules[0] ?? ''};
  return {schema, value: schema.enum?.[0] ?? USUAL[key] ?? ''};
}

/**
 * The scenario in which something is done at `t`, and all else stays as it was.
 *
 * What happened before `t` is untouched, so the new run is the old one up to there. A move takes
 * the place of whatever moves the node was to make later.
 */
export function whatIf(
  scenario: Scenario,
  t: number,
  done: Possible,
  values: Record<string, Choice['value']>,
): Scenario {
  const moves = done.do === 'attach';
  const before = actionsOf(scenario).filter(
    (action) => !moves || action.node !== done.node || action.at_ns < t || !MOVES.has(action.do),
  );
  const given = Object.fromEntries(done.fields.map(({key, value}) => [key, values[key] ?? value]));
  const action = {at_ns: t, node: done.node, do: done.do, ...given};
  const added = moves
    ? [
        {at_ns: t, node: done.node, do: 'detach'},
        {...action, at_ns: t + GAP},
      ]
    : [action];
  return {
    ...scenario,
    slug: 'custom',
    title: `${String(scenario['title'] ?? '')}; ${told(action)}`.slice(0, LONGEST_TITLE),
    duration_ns: Math.max(Number(scenario['duration_ns'] ?? 0), t + AFTERWARDS),
    actions: [...before, ...added].sort((a, b) => a.at_ns - b.at_ns),
  };
}

/** An action in a few words, as titles and lists of what was tried say it. */
export function told({at_ns, node, do: what, ...fields}: Action): string {
  const values = Object.values(fields).map(String).join(' ');
  return `${node} ${what}${values && ` ${values}`} at ${(at_ns / 1e9).toFixed(3)} s`;
}

export function actionsOf(scenario: Scenario): Action[] {
  return (scenario['actions'] ?? []) as Action[];
}
