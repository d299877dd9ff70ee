-- join: gives a worker its lease.
-- KEYS[1] sorted set of workers by the end of their lease
-- KEYS[2] set of what is paused
-- KEYS[3] sorted set of the priorities that workers serve, by their place
-- KEYS[4] hash of the worker's details
-- ARGV[1] id of the worker, never used before
-- ARGV[2] length of the lease in milliseconds
-- ARGV[3] number n of priorities, the first first
-- ARGV[4…] the n priorities, then names and values of the worker's details
-- Answer: {Redis's time in Unix milliseconds, what is paused: names of priorities, '' for the queue}.
-- uses: types
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
local last = 3 + ARGV[3]
make_ours(KEYS[3], 'zset')
make_ours(KEYS[2], 'set')
for i = 4, last do
  redis.call('ZADD', KEYS[3], i - 3, ARGV[i])
end
redis.call('DEL', KEYS[4])
redis.call('HSET', KEYS[4], 'started', string.format('%d', now), unpack(ARGV, last + 1))
return { now, redis.call('SMEMBERS', KEYS[2]) }
