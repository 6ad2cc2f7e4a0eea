import {duration, grouped, named, octets, plain, seconds, words} from './format';
import {upper} from './columns';
import {endFacts, type KeyFact} from './pipe-facts';
import {pipesAt, type Half, type Pipe} from './pipes';
import {fateOf} from './pipe-words';
import type {Seen} from './seen';
import {staysAt} from './stays';
import type {LinkHead, RoleEntry, Sheet} from './wire';

/** One line of what is told of a thing; `event` is the moment that it speaks of, where there is one. */
export interface Fact {
  label: string;
  text: string;
  event?: number;
}

/** Facts that belong together, and the row of a node's table that they were read from. */
export interface Facts {
  title: string;
  facts: readonly Fact[];
  row?: {node: string; table: string; key: string};
}

/** What is told of something that was pointed at. */
export interface Thing {
  title: string;
  /** Role of layers whose hue and hatch it bears, or empty. */
  role: string;
  sentence: string;
  groups: readonly Facts[];
}

/** What the lab knows beside the trace: the drawn world, and the roles of layers under the option. */
export interface World {
  sheet: Sheet;
  roles: readonly RoleEntry[];
}

/** What is told of the thing `id` (`pipe:`, `link:`, `zone:` or `role:` and its name) after event `at`; `null` where there is none. */
export function thingOf(seen: Seen, world: World, id: string, at: number): Thing | null {
  const place = id.indexOf(':');
  const name = id.slice(place + 1);
  switch (id.slice(0, place)) {
    case 'pipe':
      return pipeThing(seen, world, name, at);
    case 'link':
      return linkThing(seen, world, name, at);
    case 'zone':
      return zoneThing(seen, world, name, at);
    case 'role':
      return roleThing(seen, world, name, at);
    default:
      return null;
  }
}

function pipesOf({trace}: Seen, {sheet, roles}: World, at: number): Pipe[] {
  return pipesAt(
    trace,
    sheet.pipes,
    roles.map((role) => role.id),
    at,
  );
}

function pipeThing(seen: Seen, world: World, id: string, at: number): Thing | null {
  const [role = '', ...ends] = id.split(' ');
  const label = world.roles.find((each) => each.id === role)?.label ?? role;
  const pipe = pipesOf(seen, world, at).find((each) => each.id === id);
  const title = `${label}: ${ends.join(' and ')}`;
  if (!pipe) return {title, role, sentence: 'No table of either end speaks of this tunnel now.', groups: []};
  const known = pipe.halves.filter((half) => seen.isNode(half.owner));
  return {title, role, sentence: sentenceOf(pipe), groups: known.flatMap((half) => endGroup(seen, half, at))};
}

function sentenceOf(pipe: Pipe): string {
  const owners = pipe.halves.map((half) => half.owner);
  const who =
    owners.length > 1
      ? `Both ends, ${owners.join(' and ')}, believe in this tunnel`
      : `Only ${owners.join('')} believes in this tunnel`;
  return `${who} (${pipe.kind}). ${pipe.halves.map((half) => `From ${half.owner}: ${fateOf(half)}.`).join(' ')}`;
}

function endGroup({trace}: Seen, half: Half, at: number): Facts[] {
  const facts = endFacts(trace, half, at);
  if (!facts) return [];
  const {sent, passed, died, overhead, carried, agreed, since} = facts;
  const each = sent > 0 ? ` (${String(Math.round(overhead / sent))} a packet)` : '';
  return [
    {
      title: `As ${half.owner} has it`,
      row: {node: half.owner, table: half.table, key: half.key},
      facts: [
        {label: 'sends to', text: half.address},
        {label: 'since', text: seconds(trace.events.t[since] ?? 0, 3), event: since},
        ...(agreed === null ? [] : [{label: 'agreed until', text: seconds(agreed, 3)}]),
        ...facts.keys.flatMap(keyLines),
        {label: 'packets put in', text: `${grouped(sent)}: ${grouped(passed)} came out, ${grouped(died)} died`},
        {label: 'carried', text: octets(carried)},
        {label: 'cost', text: `${octets(overhead)}${each}`},
      ],
    },
  ];
}

function keyLines(key: KeyFact): Fact[] {
  const bound = Object.entries(key.binding).map(([name, value]) => `${words(name)} ${value}`);
  return [
    {
      label: `key for ${key.purpose}`,
      text: `${key.algorithm}, ${bound.join(', ')}`,
      ...(key.gained === null ? {} : {event: key.gained}),
    },
    {label: 'held by', text: plain(key.holders)},
  ];
}

function linkThing({trace}: Seen, {sheet}: World, id: string, at: number): Thing | null {
  const shape = sheet.links.find((each) => each.id === id);
  if (!shape) return null;
  const head = trace.head.links.find((each) => each.id === id);
  if (!head) return {title: shape.title, role: '', sentence: 'This link is not used under this option.', groups: []};
  const flights = trace.flights.all.filter((flight) => flight.link === id && flight.event <= at);
  const stations = trace.head.nodes.filter(({name}) => staysAt(trace, name, at).some((stay) => stay.link === id));
  const weight = flights.reduce((sum, flight) => sum + (trace.packets.octets[flight.packet] ?? 0), 0);
  return {
    title: shape.title,
    role: '',
    sentence: `A link on which ${plain(stations.map(({name}) => name))} can be reached now.`,
    groups: [
      {title: 'What it is', facts: linkFacts(head)},
      {
        title: 'So far',
        facts: [
          {label: 'frames', text: grouped(flights.length)},
          {label: 'carried', text: octets(weight)},
          {label: 'reached nobody', text: grouped(flights.filter((flight) => flight.to.length === 0).length)},
        ],
      },
    ],
  };
}

function linkFacts(head: LinkHead): Fact[] {
  const rate = head.rate_bps >= 1e6 ? `${String(head.rate_bps / 1e6)} Mb/s` : `${String(head.rate_bps / 1e3)} kb/s`;
  return [
    {label: 'addresses', text: head.prefix},
    {label: 'delay, one way', text: duration(head.delay_ns)},
    {label: 'rate', text: rate},
    {label: 'largest packet', text: octets(head.mtu)},
    named('loss', head.loss),
    named('jitter_ns', head.jitter_ns),
  ].map(({label, text}) => ({label, text}));
}

function zoneThing({trace}: Seen, {sheet}: World, id: string, at: number): Thing | null {
  const zone = sheet.zones.find((each) => each.id === id);
  if (!zone) return null;
  const links = new Set(sheet.links.filter((each) => each.zone === id).map((each) => each.id));
  const inside = trace.head.nodes.filter(({name}) => staysAt(trace, name, at).some((stay) => links.has(stay.link)));
  return {
    title: zone.title,
    role: '',
    sentence: zone.note ? `A place: ${zone.note}.` : 'A place.',
    groups: [
      {
        title: 'Now',
        facts: [
          {label: 'nodes', text: plain(inside.map(({name}) => name))},
          {label: 'links', text: plain([...links])},
        ],
      },
    ],
  };
}

function roleThing(seen: Seen, world: World, id: string, at: number): Thing | null {
  const role = world.roles.find((each) => each.id === id);
  if (!role) return null;
  const {trace} = seen;
  const sent = trace.flights.all.slice(
    0,
    upper(
      trace.flights.all.map((flight) => flight.event),
      at,
    ),
  );
  const mine = sent.map(({packet}) => trace.stackOf(packet).filter((layer) => layer[1] === id));
  const weight = mine.flat().reduce((sum, [, , head, tail]) => sum + head + tail, 0);
  const pipes = pipesOf(seen, world, at).filter((pipe) => pipe.role === id);
  return {
    title: role.label,
    role: id,
    sentence: `Layers of this colour and hatch are ${role.label}; in short ${role.short}.`,
    groups: [
      {
        title: 'So far',
        facts: [
          {label: 'frames with such a layer', text: grouped(mine.filter((layers) => layers.length > 0).length)},
          {label: 'octets of such headers', text: octets(weight)},
          {label: 'tunnels now', text: plain(pipes.map((pipe) => pipe.ends.filter(Boolean).join(' and ')))},
        ],
      },
    ],
  };
}
