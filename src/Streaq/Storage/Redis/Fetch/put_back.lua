-- put_back: makes tasks ready again that a worker was given and has not begun: their attempts are not counted.
-- KEYS[1]  sorted set of workers
-- KEYS[2]  stream of the priority
-- KEYS[3]  prefix of task keys (same slot)
-- ARGV[1]  name of the consumer group
-- ARGV[2]  id of the worker
-- ARGV[3]  name of the priority
-- ARGV[4…] pairs of an entry's id and its task's id
-- Answer: 1, or 0 when the lease is gone (nothing was written).
-- uses: schema, aborts
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
    local message, enqueued = fields[2], false
    for j = 1, #message, 2 do
      enqueued = enqueued or message[j] == 'enqueued'
    end
    if not enqueued then
      message[#message + 1] = 'enqueued'
      message[#message + 1] = string.match(entry, '^%d+')
    end
    local request = take_request(queue_of(stream), ARGV[i + 1])
    if request then
      message[#message + 1] = 'abort'
      message[#message + 1] = request
    end
    local id = redis.call('XADD', stream, '*', unpack(message))
    local kind = redis.call('TYPE', key).ok
    if kind == 'string' then
      local marker = redis.call('GET', key)
      redis.call('SET', key, (string.gsub(marker, '^(%+?ready:%S+ )[%d%-]+', '%1' .. id)))
    elseif kind == 'none' then
      -- A task of a batch, which is not where the batch's key tells any more.
      redis.call('SET', key, marker_of(ARGV[3], id, ''))
    end
  end
end
return 1
