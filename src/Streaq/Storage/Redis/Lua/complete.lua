-- complete: stores the outcomes of tasks of one priority and takes them out of the queue.
-- KEYS[1]  sorted set of workers
-- KEYS[2]  stream of the priority
-- KEYS[3]  prefix of deduplication keys (same slot)
-- KEYS[4…] key of each task
-- ARGV[1]  id of the worker
-- ARGV[2]  name of the consumer group
-- ARGV[3]  prefix of the channels of waiting clients
-- ARGV[4…] the entries' ids in ascending order, then per task: milliseconds to keep the record (0: not at all, -1: for ever), the record
-- Answer: 1, or 0 when the lease is gone (nothing was written).
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
local tasks = #KEYS - 3
-- None pending: an earlier call whose answer was lost has done it all, and the ids may stand for newer tasks by now.
if redis.call('XACK', KEYS[2], ARGV[2], unpack(ARGV, 4, 3 + tasks)) == 0 then
  return 1
end

-- Entries are handed out in order, so all before the first that is still pending are settled: trimming drops them by
-- whole nodes, where XDEL would walk a node per entry. Only those behind it are deleted one by one.
local function before(a, b)
  local a_time, a_order = string.match(a, '^(%d+)-(%d+)$')
  local b_time, b_order = string.match(b, '^(%d+)-(%d+)$')
  if a_time == b_time then
    return tonumber(a_order) < tonumber(b_order)
  end
  return tonumber(a_time) < tonumber(b_time)
end

local at = 4 + tasks
local first_pending = redis.call('XPENDING', KEYS[2], ARGV[2])[2] or ARGV[at - 1]
redis.call('XTRIM', KEYS[2], 'MINID', first_pending)
local behind = at
while behind > 4 and not before(ARGV[behind - 1], first_pending) do
  behind = behind - 1
end
if behind < at then
  redis.call('XDEL', KEYS[2], unpack(ARGV, behind, at - 1))
end
for i = 4, #KEYS do
  local ttl, record, marker = ARGV[at], ARGV[at + 1], nil
  at = at + 2
  if ttl == '0' then
    marker = redis.pcall('GETDEL', KEYS[i])
  elseif ttl == '-1' then
    marker = redis.pcall('SET', KEYS[i], record, 'GET')
  else
    marker = redis.pcall('SET', KEYS[i], record, 'PX', ttl, 'GET')
  end
  -- A key of another type is not ours: what it held gives way to the outcome.
  if type(marker) == 'table' then
    redis.call('DEL', KEYS[i])
    if ttl == '-1' then
      redis.call('SET', KEYS[i], record)
    elseif ttl ~= '0' then
      redis.call('SET', KEYS[i], record, 'PX', ttl)
    end
    marker = nil
  end
  -- '+' marks the few tasks that somebody waits for or that hold a deduplication key.
  if marker and string.byte(marker) == 43 then
    for flag, value in string.gmatch(marker, '\n(%a)=([^\n]*)') do
      if flag == 'w' then
        redis.call('PUBLISH', ARGV[3] .. value, KEYS[i] .. '\n' .. record)
      elseif flag == 'd' then
        redis.call('DEL', KEYS[3] .. value)
      end
    end
  end
end
return 1
