-- note_attempts: stores the trace contexts of running attempts, for the worker that takes over after a crash.
-- KEYS[1]  sorted set of workers
-- KEYS[2]  hash of the worker's attempts
-- ARGV[1]  id of the worker
-- ARGV[2]  milliseconds to keep the notes
-- ARGV[3]  number n of ended attempts
-- ARGV[4…] n task ids to forget, then pairs of a task id and the trace context of its attempt
-- Answer: 1, or 0 when the lease is gone (nothing was written).
-- uses: full
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
write_though_full(KEYS[1])
local began = 4 + tonumber(ARGV[3])
if began > 4 then
  redis.call('HDEL', KEYS[2], unpack(ARGV, 4, began - 1))
end
if began <= #ARGV then
  redis.call('HSET', KEYS[2], unpack(ARGV, began))
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
return 1
