-- put_back: makes tasks ready again that a worker received and has not begun; this counts no attempt.
-- KEYS[1]  sorted set of workers
-- KEYS[2]  stream of the priority
-- KEYS[3]  prefix of task keys (same slot)
-- ARGV[1]  name of the consumer group
-- ARGV[2]  id of the worker
-- ARGV[3]  name of the priority
-- ARGV[4…] pairs of an entry's id and its task's id
-- Answer: 1, or 0 when the lease is gone (nothing was written).
-- uses: returned
if not redis.call('ZSCORE', KEYS[1], ARGV[2]) then
  return 0
end
local stream = KEYS[2]
for i = 4, #ARGV, 2 do
  local entry, key = ARGV[i], KEYS[3] .. ARGV[i + 1]
  local fields = redis.call('XRANGE', stream, entry, entry)[1]
  -- Not pending: an earlier call whose answer was lost has done it.
  if redis.call('XACK', stream, ARGV[1], entry) == 1 and fields then
    redis.call('XDEL', stream, entry)
    put_again(stream, ARGV[3], entry, key, ARGV[i + 1], fields[2], function(marker) return marker end)
  end
end
return 1
