-- What Wireshark 3.6 to 4.4 does not know about mipviz's captures: minimal encapsulation, the
-- route-optimisation messages whose types IANA gave to others later, the project's private
-- messages and extensions, and the copies of one IKEv1 message that several links carry.
-- Arithmetic instead of bit operators: the Lua inside Wireshark changed from 5.2 to 5.4.

local ip_protocols = DissectorTable.get("ip.proto")
local udp_ports = DissectorTable.get("udp.port")
local data = Dissector.get("data")

-- The file with WireGuard's keys stands beside the directory's preferences, wherever that is.
set_preference("wg.keylog_file", Dir.personal_config_path("wireguard_keys"))

-- Measured flows and transfers carry octets of no protocol: none may be guessed from them.
udp_ports:add(5004, data)
for port = 5001, 5008 do
  DissectorTable.get("tcp.port"):add(port, data)
end

local function has_bit(octet, mask)
  return math.floor(octet / mask) % 2 == 1
end

-- Returns the Internet checksum over range; 0 where the range contains its own, right one.
local function internet_checksum(range)
  local sum = 0
  for place = 0, range:len() - 2, 2 do
    sum = sum + range(place, 2):uint()
  end
  while sum > 0xffff do
    sum = sum % 0x10000 + math.floor(sum / 0x10000)
  end
  return 0xffff - sum
end

-- Hands what is left after an encapsulation to the dissector of the protocol in it.
local function carry_on(protocol, tvb, pinfo, tree)
  if tvb:len() == 0 then
    return
  end
  if ip_protocols:try(protocol, tvb, pinfo, tree) == 0 then
    data:call(tvb, pinfo, tree)
  end
end

-- What stood on a UDP port before ours, and ours: a function that returns the octets it took,
-- or nil to leave the datagram to Wireshark.
local originals, ours = {}, {}
local mipviz = Proto("mipviz", "mipviz")

local function precede(port, dissect, original)
  originals[port], ours[port] = original or udp_ports:get_dissector(port), dissect
  udp_ports:add(port, mipviz)
end

-- Calls Wireshark's own dissector; what it finds malformed it has already said so in the tree.
local function leave_to_wireshark(port, tvb, pinfo, tree)
  local whole, taken = pcall(originals[port].call, originals[port], tvb, pinfo, tree)
  if not whole and not string.find(tostring(taken), "Malformed") then
    error(taken)
  end
  return whole and taken or tvb:len()
end

function mipviz.dissector(tvb, pinfo, tree)
  local port = pinfo.match_uint
  return ours[port](tvb, pinfo, tree) or leave_to_wireshark(port, tvb, pinfo, tree)
end

----------------------------------------------------------------------------------------------
-- Minimal encapsulation, RFC 2004 section 3.1

local minenc = Proto("minenc", "Minimal Encapsulation for IPv4")
local minenc_f = {
  proto = ProtoField.uint8("minenc.proto", "Protocol"),
  s = ProtoField.bool("minenc.s", "Original Source Address Present", 8, nil, 0x80),
  reserved = ProtoField.uint8("minenc.reserved", "Reserved", base.HEX, nil, 0x7f),
  checksum = ProtoField.uint16("minenc.checksum", "Header Checksum", base.HEX),
  good = ProtoField.bool("minenc.checksum_good", "Header Checksum Correct"),
  dst = ProtoField.ipv4("minenc.dst", "Original Destination Address"),
  src = ProtoField.ipv4("minenc.src", "Original Source Address"),
}
minenc.fields = minenc_f
local minenc_bad_checksum =
  ProtoExpert.new("minenc.bad_checksum", "Bad checksum", expert.group.CHECKSUM, expert.severity.ERROR)
minenc.experts = { minenc_bad_checksum }

function minenc.dissector(tvb, pinfo, tree)
  if tvb:len() < 8 then
    return 0
  end
  local with_source = has_bit(tvb(1, 1):uint(), 0x80)
  local length = with_source and 12 or 8
  local whole = tvb:len() >= length
  local shown = whole and length or 8
  local subtree = tree:add(minenc, tvb(0, shown))
  subtree:add(minenc_f.proto, tvb(0, 1))
  subtree:add(minenc_f.s, tvb(1, 1))
  subtree:add(minenc_f.reserved, tvb(1, 1))
  subtree:add(minenc_f.checksum, tvb(2, 2))
  subtree:add(minenc_f.dst, tvb(4, 4))
  if not whole then -- an ICMP error quotes no more than 8 octets
    return shown
  end
  if with_source then
    subtree:add(minenc_f.src, tvb(8, 4))
  end
  local good = internet_checksum(tvb(0, length)) == 0
  subtree:add(minenc_f.good, tvb(2, 2), good):set_generated()
  if not good then
    subtree:add_proto_expert_info(minenc_bad_checksum)
  end
  -- The checksums further in are over the addresses of the original packet.
  pinfo.dst = Address.ip(tostring(tvb(4, 4):ipv4()))
  if with_source then
    pinfo.src = Address.ip(tostring(tvb(8, 4):ipv4()))
  end
  carry_on(tvb(0, 1):uint(), tvb(length):tvb(), pinfo, tree)
  return tvb:len()
end

ip_protocols:add(55, minenc)

----------------------------------------------------------------------------------------------
-- Dummy packets inside ESP, RFC 4303 section 2.6: no next header, whatever follows is discarded

local dummy = Proto("espdummy", "ESP Dummy Packet")

function dummy.dissector(tvb, pinfo, tree)
  tree:add(dummy, tvb())
  pinfo.cols.info = "Dummy packet"
  return tvb:len()
end

ip_protocols:add(59, dummy)

----------------------------------------------------------------------------------------------
-- IKEv1: Wireshark's chain of initialisation vectors moves on with the first copy of a message,
-- and it tells initiator from responder by the source address, which a NAT changes

local copy_of = ProtoField.framenum("mipviz.copy_of", "Copy of the IKEv1 message in frame")
local copied_octets = ProtoField.bytes("mipviz.copied_octets", "Encrypted octets")

local first_seen = {} -- by octets: the first frame that had them and its source address

local ends, partners = {}, {} -- WireGuard's, by index: address and port; the other end's index

function mipviz.init()
  first_seen, ends, partners = {}, {}, {}
end

local function show_copy(range, pinfo, tree, frame)
  local subtree = tree:add(mipviz, range, "Encrypted IKEv1 message, seen before")
  subtree:add(copy_of, range, frame):set_generated()
  subtree:add(copied_octets, range)
  pinfo.cols.protocol = "ISAKMP"
  pinfo.cols.info = string.format("Copy of the encrypted IKEv1 message in frame %d", frame)
end

-- Dissects an IKEv1 message, from offset on, that an earlier frame had.
local function copied_ike(port, tvb, pinfo, tree, offset)
  if tvb:len() < offset + 28 or tvb(offset + 17, 1):uint() ~= 0x10 then
    return nil
  end
  local octets = tvb:raw(offset)
  local first = first_seen[octets]
  if first == nil then
    first_seen[octets] = { frame = pinfo.number, source = tostring(pinfo.src) }
    return nil
  elseif first.frame == pinfo.number then
    return nil
  end
  if has_bit(tvb(offset + 19, 1):uint(), 1) then
    show_copy(tvb(offset), pinfo, tree, first.frame)
    return tvb:len()
  end
  local source = tostring(pinfo.src)
  pinfo.src = Address.ip(first.source)
  local taken = leave_to_wireshark(port, tvb, pinfo, tree)
  pinfo.src = Address.ip(source)
  return taken
end

precede(500, function(tvb, pinfo, tree)
  return copied_ike(500, tvb, pinfo, tree, 0)
end)

precede(4500, function(tvb, pinfo, tree) -- four octets of zero before IKE, RFC 3948 section 2.2
  if tvb:len() >= 4 and tvb(0, 4):uint() == 0 then
    return copied_ike(4500, tvb, pinfo, tree, 4)
  end
end)

----------------------------------------------------------------------------------------------
-- WireGuard: Wireshark finds a session by the addresses that it last saw, so a packet that is
-- still on its way to where a node no longer is would stay closed. Here every session keeps the
-- addresses of its handshake while Wireshark looks at it.

-- Returns the indices of a message's sender and receiver, as far as it or its handshake says.
local function wireguard_indices(tvb)
  local kind, length = tvb(0, 1):uint(), tvb:len()
  if kind == 1 and length >= 148 then
    return tvb(4, 4):le_uint(), nil
  elseif kind == 2 and length >= 92 then
    local sender, receiver = tvb(4, 4):le_uint(), tvb(8, 4):le_uint()
    partners[sender], partners[receiver] = receiver, sender
    return sender, receiver
  elseif kind == 4 and length >= 16 then
    local receiver = tvb(4, 4):le_uint()
    return partners[receiver], receiver
  end
  return nil, nil
end

local function stand_in(pinfo, source, destination)
  if source then
    pinfo.src, pinfo.src_port = Address.ip(source.address), source.port
  end
  if destination then
    pinfo.dst, pinfo.dst_port = Address.ip(destination.address), destination.port
  end
end

local has_wireguard, wireguard = pcall(Dissector.get, "wg")

local function dissect_wireguard(tvb, pinfo, tree)
  local sender, receiver = wireguard_indices(tvb)
  local source = { address = tostring(pinfo.src), port = pinfo.src_port }
  local destination = { address = tostring(pinfo.dst), port = pinfo.dst_port }
  if sender and not ends[sender] then
    ends[sender] = source
  end
  local seen_source, seen_destination = ends[sender or -1], ends[receiver or -1]
  stand_in(pinfo, seen_source, seen_destination)
  local taken = leave_to_wireshark(51820, tvb, pinfo, tree)
  if seen_source and tostring(pinfo.src) == seen_source.address then
    stand_in(pinfo, source, destination) -- no packet inside has put its own addresses there
  end
  return taken
end

if has_wireguard then
  precede(51820, dissect_wireguard, wireguard)
end

----------------------------------------------------------------------------------------------
-- Mobile IP messages that have another meaning to IANA, or none (UDP port 434)

local mipro = Proto("mipro", "Mobile IP route optimisation and private messages")
local mipro_f = {}

local makers = { ProtoField.uint8, ProtoField.uint16, ProtoField.uint24, ProtoField.uint32 }

local function number(name, label, octets, display, mask)
  mipro_f[name] = makers[octets]("mipro." .. name, label, display or base.DEC, nil, mask)
  return { field = mipro_f[name], octets = octets }
end

local function flag(name, label, mask)
  mipro_f[name] = ProtoField.bool("mipro." .. name, label, 8, nil, mask)
  return { field = mipro_f[name], octets = 0, within = 1 } -- the octet is counted by what follows
end

local function address(name, label)
  mipro_f[name] = ProtoField.ipv4("mipro." .. name, label)
  return { field = mipro_f[name], octets = 4 }
end

mipro_f.type = ProtoField.uint8("mipro.type", "Type")
mipro_f.ident = ProtoField.uint64("mipro.ident", "Identification", base.HEX)

local identification = { field = mipro_f.ident, octets = 8 }
local reserved_8 = number("reserved", "Reserved", 1, base.HEX)
local reserved_16 = number("reserved16", "Reserved", 2, base.HEX)
local reserved_24 = number("reserved24", "Reserved", 3, base.HEX)
local lifetime = number("lifetime", "Lifetime (s)", 2)
local status = number("status", "Status", 1)
local home = address("homeaddr", "Home Address")
local care_of = address("coa", "Care-of Address")
local inner = address("tia", "Tunnel Inner Address")
local gateway = address("gateway", "Gateway")
local spi = number("spi", "Inbound SPI", 4, base.HEX)

-- The messages: a name, and the fields after the type octet.
local messages = {
  [16] = { "Binding Warning", reserved_24, home, address("target", "Target Node") },
  [17] = { "Binding Request", reserved_24, home, identification },
  [18] = {
    "Binding Update",
    flag("a", "A: acknowledge", 0x80),
    flag("i", "I: identification present", 0x40),
    flag("m", "M: minimal encapsulation", 0x20),
    flag("g", "G: GRE", 0x10),
    number("reserved4", "Reserved", 1, base.HEX, 0x0f),
    lifetime,
    home,
    care_of,
  },
  [19] = { "Binding Acknowledge", reserved_16, status, home, identification },
  [200] = {
    "ESP Route Request",
    reserved_8,
    lifetime,
    inner,
    gateway,
    care_of,
    identification,
    spi,
  },
  [201] = { "ESP Route Reply", status, lifetime, inner, gateway, identification, spi },
  [202] = {
    "Path Setup",
    reserved_8,
    lifetime,
    home,
    address("router", "Access Router"),
    identification,
  },
  [203] = {
    "Path Acknowledge",
    status,
    lifetime,
    home,
    address("crossover", "Crossover Router"),
    identification,
  },
}

local extension_names = {
  [32] = "Mobile-Home Authentication",
  [33] = "Mobile-Foreign Authentication",
  [34] = "Foreign-Home Authentication",
  [35] = "Route Optimization Authentication",
  [131] = "Mobile Node NAI",
  [149] = "Trusted Networks Configured",
  [253] = "Encapsulation Request (private)",
  [254] = "Home Agent Parameter (private)",
}
mipro_f.ext_type = ProtoField.uint8("mipro.ext.type", "Type", base.DEC, extension_names)
mipro_f.ext_len = ProtoField.uint8("mipro.ext.len", "Length")
mipro_f.ext_data = ProtoField.bytes("mipro.ext.data", "Content")
mipro_f.auth_spi = ProtoField.uint32("mipro.auth.spi", "SPI", base.HEX)
mipro_f.authenticator = ProtoField.bytes("mipro.auth.auth", "Authenticator")
mipro_f.encapsulation = ProtoField.uint8("mipro.ext.encapsulation", "Encapsulation")
mipro_f.home_agent = ProtoField.ipv4("mipro.ext.homeagent", "Home Agent")

local malformed =
  ProtoExpert.new("mipro.malformed", "Malformed", expert.group.MALFORMED, expert.severity.ERROR)
mipro.fields = mipro_f
mipro.experts = { malformed }

local function show_extension(content, kind, tree)
  if kind >= 32 and kind <= 35 and content:len() > 4 then
    tree:add(mipro_f.auth_spi, content(0, 4))
    tree:add(mipro_f.authenticator, content(4))
  elseif kind == 253 and content:len() == 2 then
    tree:add(mipro_f.encapsulation, content(1, 1))
  elseif kind == 254 and content:len() == 6 then
    tree:add(mipro_f.home_agent, content(2, 4))
  elseif content:len() > 0 then
    tree:add(mipro_f.ext_data, content)
  end
end

-- Shows the extensions from place on, or the private ones alone; false where they do not end
-- with the message.
local function show_extensions(tvb, place, tree, only_private)
  while place + 2 <= tvb:len() do
    local kind, length = tvb(place, 1):uint(), tvb(place + 1, 1):uint()
    if place + 2 + length > tvb:len() then
      return false
    end
    if kind >= 253 or not only_private then
      local title = "Extension: " .. (extension_names[kind] or "unknown")
      local subtree = tree:add(mipro, tvb(place, 2 + length), title)
      subtree:add(mipro_f.ext_type, tvb(place, 1))
      subtree:add(mipro_f.ext_len, tvb(place + 1, 1))
      if length > 0 then
        show_extension(tvb(place + 2, length), kind, subtree)
      end
    end
    place = place + 2 + length
  end
  return place == tvb:len()
end

-- Shows the fields of a message; returns the offset after them, or nil if they do not fit.
local function show_fields(message, tvb, tree)
  local place = 1
  for index = 2, #message do
    local each = message[index]
    local shown = each.within or each.octets
    if place + shown > tvb:len() then
      return nil
    end
    tree:add(each.field, tvb(place, shown))
    place = place + each.octets
  end
  return place
end

precede(434, function(tvb, pinfo, tree)
  local kind = tvb(0, 1):uint()
  local message = messages[kind]
  if message == nil then
    local taken = leave_to_wireshark(434, tvb, pinfo, tree)
    if kind == 1 or kind == 3 then
      show_extensions(tvb, kind == 1 and 24 or 20, tree, true)
    end
    return taken
  end
  local subtree = tree:add(mipro, tvb(), "Mobile IP: " .. message[1])
  subtree:add(mipro_f.type, tvb(0, 1)):append_text(" (" .. message[1] .. ")")
  local place = show_fields(message, tvb, subtree)
  if place and kind == 18 and has_bit(tvb(1, 1):uint(), 0x40) and place + 8 <= tvb:len() then
    subtree:add(mipro_f.ident, tvb(place, 8)) -- the I flag says that it is there
    place = place + 8
  end
  if not place or not show_extensions(tvb, place, subtree) then
    subtree:add_proto_expert_info(malformed)
  end
  pinfo.cols.protocol = "MobileIP"
  pinfo.cols.info = message[1]
  return tvb:len()
end)

mipviz.fields = { copy_of, copied_octets }
