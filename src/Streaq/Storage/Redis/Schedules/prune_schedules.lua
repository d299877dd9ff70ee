-- prune_schedules: removes the schedules that no worker declares any more.
-- KEYS[1] sorted set of schedules by their next slot
-- KEYS[2] sorted set of declared schedules by the time of their last declaration
-- KEYS[3] prefix of schedules' keys (same slot)
-- ARGV[1] milliseconds since the last declaration
-- Answer: how many were removed.
-- uses: schema
local now = unix_milliseconds()
local old = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', string.format('%d', now - ARGV[1]))
for _, id in ipairs(old) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
  redis.call('DEL', KEYS[3] .. id)
end
return #old
