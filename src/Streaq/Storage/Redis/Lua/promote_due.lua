-- promote_due: makes due tasks ready, the earliest first, and goes on where one call was not enough for a task's dependents.
-- KEYS[1] sorted set of scheduled tasks
-- KEYS[2] prefix of task keys (same slot)
-- KEYS[3] prefix of the priorities' streams (same slot)
-- KEYS[4] sorted set of limits whose permits come back with time
-- ARGV[1] how many at most
-- Answer: how many became ready, and milliseconds until the next is due or -1.
-- uses: queue, unpark, dependents, limits
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
local promoted = 0
for _, task in ipairs(due) do
  if unpark(KEYS[2] .. task, KEYS[3]) then
    promoted = promoted + 1
  end
  redis.call('ZREM', KEYS[1], task)
end
if follow_up(queue_of(KEYS[2])) then
  return { promoted, 0 }
end
for _, limit in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, ARGV[1])) do
  redis.call('ZREM', KEYS[4], limit)
  hand_out(queue_of(KEYS[1]), limit, milliseconds())
end
local next = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
local refill = redis.call('ZRANGE', KEYS[4], 0, 0, 'WITHSCORES')[2]
if next or refill then
  return { promoted, math.max(0, math.ceil(math.min(next or math.huge, refill or math.huge) - now)) }
end
return { promoted, -1 }
