-- renew: extends a worker's lease over all that it holds.
-- KEYS[1] sorted set of workers by the end of their lease
-- KEYS[2] set of what is paused
-- KEYS[3] hash of the requests to abort tasks
-- ARGV[1] id of the worker
-- ARGV[2] length of the lease in milliseconds
-- ARGV[3] '1' when the worker holds tasks
-- Answer: {Redis's time in Unix milliseconds, what is paused: names of priorities, '' for the queue, and per task of the worker that
--         is to be aborted its id, its entry and the trace context of the aborter or ''}, or nil when the lease is gone.
-- uses: schema, full, types
local now = unix_milliseconds()
write_though_full(KEYS[1])
-- No change means that there is no lease, or that it was renewed in this very millisecond.
if redis.call('ZADD', KEYS[1], 'XX', 'CH', now + ARGV[2], ARGV[1]) == 0 and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return false
end
-- Reads first, and checks the key only after an error: renewals are most of what an idle worker costs.
local paused = redis.pcall('SMEMBERS', KEYS[2])
if paused.err then
  make_ours(KEYS[2], 'set')
  paused = redis.call('SMEMBERS', KEYS[2])
end
if ARGV[3] == '1' then
  make_ours(KEYS[3], 'hash')
end
local requests, requested = {}, ARGV[3] == '1' and redis.call('HGETALL', KEYS[3]) or {}
for i = 1, #requested, 2 do
  local worker, entry, by = string.match(requested[i + 1], '^(%S+) (%S+) (.*)$')
  if worker == ARGV[1] then
    requests[#requests + 1] = requested[i]
    requests[#requests + 1] = entry
    requests[#requests + 1] = by
  end
end
return { now, paused, requests }
