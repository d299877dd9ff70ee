-- renew: extends a worker's lease over all that it holds.
-- KEYS[1] sorted set of workers by the end of their lease
-- KEYS[2] set of what is paused
-- ARGV[1] id of the worker
-- ARGV[2] length of the lease in milliseconds
-- Answer: {Redis's time in Unix milliseconds, what is paused: names of priorities, '' for the queue}, or nil when the lease is gone.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- No change means that there is no lease, or that it was renewed in this very millisecond.
if redis.call('ZADD', KEYS[1], 'XX', 'CH', now + ARGV[2], ARGV[1]) == 0 and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return false
end
return { now, redis.call('SMEMBERS', KEYS[2]) }
