-- complete: stores the outcomes of tasks of one priority and takes them out of the queue.
-- KEYS[1]  sorted set of workers
-- KEYS[2]  stream of the priority
-- KEYS[3]  prefix of deduplication keys (same slot)
-- KEYS[4]  prefix of task keys (same slot)
-- KEYS[5]  prefix of batch keys (same slot)
-- ARGV[1]  id of the worker
-- ARGV[2]  name of the consumer group
-- ARGV[3]  prefix of the channels of waiting clients
-- ARGV[4]  milliseconds to keep the records (0: not at all, -1: for ever)
-- ARGV[5]  number n of tasks
-- ARGV[6…] the n entries' ids in ascending order, then n times id of the task and its record, then the batches of the tasks
-- Answer: 1, or 0 when the lease is gone (nothing was written).
-- uses: batches
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
local tasks = tonumber(ARGV[5])
-- None pending: an earlier call whose answer was lost has done it all, and the ids may stand for newer tasks by now.
if redis.call('XACK', KEYS[2], ARGV[2], unpack(ARGV, 6, 5 + tasks)) == 0 then
  return 1
end

-- Entries are handed out in order, so all before the first that is still pending are settled: trimming drops them by
-- whole nodes, where XDEL would walk a node per entry. Only later entries are deleted one by one.
local function before(a, b)
  local a_time, a_order = string.match(a, '^(%d+)-(%d+)$')
  local b_time, b_order = string.match(b, '^(%d+)-(%d+)$')
  if a_time == b_time then
    return tonumber(a_order) < tonumber(b_order)
  end
  return tonumber(a_time) < tonumber(b_time)
end

local first, at = 6, 6 + tasks
-- Does not read the summary, which goes through all consumers and returns each with a pending entry.
local pending = redis.call('XPENDING', KEYS[2], ARGV[2], '-', '+', 1)[1]
local first_pending = pending and pending[1] or ARGV[at - 1]
redis.call('XTRIM', KEYS[2], 'MINID', first_pending)
local behind, last = first, at
while behind < last do
  local middle = math.floor((behind + last) / 2)
  if before(ARGV[middle], first_pending) then
    behind = middle + 1
  else
    last = middle
  end
end
if behind < at then
  redis.call('XDEL', KEYS[2], unpack(ARGV, behind, at - 1))
end

-- Few tasks need these functions, and Redis creates all functions again with every call.
local ended = function()
-- uses: ended
  return tell_ended
end
local tell_ended

local prefix, ttl = KEYS[4], ARGV[4]
for i = at, at + 2 * tasks - 1, 2 do
  local key, record, marker = prefix .. ARGV[i], ARGV[i + 1], nil
  if ttl == '0' then
    marker = redis.pcall('GETDEL', key)
  elseif ttl == '-1' then
    marker = redis.pcall('SET', key, record, 'GET')
  else
    marker = redis.pcall('SET', key, record, 'PX', ttl, 'GET')
  end
  -- A key of another type is not the queue's: the outcome replaces it.
  if type(marker) == 'table' then
    redis.call('DEL', key)
    if ttl == '-1' then
      redis.call('SET', key, record)
    elseif ttl ~= '0' then
      redis.call('SET', key, record, 'PX', ttl)
    end
    marker = nil
  end
  -- '+' marks the few tasks that a client waits for or that hold a deduplication key.
  if marker and string.byte(marker) == 43 then
    tell_ended = tell_ended or ended()
    tell_ended(marker, key, record, ARGV[3], KEYS[3])
  end
end
for i = at + 2 * tasks, #ARGV do
  drop_empty_batch(KEYS[2], KEYS[5] .. ARGV[i])
end
return 1
