-- add_statistics: adds a worker's counts to the slots of each length, and its notes to the list of ended tasks.
-- KEYS[1]  sorted set of the names of tasks, by the time of their last counts
-- KEYS[2]  prefix of slots (same slot of a cluster); the minutes of a slot, a colon and its number follow
-- KEYS[3]  list of ended tasks, newest first
-- ARGV[1]  maximum number of names
-- ARGV[2]  the name for further tasks
-- ARGV[3]  minutes of a middle slot
-- ARGV[4]  minutes of a long slot
-- ARGV[5]  milliseconds to keep a slot of a minute, and a middle one
-- ARGV[6]  milliseconds to keep a long one
-- ARGV[7]  how many ended tasks to keep
-- ARGV[8]  number n of counts
-- ARGV[9…] n times the minute since 1970, the name or '' for all tasks together, the counts; then a line per ended task, the oldest first
-- Answer: 1.
-- uses: schema, types, slots
local now = unix_milliseconds()
local this_minute = math.floor(now / 60000)
make_ours(KEYS[1], 'zset')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[6])

local function name_for(name)
  if name == '' then
    return name
  end
  if redis.call('ZSCORE', KEYS[1], name) or redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1]) then
    redis.call('ZADD', KEYS[1], now, name)
    return name
  end
  return ARGV[2]
end

-- Counts are 's=5 d3=5': names and numbers.
local function sum_of(old, new)
  if not old then
    return new
  end
  local sums, parts = {}, {}
  for part, number in string.gmatch(old .. ' ' .. new, '(%a%d*)=(%d+)') do
    sums[part] = (sums[part] or 0) + number
  end
  for part, number in pairs(sums) do
    parts[#parts + 1] = string.format('%s=%.0f', part, number)
  end
  return table.concat(parts, ' ')
end

local slots = {}
local function add_to(minutes, kept, minute, name, counts)
  if (this_minute - minute) * 60000 >= tonumber(kept) then
    return
  end
  local key = slot_key(KEYS[2], minutes, math.floor(minute / minutes))
  local slot = slots[key]
  if not slot then
    make_ours(key, 'string')
    slot = { names = { '' }, counts = {}, kept = kept }
    for known, text in string.gmatch(redis.call('GET', key) or '', '\n([^\n ]*) ([^\n]*)') do
      if known ~= '' then
        slot.names[#slot.names + 1] = known
      end
      slot.counts[known] = text
    end
    slots[key] = slot
  end
  if name ~= '' and not slot.counts[name] then
    slot.names[#slot.names + 1] = name
  end
  slot.counts[name] = sum_of(slot.counts[name], counts)
end

local first_line = 9 + 3 * tonumber(ARGV[8])
for i = 9, first_line - 1, 3 do
  -- A worker's clock may be wrong, and a count in the future would stay for longer.
  local minute = math.min(tonumber(ARGV[i]), this_minute)
  local name = name_for(ARGV[i + 1])
  add_to(1, ARGV[5], minute, name, ARGV[i + 2])
  add_to(tonumber(ARGV[3]), ARGV[5], minute, name, ARGV[i + 2])
  add_to(tonumber(ARGV[4]), ARGV[6], minute, name, ARGV[i + 2])
end
for key, slot in pairs(slots) do
  local lines = {}
  for i, name in ipairs(slot.names) do
    lines[i] = '\n' .. name .. ' ' .. (slot.counts[name] or '')
  end
  redis.call('SET', key, table.concat(lines), 'PX', slot.kept)
end
redis.call('PEXPIRE', KEYS[1], ARGV[6])
if first_line <= #ARGV then
  make_ours(KEYS[3], 'list')
  redis.call('LPUSH', KEYS[3], unpack(ARGV, first_line))
  redis.call('LTRIM', KEYS[3], 0, ARGV[7] - 1)
  redis.call('PEXPIRE', KEYS[3], ARGV[6])
end
return 1
