-- abort: ends a task that no worker holds, or requests its end from the worker that holds it.
-- KEYS[1] key of the task
-- KEYS[2] key of the batch that the task was enqueued in, or the task's key again when there is none
-- KEYS[3] prefix of the priorities' streams (same slot)
-- KEYS[4] prefix of deduplication keys (same slot)
-- KEYS[5] sorted set of scheduled tasks
-- KEYS[6] sorted set of tasks that wait for others
-- KEYS[7] hash of the requests
-- KEYS[8] channel of the requests
-- ARGV[1] name of the consumer group
-- ARGV[2] id of the task
-- ARGV[3] its place in the batch
-- ARGV[4] milliseconds to keep the record
-- ARGV[5] prefix of the channels of waiting clients
-- ARGV[6] line of the marker that notifies the client of the end of a task that a worker holds: w=<client> or s=<client>
-- ARGV[7] trace context of the aborter or ''
-- Answer: nil for an unknown task; {'ended', record}; {'aborted', record} when this call ended it; {'asked'}.
-- uses: full, schema, marker, ended, batches, origin
local queue = queue_of(KEYS[1])
local now = unix_milliseconds()

local function end_aborted(name, attempt, enqueued, flags, origin)
  local record = record_of(name, 'aborted', (tonumber(attempt) or 1) - 1, tonumber(enqueued) or 0, now, origin_members(origin))
  redis.call('DEL', KEYS[1])
  redis.call('SET', KEYS[1], record, 'PX', ARGV[4])
  if flags ~= '' then
    tell_ended(flags, KEYS[1], record, ARGV[5], KEYS[4])
  end
  return { 'aborted', record }
end

local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then
  local parked = redis.call('HMGET', KEYS[1], 'task', 'attempt', 'enqueued', 'flags')
  local origin = redis.call('HMGET', KEYS[1], unpack(origin_fields))
  if not parked[1] then
    -- A group: it ends with its tasks.
    return false
  end
  redis.call('ZREM', KEYS[5], ARGV[2])
  redis.call('ZREM', KEYS[6], ARGV[2])
  redis.call('DEL', queue .. WAITS .. ARGV[2])
  return end_aborted(parked[1], parked[2], parked[3], parked[4] or '', function(_, i) return origin[i] end)
end
local ended, marker, priority, entry = find_task(kind, KEYS[1], KEYS[2], ARGV[3])
if not priority then
  return ended and { 'ended', ended }
end
local stream = KEYS[3] .. priority
local found = redis.call('XRANGE', stream, entry, entry)[1]
if not found then
  -- The batch's key still has the task's entry. The task has ended since, and its record is gone.
  return false
end

local pending = redis.pcall('XPENDING', stream, ARGV[1], entry, entry, 1)
if not pending.err and pending[1] then
  local worker = pending[1][2]
  write_though_full(KEYS[1])
  redis.call('SET', KEYS[1], with_line(with_line(marker, 'x=1'), ARGV[6]))
  redis.call('HSET', KEYS[7], ARGV[2], worker .. ' ' .. entry .. ' ' .. ARGV[7])
  redis.call('PUBLISH', KEYS[8], table.concat({ worker, ARGV[2], entry, ARGV[7] }, '\n'))
  return { 'asked' }
end

redis.call('XDEL', stream, entry)
local fields = found[2]
local name, attempt, enqueued = string.match(fields[1], '^(%S+) '), 1, string.match(entry, '^%d+')
local origin = {}
for i = 1, #fields, 2 do
  if fields[i] == 'task' then
    name = name or fields[i + 1]
  elseif fields[i] == 'attempt' then
    attempt = fields[i + 1]
  elseif fields[i] == 'enqueued' then
    enqueued = fields[i + 1]
  else
    origin[fields[i]] = fields[i + 1]
  end
end
local flags = string.match(marker, '\n.*$') or ''
local answer = end_aborted(name or 'unknown', attempt, enqueued, flags, function(field) return origin[field] end)
if KEYS[2] ~= KEYS[1] then
  drop_empty_batch(stream, KEYS[2])
end
return answer
