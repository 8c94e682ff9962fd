-- Decides for HAProxy which side an order belongs to, as the command center's traffic table says.
--
--   global
--     setenv CUTOVER_MAP /etc/haproxy/order-split.map
--     lua-load-per-thread /etc/haproxy/cutover-split.lua
--   frontend shop
--     use_backend orchestration if { lua.cutover_side -m str orchestration }
--     default_backend legacy
--
-- The map's file has to be there and is best empty: the table is put into the map over the runtime socket, and a map without a table
-- sends everything to legacy. What an order is stands in request headers:
--   X-Order-Key                        1 to 200 printable ASCII characters without spaces, as it is
--   X-Order-Lane, -Region, -Brand, -Channel, -Store, -Sku-Class, -Tenant
--                                      percent-encoded as in an address wherever anything but printable ASCII, or a %, stands in them;
--                                      left out where they are not known
-- A key or attribute that is none, or stands there twice, sends the order to legacy.

local map = Map.new(os.getenv("CUTOVER_MAP") or "/etc/haproxy/order-split.map", Map._str)

local LEGACY, ORCHESTRATION = "legacy", "orchestration"
local SLOTS, WORD = 10000, 0xffffffff
local HEADERS = {
  lane = "x-order-lane", region = "x-order-region", brand = "x-order-brand", channel = "x-order-channel",
  store = "x-order-store", skuClass = "x-order-sku-class", tenant = "x-order-tenant",
}

local function is_key(text)
  return #text >= 1 and #text <= 200 and not text:find("[^!-~]")
end

local function scramble(block)
  block = (block * 0xcc9e2d51) & WORD
  block = ((block << 15) | (block >> 17)) & WORD
  return (block * 0x1b873593) & WORD
end

-- MurmurHash3-x86-32 with seed 0 (Austin Appleby, public domain), as a place in 0..9999
local function slot_of(key)
  local hash, length, at = 0, #key, 1
  while at + 3 <= length do
    hash = hash ~ scramble((string.unpack("<I4", key, at)))
    hash = ((hash << 13) | (hash >> 19)) & WORD
    hash = (hash * 5 + 0xe6546b64) & WORD
    at = at + 4
  end
  local tail = 0
  for i = length, at, -1 do
    tail = (tail << 8) | key:byte(i)
  end
  hash = hash ~ scramble(tail) ~ length
  hash = hash ~ (hash >> 16)
  hash = (hash * 0x85ebca6b) & WORD
  hash = hash ~ (hash >> 13)
  hash = (hash * 0xc2b2ae35) & WORD
  hash = hash ~ (hash >> 16)
  return (hash * SLOTS) >> 32
end

-- nil where a % is not followed by two hexadecimal digits
local function decode(text)
  if text:gsub("%%%x%x", ""):find("%", 1, true) then
    return nil
  end
  return (text:gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

-- "2500|o|lane=home&region=west": hundredths of a percent, by order or by store, and the attributes that are named
local function read_rule(text)
  local share, split, segment = text:match("^(%d+)|([os])|(.*)$")
  if not share then
    return nil
  end
  local rule = { share = tonumber(share), by_store = split == "s", segment = {} }
  for pair in segment:gmatch("[^&]+") do
    local name, value = pair:match("^(%w+)=(.*)$")
    value = value and decode(value)
    if not value or not HEADERS[name] then
      return nil
    end
    rule.segment[#rule.segment + 1] = { name = name, value = value }
  end
  return rule
end

-- "v1:REVISION:RULES:MARK:…": the rules stand beside it as MARK/1, MARK/2, …
local function read_table(head)
  local revision, count, mark = head:match("^v1:(%d+):(%d+):(%x+):")
  if not revision then
    return nil
  end
  local found = { revision = revision, rules = {} }
  for i = 1, tonumber(count) do
    local text = map:lookup(mark .. "/" .. i)
    local rule = text and read_rule(text)
    if not rule then
      return nil
    end
    found.rules[i] = rule
  end
  return found
end

local known_head, known

-- A table is replaced whole and has a mark of its own, so that rules of two are never mixed: where the head does not fit to what stands
-- beside it, it has just been replaced and is read again.
local function newest()
  for _ = 1, 3 do
    local head = map:lookup("head")
    if not head then
      return nil
    end
    if head == known_head then
      return known
    end
    local read = read_table(head)
    if read then
      known_head, known = head, read
      return read
    end
  end
  return nil
end

-- the value, or "" where the header is missing; nil where it stands there twice
local function header(txn, name)
  local count = tonumber(txn.sf:req_fhdr_cnt(name)) or 0
  if count > 1 then
    return nil
  end
  return count == 0 and "" or txn.sf:req_fhdr(name)
end

local function side_by(split, txn)
  local key = header(txn, "x-order-key")
  if not key or not is_key(key) then
    return LEGACY
  end
  local attributes = {}
  for name, from in pairs(HEADERS) do
    local value = header(txn, from)
    value = value and decode(value)
    if not value then
      return LEGACY
    end
    attributes[name] = value
  end
  for _, rule in ipairs(split.rules) do
    local meets = not rule.by_store or is_key(attributes.store)
    for _, named in ipairs(rule.segment) do
      meets = meets and attributes[named.name] == named.value
    end
    if meets then
      return slot_of(rule.by_store and attributes.store or key) < rule.share and ORCHESTRATION or LEGACY
    end
  end
  return LEGACY
end

-- side and revision, of one table; whatever goes wrong is legacy
local function decide(txn)
  local found, split = pcall(newest)
  if not found or not split then
    return LEGACY, "none"
  end
  local fine, side = pcall(side_by, split, txn)
  return fine and side or LEGACY, split.revision
end

-- "orchestration" or "legacy"
core.register_fetches("cutover_side", function(txn)
  return (decide(txn))
end)

-- the side and the revision that decided, for logs and headers: "orchestration 17"; "legacy none" without a table
core.register_fetches("cutover_decision", function(txn)
  local side, revision = decide(txn)
  return side .. " " .. revision
end)

-- the slot of a key, 0 to 9999, or -1 of what is no key
core.register_converters("cutover_slot", function(key)
  return is_key(key) and slot_of(key) or -1
end)
