-- put_schedule: stores a schedule. With the same expression and time zone, it keeps its next slot.
-- KEYS[1]  sorted set of schedules by their next slot
-- KEYS[2]  sorted set of declared schedules by the time of their last declaration
-- KEYS[3]  the schedule
-- KEYS[4]  channel of changed schedules
-- ARGV[1]  id of the schedule
-- ARGV[2]  next slot in Unix milliseconds
-- ARGV[3]  'dynamic'; 'declare'; or 'redeclare', which leaves another declaration unchanged while workers repeat it
-- ARGV[4]  milliseconds after which a declaration counts as not repeated
-- ARGV[5]  version
-- ARGV[6]  expression
-- ARGV[7]  time zone or ''
-- ARGV[8…] names and values of the schedule
-- Answer: 1, or 0 when another declaration stays.
-- uses: schema
local id, how, version = ARGV[1], ARGV[3], ARGV[5]
local known = redis.call('HMGET', KEYS[3], 'version', 'expression', 'zone', 'last')
local declared = redis.call('ZSCORE', KEYS[2], id)
if how == 'dynamic' then
  if declared then
    return 0
  end
else
  local now = unix_milliseconds()
  if how == 'redeclare' and declared and known[1] ~= version and now - declared < tonumber(ARGV[4]) then
    return 0
  end
  redis.call('ZADD', KEYS[2], now, id)
end
local slot = redis.call('ZSCORE', KEYS[1], id)
if known[1] == version and slot then
  return 1
end
redis.call('DEL', KEYS[3])
redis.call('HSET', KEYS[3], 'version', version, 'expression', ARGV[6], unpack(ARGV, 8))
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[3], 'zone', ARGV[7])
end
if known[4] then
  redis.call('HSET', KEYS[3], 'last', known[4])
end
if not slot or known[2] ~= ARGV[6] or (known[3] or '') ~= ARGV[7] then
  redis.call('ZADD', KEYS[1], ARGV[2], id)
end
redis.call('PUBLISH', KEYS[4], id)
return 1
