-- What Wireshark 3.6 to 4.4 does not know about mipviz's captures: minimal encapsulation, the
-- route-optimisation messages whose types IANA gave to others later, the project's private
-- messages and extensions, and the copies of one IKEv1 message that several links carry.
-- Arithmetic instead of bit operators: the Lua inside Wireshark changed from 5.2 to 5.4.

local ip_protocols = DissectorTable.get("ip.proto")
local udp_ports = DissectorTable.get("udp.port")
local data = Dissector.get("data")

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

local function precede(port, dissect)
  originals[port], ours[port] = udp_ports:get_dissector(port), dissect
  udp_ports:add(port, mipviz)
end

function mipviz.dissector(tvb, pinfo, tree)
  local port = pinfo.match_uint
  return ours[port](tvb, pinfo, tree) or originals[port]:call(tvb, pinfo, tree)
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
-- IKEv1: Wireshark's chain of initialisation vectors moves on with the first copy of a message

local copy_of = ProtoField.framenum("mipviz.copy_of", "Copy of the IKEv1 message in frame")
local copied_octets = ProtoField.bytes("mipviz.copied_octets", "Encrypted octets")

local first_seen = {}

function mipviz.init()
  first_seen = {}
end

-- Dissects an encrypted IKEv1 message that an earlier frame had, from offset on.
local function copied_ike(tvb, pinfo, tree, offset)
  if tvb:len() < offset + 28 or tvb(offset + 17, 1):uint() ~= 0x10 then
    return nil
  end
  if not has_bit(tvb(offset + 19, 1):uint(), 1) then
    return nil
  end
  local octets = tvb:raw(offset)
  local first = first_seen[octets]
  if first == nil then
    first_seen[octets] = pinfo.number
    return nil
  elseif first == pinfo.number then
    return nil
  end
  local subtree = tree:add(mipviz, tvb(offset), "Encrypted IKEv1 message, seen before")
  subtree:add(copy_of, tvb(offset), first):set_generated()
  subtree:add(copied_octets, tvb(offset))
  pinfo.cols.protocol = "ISAKMP"
  pinfo.cols.info = string.format("Copy of the encrypted IKEv1 message in frame %d", first)
  return tvb:len()
end

precede(500, function(tvb, pinfo, tree)
  return copied_ike(tvb, pinfo, tree, 0)
end)

precede(4500, function(tvb, pinfo, tree) -- four octets of zero before IKE, RFC 3948 section 2.2
  if tvb:len() >= 4 and tvb(0, 4):uint() == 0 then
    return copied_ike(tvb, pinfo, tree, 4)
  end
end)

mipviz.fields = { copy_of, copied_octets }
