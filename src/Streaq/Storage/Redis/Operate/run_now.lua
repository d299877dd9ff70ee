-- run_now: makes a scheduled task ready before its time.
-- KEYS[1] key of the task
-- KEYS[2] key of the batch that the task was enqueued in, or the task's key again when there is none
-- KEYS[3] prefix of the priorities' streams (same slot)
-- KEYS[4] sorted set of scheduled tasks
-- KEYS[5] sorted set of tasks that wait for their limits
-- ARGV[1] name of the consumer group
-- ARGV[2] id of the task
-- ARGV[3] its place in the batch
-- Answer: 'made_ready'; else the state of the task, and nothing was written: 'waits', 'limited', 'ready', 'running', 'ended', 'unknown'.
-- uses: full, schema, marker, unpark
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then
  local parked = redis.call('HMGET', KEYS[1], 'task', 'state', 'due')
  if not parked[1] then
    -- A group, which no worker runs.
    return 'unknown'
  end
  if redis.call('ZSCORE', KEYS[5], ARGV[2]) then
    return 'limited'
  end
  if parked[2] == 'waiting' then
    return 'waits'
  end
  write_though_full(KEYS[1])
  redis.call('HSET', KEYS[1], 'due', whole(unix_milliseconds()))
  local ran, result = pcall(unpark, KEYS[1], KEYS[3])
  if not ran or not result then
    -- The task stays scheduled, as it was.
    redis.call('HSET', KEYS[1], 'due', parked[3] or '0')
    error(ran and 'The task has no priority.' or result, 0)
  end
  redis.call('ZREM', KEYS[4], ARGV[2])
  return 'made_ready'
end
local record, _, priority, entry = find_task(kind, KEYS[1], KEYS[2], ARGV[3])
if not priority then
  return record and 'ended' or 'unknown'
end
local stream = KEYS[3] .. priority
local pending = redis.pcall('XPENDING', stream, ARGV[1], entry, entry, 1)
if not pending.err and pending[1] then
  return 'running'
end
-- The batch's key still has the task's entry. The task may have ended since, and its record may be gone.
return redis.call('XRANGE', stream, entry, entry)[1] and 'ready' or 'unknown'
