-- page_schedules: returns a page of the schedules, in the order of their next slots.
-- KEYS[1] sorted set of schedules by their next slot
-- KEYS[2] sorted set of declared schedules by the time of their last declaration
-- KEYS[3] prefix of schedules' keys (same slot)
-- ARGV[1] id of the last schedule of the page before, or ''
-- ARGV[2] its next slot then
-- ARGV[3] maximum number of schedules
-- Answer: how many there are, 1 when more follow, else 0, and per schedule its id, its next slot, the time of its last declaration or '',
--         and its names and values.
-- only reads
local from, most = 0, tonumber(ARGV[3])
if ARGV[1] ~= '' then
  local slot = redis.call('ZSCORE', KEYS[1], ARGV[1])
  -- A schedule that has fired since has moved towards the end.
  from = slot and tonumber(slot) == tonumber(ARGV[2]) and redis.call('ZRANK', KEYS[1], ARGV[1]) + 1
    or redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[2])
end
local found = redis.call('ZRANGE', KEYS[1], from, from + most, 'WITHSCORES')
-- An application declares fewer schedules than this, so all are read at once.
local first = redis.call('ZRANGE', KEYS[2], 0, 999, 'WITHSCORES')
local declared = {}
for i = 1, #first, 2 do
  declared[first[i]] = first[i + 1]
end
local page = {}
for i = 1, math.min(#found, 2 * most), 2 do
  local id = found[i]
  -- A key of another type has no fields.
  local fields = redis.pcall('HGETALL', KEYS[3] .. id)
  local at = declared[id] or #first == 2000 and redis.call('ZSCORE', KEYS[2], id) or ''
  page[#page + 1] = { id, found[i + 1], at, fields.err and {} or fields }
end
return { redis.call('ZCARD', KEYS[1]), #found > 2 * most and 1 or 0, page }
