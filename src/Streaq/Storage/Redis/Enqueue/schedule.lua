-- schedule: parks a task until it is due, unless its id is known already.
-- KEYS[1]  sorted set of scheduled tasks
-- KEYS[2]  key of the task
-- KEYS[3]  key of its deduplication key, or the task's key again when it has none
-- KEYS[4]  channel for an earlier due time
-- ARGV[1]  id of the task
-- ARGV[2]  'in' or 'at': what ARGV[3] is
-- ARGV[3]  milliseconds from now, or Unix milliseconds
-- ARGV[4]  deduplication key or ''
-- ARGV[5]  milliseconds until it expires or 0
-- ARGV[6…] names and values of the message
-- Answer: nil when it was added; else the id of the task that stands for it.
-- uses: schema
if redis.call('EXISTS', KEYS[2]) == 1 then
  return ARGV[1]
end
if ARGV[4] ~= '' then
  local holder = redis.call('GET', KEYS[3])
  if holder and holder ~= '' then
    return holder
  end
end
local now = unix_milliseconds()
local due = tonumber(ARGV[3])
if ARGV[2] == 'in' then
  due = now + due
end
-- The commands that can fail come first, so that a refused task leaves nothing.
redis.call('ZADD', KEYS[1], due, ARGV[1])
redis.call('HSET', KEYS[2], 'state', 'scheduled', 'enqueued', whole(now), 'due', whole(due), unpack(ARGV, 6))
if ARGV[5] ~= '0' then
  redis.call('HSET', KEYS[2], 'expires', string.format('%d', now + ARGV[5]))
end
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[2], 'flags', '\nd=' .. ARGV[4])
  redis.call('SET', KEYS[3], ARGV[1])
end
if redis.call('ZRANGE', KEYS[1], 0, 0)[1] == ARGV[1] then
  redis.call('PUBLISH', KEYS[4], ARGV[1])
end
return false
