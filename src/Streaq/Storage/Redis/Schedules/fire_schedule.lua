-- fire_schedule: fires a slot of a schedule, for the first worker that calls.
-- KEYS[1]  sorted set of schedules by their next slot
-- KEYS[2]  sorted set of declared schedules
-- KEYS[3]  the schedule
-- KEYS[4]  stream of the priority
-- KEYS[5]  key of the task
-- ARGV[1]  id of the schedule
-- ARGV[2]  its next slot as the worker read it
-- ARGV[3]  its version as the worker read it
-- ARGV[4]  the slot after this one, or '' when none is left
-- ARGV[5]  the slot to fire
-- ARGV[6]  name of the priority, or '' to drop the firing
-- ARGV[7…] names and values of the message
-- Answer: 1, or 0 when another worker was first or the schedule has changed (nothing was written).
-- uses: schema
local slot = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not slot or tonumber(slot) ~= tonumber(ARGV[2]) or (redis.call('HGET', KEYS[3], 'version') or '') ~= ARGV[3] then
  return 0
end
if ARGV[6] ~= '' then
  local id = redis.call('XADD', KEYS[4], '*', unpack(ARGV, 7))
  redis.call('SET', KEYS[5], marker_of(ARGV[6], id, ''))
  redis.call('HSET', KEYS[3], 'last', ARGV[5])
end
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[1], ARGV[4], ARGV[1])
else
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('DEL', KEYS[3])
end
return 1
