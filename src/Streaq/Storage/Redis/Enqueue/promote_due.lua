-- promote_due: makes due tasks ready, the earliest first, and continues where one call was not enough for a task's dependents.
-- KEYS[1] sorted set of scheduled tasks
-- KEYS[2] prefix of task keys (same slot)
-- KEYS[3] prefix of the priorities' streams (same slot)
-- KEYS[4] sorted set of limits whose permits come back with time
-- ARGV[1] maximum number of tasks
-- ARGV[2] how many dead letters to keep
-- ARGV[3] milliseconds to keep a dead letter
-- Answer: number of tasks that became ready, and milliseconds until the next is due or -1.
-- uses: full, schema, unpark, dependents, limits, bury, refusal
local now = unix_milliseconds()
local edges = edges_left

-- Returns when the first in the set is due, or nil.
local function first_at(set)
  return tonumber(redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')[2])
end

-- Returns what is due in the set whose first has this time. For an idle queue, only that time is read.
local function due_of(set, first)
  return first and first <= now and redis.call('ZRANGEBYSCORE', set, '-inf', now, 'LIMIT', 0, ARGV[1]) or {}
end

local next, refill = first_at(KEYS[1]), first_at(KEYS[4])
local tasks, limits = due_of(KEYS[1], next), due_of(KEYS[4], refill)
local promoted = 0
if #tasks > 0 then
  write_though_full(KEYS[1])
end
for _, task in ipairs(tasks) do
  local ran, result = pcall(unpark, KEYS[2] .. task, KEYS[3])
  if not ran and is_refusal(result) then
    error(result, 0)
  elseif ran and result then
    promoted = promoted + 1
  else
    bury(queue_of(KEYS[2]), task, ran and 'it has no priority' or 'Redis refused to make it ready', ARGV[2], ARGV[3])
  end
  redis.call('ZREM', KEYS[1], task)
end
if follow_up(queue_of(KEYS[2])) then
  return { promoted, 0 }
end
for _, limit in ipairs(limits) do
  redis.call('ZREM', KEYS[4], limit)
  pcall(hand_out, queue_of(KEYS[1]), limit, milliseconds())
end
if #tasks > 0 or #limits > 0 or edges_left < edges then
  next, refill = first_at(KEYS[1]), first_at(KEYS[4])
end
if next or refill then
  return { promoted, math.max(0, math.ceil(math.min(next or math.huge, refill or math.huge) - now)) }
end
return { promoted, -1 }
