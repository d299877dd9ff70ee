-- join: creates the consumer group on each stream, and gives a worker its lease.
-- KEYS[1]  sorted set of workers by the end of their lease
-- KEYS[2]  set of what is paused
-- KEYS[3]  sorted set of the priorities that workers serve, by their place
-- KEYS[4]  hash of the worker's details
-- KEYS[5…] streams of the priorities
-- ARGV[1]  id of the worker, never used before
-- ARGV[2]  length of the lease in milliseconds
-- ARGV[3]  name of the consumer group
-- ARGV[4]  number n of priorities
-- ARGV[5…] the n priorities in their order, then names and values of the worker's details
-- Answer: {Redis's time in Unix milliseconds, what is paused: names of priorities, '' for the queue}.
-- uses: schema, full, streams, types
local now = unix_milliseconds()
local n = tonumber(ARGV[4])
write_though_full(KEYS[1])
-- The commands that can fail come first, so that a worker that can't join leaves no lease.
open_streams(5, 4 + n, ARGV[3])
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
make_ours(KEYS[3], 'zset')
make_ours(KEYS[2], 'set')
for i = 1, n do
  redis.call('ZADD', KEYS[3], i, ARGV[4 + i])
end
redis.call('DEL', KEYS[4])
redis.call('HSET', KEYS[4], 'started', whole(now), unpack(ARGV, 5 + n))
return { now, redis.call('SMEMBERS', KEYS[2]) }
