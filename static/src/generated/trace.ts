/** Written by `make types` from the schema of a trace (/api/v1/schema/trace.json). */

/** A stretch of a run that is told in one sentence; times in ns. It begins with event `first`; `event` is what it is about. `knots` are pairs of a moment (ns) and the seconds of showing since the beat began; `cut` is the stretch that is jumped over, from and until. */
export type Beat = {
  cut: number[] | null;
  event: number;
  first: number;
  focus: Focus;
  folds: Fold[];
  from_ns: number;
  headline: Prose;
  kind: string;
  knots: number[][];
  more: Prose;
  question: string;
  reading_s: number;
  spec: string;
  until_ns: number;
  weight: number;
};

/** One entity or specification that the option makes new or modifies, and how. */
export type ChangeHead = {
  entity: string;
  kind: string;
  what: string;
};

/** Something to do next: a `comparison`, a `scenario` or a `lesson`, and its query. */
export type Choice = {
  query: string;
  title: string;
  what: string;
};

export type Chunk = {
  type: "chunk";
  run: string;
  seq: number;
  first_event: number;
  first_packet: number;
  first_stack: number;
  until_ns: number;
  events: EventColumns;
  packets: PacketColumns;
  stacks: Layer[][];
  lines: Line[];
  clues: Clues;
};

/** The card of the end: what came of it, the longest silence, the losses, and what is next. */
export type Closing = {
  choices: Choice[];
  losses: Prose;
  outcome: Prose;
  silence: Prose;
  survived: boolean;
};

/** What decides who sees what of the frames in a chunk. */
export type Clues = {
  /** addresses of the IPv4 headers outside every seal, outermost first, each as SOURCE > DESTINATION; those that no earlier chunk had */
  ways: string[][];
  /** for each `sent` event its place among the ways of all chunks so far */
  way: number[];
  guards: Guard[];
};

export type EventColumns = {
  /** time of each event, ns */
  t: number[];
  /** place of its kind in the table of kinds */
  k: number[];
  /** node, or empty */
  n: string[];
  /** id of the packet that caused it */
  c: (number | null)[];
  f: {
    /** The scenario's timeline acted. */
    action?: {
      /** the action */
      action: Record<string, unknown>[];
    };
    /** The first bit of a frame was put on a link. */
    sent?: {
      /** id of the packet */
      packet: number[];
      /** link id */
      link: string[];
      /** the sender's interface */
      interface: string[];
      /** number of the frame whose octets were on the link */
      frame: number[];
      /** when its last bit reaches the other stations */
      arrives_ns: number[];
      /** names of the nodes that it will reach; empty if the link loses it */
      to: string[][];
    };
    /** The last bit of a frame reached a node that took it. */
    arrived?: {
      /** id of the packet */
      packet: number[];
      /** link id */
      link: string[];
      /** the receiver's interface */
      interface: string[];
      /** number of the frame whose octets were on the link */
      frame: number[];
    };
    /** A packet ended here, unwanted. */
    dropped?: {
      /** id of the packet */
      packet: number[];
      /** short code of the reason */
      reason: string[];
      /** the reason in words */
      detail: string[];
      /** RFC and section that ask for it, or empty */
      spec: string[];
      /** link, interface or table where it happened */
      where: string[];
    };
    /** A packet was put into another. */
    wrapped?: {
      /** id of the packet outside */
      packet: number[];
      /** id of the packet inside */
      inner: number[];
      /** name of the tunnel or virtual interface */
      tunnel: string[];
    };
    /** A packet was taken out of another. */
    unwrapped?: {
      /** id of the packet outside */
      packet: number[];
      /** id of the packet inside */
      inner: number[];
      /** name of the tunnel or virtual interface */
      tunnel: string[];
    };
    /** A packet was sealed with a key. */
    encrypted?: {
      /** id of the packet outside */
      packet: number[];
      /** id of the packet inside */
      inner: number[];
      /** id of the key */
      key: string[];
      /** name of the algorithms */
      suite: string[];
    };
    /** A packet was opened with a key. */
    decrypted?: {
      /** id of the packet outside */
      packet: number[];
      /** id of the packet inside */
      inner: number[];
      /** id of the key */
      key: string[];
      /** name of the algorithms */
      suite: string[];
    };
    /** Addresses or ports of a packet were rewritten. */
    translated?: {
      /** id of the packet */
      packet: number[];
      /** source > destination before */
      before: string[];
      /** source > destination after */
      after: string[];
    };
    /** A packet was cut into fragments. */
    fragmented?: {
      /** id of the packet */
      packet: number[];
      /** ids of the fragments */
      pieces: number[][];
    };
    /** Fragments were joined again. */
    reassembled?: {
      /** id of the packet */
      packet: number[];
      /** ids of the fragments */
      pieces: number[][];
    };
    /** Data reached the application that it was meant for. */
    delivered?: {
      /** id of the packet */
      packet: number[];
      /** name of the flow and its direction */
      flow: string[];
      /** number of the datagram or first octet within its flow */
      number: number[];
      /** application octets */
      octets: number[];
      /** when the application sent it, read from its own bytes */
      sent_ns: number[];
    };
    /** A row of a table changed. */
    row?: {
      /** which table */
      table: string[];
      /** which row */
      key: string[];
      /** the row before, or null */
      old: (Record<string, unknown> | null)[];
      /** the row after, or null */
      new: (Record<string, unknown> | null)[];
    };
    /** A state machine moved. */
    state?: {
      /** which machine */
      machine: string[];
      /** state before */
      old: string[];
      /** state after */
      new: string[];
      /** why, in words */
      because: string[];
      /** RFC or draft section, or empty */
      spec: string[];
    };
    /** A node came to hold a key. */
    key?: {
      /** id of the key, the same at every holder */
      key: string[];
      /** what it protects */
      purpose: string[];
      /** name of the algorithms */
      algorithm: string[];
      /** named octets, hexadecimal */
      secret: Record<string, string>[];
      /** what the key belongs to: SPI, cookies, peers */
      binding: Record<string, string>[];
    };
    /** The user had to authenticate. */
    prompt?: {
      /** what was asked */
      what: string[];
    };
    /** Something worth telling happened. */
    note?: {
      /** what */
      text: string[];
      /** RFC or draft section, or empty */
      spec: string[];
    };
    /** The timeline asked for something that came to nothing. */
    ineffective?: {
      /** what was asked for */
      action: string[];
      /** why nothing came of it, in words */
      because: string[];
      /** RFC or draft section, or empty */
      spec: string[];
    };
    /** A transfer brought everything that was asked of it. */
    finished?: {
      /** name of the flow and its direction */
      flow: string[];
      /** application octets that it brought */
      octets: number[];
      /** how long it took */
      took_ns: number[];
    };
    /** A transfer's connection was lost before the transfer was done. */
    lost?: {
      /** name of the flow and its direction */
      flow: string[];
      /** why, in words */
      because: string[];
    };
    /** An attacker sends what is not its own: made up, or captured and put out again. */
    forged?: {
      /** id of the packet */
      packet: number[];
      /** replay, sealed, registration or injection */
      forgery: string[];
    };
  };
};

/** What a beat is about: nodes, a tunnel by its layers' role, a packet, the event of a hop. */
export type Focus = {
  event: number | null;
  nodes: string[];
  packet: number | null;
  role: string;
};

/** What is folded into a beat under one title: how many, and the lines that tell it, if any. */
export type Fold = {
  lines: FoldedLine[];
  times: number;
  title: string;
};

/** A line of the narrator that a beat does not say aloud. */
export type FoldedLine = {
  event: number;
  spec: string;
  text: string;
};

/** That a key's authenticator covers a layer of a packet. */
export type Guard = {
  /** id of the packet */
  packet: number;
  /** place of the layer, 0 for the outermost */
  layer: number;
  /** id of the key */
  key: string;
};

/** Which engine ran which scenario for how long, in which world. */
export type Head = {
  digest: string;
  duration_ns: number;
  engine: string;
  links: LinkHead[];
  nodes: NodeHead[];
  scenario: Record<string, unknown>;
  structure: ChangeHead[];
};

/** One Ethernet interface of a node. */
export type InterfaceHead = {
  mac: string;
  name: string;
};

/** One layer of a packet, from outermost to innermost. *head* octets stand before what it carries and *tail* octets after it; *sealed* is the id of the key without which nothing further in can be read, or empty. */
export type Layer = readonly [header: string, role: "data" | "internal-mip" | "ipsec" | "external-mip" | "nat-traversal" | "access" | "signalling", head: number, tail: number, sealed: string];

/** One line of narration. */
export type Line = {
  /** number of the event that it tells */
  event: number;
  text: string;
  /** RFC or draft and section, or empty */
  spec: string;
  /** whether a phase of the story ends here */
  phase: boolean;
};

/** One link: its prefix, one-way delay, rate, MTU in octets, and what it does to frames. `loss` is the share of frames that it loses, `queue` how many wait at one station, and `jitter_ns` the most by which it delays one frame more than another. */
export type LinkHead = {
  delay_ns: number;
  id: string;
  jitter_ns: number;
  loss: number;
  mtu: number;
  prefix: string;
  queue: number;
  rate_bps: number;
};

/** Letters that name what the stage shows: a `node`, a `role` of layers or a `term`, by id. */
export type Mark = {
  end: number;
  id: string;
  start: number;
  what: string;
};

/** One node: its name in events, what people call it, and what kind of machine it is. */
export type NodeHead = {
  interfaces: InterfaceHead[];
  kind: string;
  label: string;
  name: string;
};

/** The card of the beginning: scenario and design, the question, and who takes part. */
export type Opening = {
  cast: Player[];
  design: string;
  question: Prose;
  title: string;
};

export type PacketColumns = {
  stack: number[];
  octets: number[];
  purpose: string[];
  flow: string[];
  inner: (number | null)[];
  fault: string[];
  message: ("" | "agent-advertisement" | "agent-solicitation" | "arp" | "binding-acknowledge" | "binding-update" | "deregistration-request" | "dhcp-ack" | "dhcp-discover" | "dhcp-nak" | "dhcp-offer" | "dhcp-request" | "echo-reply" | "echo-request" | "esp-route-reply" | "esp-route-request" | "gratuitous-arp" | "icmp-error" | "icmp-too-big" | "ike-auth-request" | "ike-auth-response" | "ike-cookie2" | "ike-create-child-sa-request" | "ike-create-child-sa-response" | "ike-delete" | "ike-informational-response" | "ike-liveness-check" | "ike-main-mode-1" | "ike-main-mode-1-rekeying" | "ike-main-mode-2" | "ike-main-mode-3" | "ike-main-mode-4" | "ike-main-mode-5" | "ike-main-mode-6" | "ike-mode-config-reply" | "ike-mode-config-request" | "ike-notification" | "ike-quick-mode-1" | "ike-quick-mode-1-rekeying" | "ike-quick-mode-2" | "ike-quick-mode-3" | "ike-r-u-there" | "ike-r-u-there-ack" | "ike-rekey-esp-request" | "ike-rekey-ike-request" | "ike-sa-init-request" | "ike-sa-init-response" | "ike-update-sa-addresses" | "ike-xauth-acknowledgement" | "ike-xauth-outcome" | "ike-xauth-reply" | "ike-xauth-request" | "ipsec-dummy" | "mip-keepalive" | "nat-keepalive" | "path-acknowledge" | "path-setup" | "registration-reply" | "registration-request" | "router-advertisement" | "wireguard-initiation" | "wireguard-keepalive" | "wireguard-response")[];
  relayed: boolean[];
};

/** One of the cast: its name in the run, its full name, its kind, and what it does. */
export type Player = {
  kind: string;
  name: string;
  node: string;
  says: Prose;
};

/** Whole sentences, and the marks in them, in order. */
export type Prose = {
  marks: Mark[];
  text: string;
};

/** A finished run as it is told to somebody who sees it for the first time. It is played from `start_ns` on; beats follow one another without gaps. */
export type ToldStory = {
  beats: Beat[];
  closing: Closing;
  opening: Opening;
  start_ns: number;
};
