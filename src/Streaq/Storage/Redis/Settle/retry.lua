-- retry: takes an attempt out of the queue and parks the next one.
-- KEYS[1]  sorted set of workers
-- KEYS[2]  stream of the priority
-- KEYS[3]  sorted set of scheduled tasks
-- KEYS[4]  key of the task
-- KEYS[5]  channel for an earlier due time
-- ARGV[1]  id of the worker
-- ARGV[2]  name of the consumer group
-- ARGV[3]  the entry's id
-- ARGV[4]  id of the task
-- ARGV[5]  milliseconds to wait
-- ARGV[6…] names and values of the next attempt's message
-- Answer: 1, or 0 when the lease is gone (nothing was written).
-- uses: schema, aborts, limits, types, unique
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
-- Not pending: an earlier call whose answer was lost has done it all.
if redis.call('XACK', KEYS[2], ARGV[2], ARGV[3]) == 0 then
  return 1
end
redis.call('XDEL', KEYS[2], ARGV[3])
make_ours(KEYS[3], 'zset')
local flags = ''
if redis.call('TYPE', KEYS[4]).ok == 'string' then
  local marker = redis.call('GET', KEYS[4])
  if string.byte(marker) == 43 then
    flags = string.match(marker, '\n.*$') or ''
  end
end
if string.find(flags, '\n[cu]=') then
  local queue = queue_of(KEYS[4])
  pcall(keep_locked, queue, ARGV[4], flags)
  pcall(release_permits, queue, ARGV[4], flags)
  flags = without_limits(flags)
end
local request = string.find(flags, '\nx=1', 1, true) and take_request(queue_of(KEYS[4]), ARGV[4])
if request then
  -- An abort request came before the retry was stored: the next attempt is due now and ends the task.
  ARGV[5] = 0
end
local due = unix_milliseconds() + ARGV[5]
redis.call('DEL', KEYS[4])
redis.call('HSET', KEYS[4], unpack(ARGV, 6))
redis.call('HSET', KEYS[4], 'state', 'scheduled', 'due', whole(due))
if flags ~= '' then
  redis.call('HSET', KEYS[4], 'flags', flags)
end
if request then
  redis.call('HSET', KEYS[4], 'abort', request)
end
redis.call('ZADD', KEYS[3], due, ARGV[4])
if redis.call('ZRANGE', KEYS[3], 0, 0)[1] == ARGV[4] then
  redis.call('PUBLISH', KEYS[5], ARGV[4])
end
return 1
