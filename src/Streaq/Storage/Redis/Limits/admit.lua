-- admit: lets a worker begin an attempt of a limited or unique task, or parks the task until its limits let it in.
-- KEYS[1] sorted set of workers
-- KEYS[2] stream of the priority
-- KEYS[3] key of the task
-- KEYS[4] key of the batch that the task was enqueued in, or the task's key again when there is none
-- ARGV[1] id of the worker
-- ARGV[2] name of the consumer group
-- ARGV[3] the entry's id
-- ARGV[4] id of the task
-- ARGV[5] its place in the batch
-- ARGV[6] name of the priority
-- ARGV[7] name of the lock of a unique task or ''
-- ARGV[8] lines of the limits, see limits.part.lua
-- Answer: {'begin'}; {'limited'}; {'locked', id of the task that runs}; {'abort', trace context of
--         the aborter or ''}; {'gone'} when the worker holds neither lease nor task.
-- uses: schema, full, marker, limits, types, unique
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return { 'gone' }
end
-- Not pending: an earlier call whose answer was lost has parked it.
if not redis.call('XPENDING', KEYS[2], ARGV[2], ARGV[3], ARGV[3], 1, ARGV[1])[1] then
  if redis.call('TYPE', KEYS[3]).ok == 'hash' then
    return { 'limited' }
  end
  return { 'gone' }
end
write_though_full(KEYS[1])
local queue, stream, entry, task = queue_of(KEYS[1]), KEYS[2], ARGV[3], ARGV[4]
-- A start counts under its entry, since a retry is another start. The space distinguishes it from the ids of tasks.
local start = ' ' .. entry

local lock = ARGV[7] ~= '' and queue .. UNIQUE .. ARGV[7]
if lock then
  local holder, worker = holder_of(lock)
  if holder and holder ~= task and holds(queue, holder, worker) then
    return { 'locked', holder }
  end
end

local kind = redis.call('TYPE', KEYS[3]).ok
local marker = (kind == 'string' or kind == 'none') and find_marker(KEYS[3], KEYS[4], ARGV[5]) or ''
local flags = string.match(marker, '\n.*$') or ''
if string.find(flags, '\nx=1', 1, true) then
  -- The worker has not received the abort request yet.
  local request = redis.call('HGET', queue .. ABORTS, task)
  if request then
    return { 'abort', string.match(request, '^%S+ %S+ (.*)$') or '' }
  end
end
local limits, now = limits_of(ARGV[8]), milliseconds()
local lacking
for _, limit in ipairs(limits) do
  if not redis.call('ZSCORE', queue .. PERMITS .. limit.key, task) then
    -- After the limit was raised there may be free permits: waiting tasks get them first.
    hand_out(queue, limit.key, now, limit.most)
  end
  if not has_room(queue, limit, task, now) and not redis.call('ZSCORE', queue .. PERMITS .. limit.key, start) then
    lacking = lacking or limit
  end
end

if not lacking then
  for _, limit in ipairs(limits) do
    local permits = queue .. PERMITS .. limit.key
    if limit.period == 0 then
      redis.call('ZADD', permits, '+inf', task)
    else
      -- A start counts for its period, whatever becomes of the task.
      redis.call('ZREM', permits, task)
      redis.call('ZADD', permits, 'NX', now + limit.period, start)
      redis.call('PEXPIRE', permits, limit.period + 60000)
      look_again_in_time(queue, limit)
    end
  end
  flags = string.gsub(without_limits(flags), '\nu=[^\n]*', '')
  if lock then
    redis.call('SET', lock, task .. ' ' .. ARGV[1])
    flags = flags .. '\nu=' .. ARGV[7]
  end
  redis.call('SET', KEYS[3], marker_of(ARGV[6], entry, flags .. ARGV[8]))
  return { 'begin' }
end

local found = redis.call('XRANGE', stream, entry, entry)[1]
if not found then
  return { 'gone' }
end
make_ours(queue .. LIMITED, 'zset')
make_ours(queue .. LIMIT_WAITING .. lacking.key, 'zset')
redis.call('XACK', stream, ARGV[2], entry)
redis.call('XDEL', stream, entry)
-- It waits for its current limits. Permits of limits that it no longer has are given back.
pcall(release_permits, queue, task, flags)
local fields, hash, first = found[2], {}, 1
local name, id = string.match(fields[1], '^(%S*) (.*)$')
if name then
  hash, first = { 'id', id, 'task', name, 'body', fields[2] }, 3
end
local ready, enqueued, limited = entry, false, false
for i = first, #fields, 2 do
  if fields[i] == 'ready' then
    ready = fields[i + 1]
  else
    enqueued = enqueued or fields[i] == 'enqueued'
    limited = limited or fields[i] == 'limited'
    hash[#hash + 1] = fields[i]
    hash[#hash + 1] = fields[i + 1]
  end
end
local time, number = string.match(ready, '^(%d+)%-(%d+)$')
if not time then
  time, number = string.match(entry, '^(%d+)%-(%d+)$')
end
redis.call('DEL', KEYS[3])
redis.call('HSET', KEYS[3], unpack(hash))
redis.call('HSET', KEYS[3], 'state', 'waiting', 'priority', ARGV[6], 'flags', without_limits(flags) .. ARGV[8], 'ready', ready)
if not enqueued then
  redis.call('HSET', KEYS[3], 'enqueued', string.match(entry, '^%d+'))
end
if not limited then
  redis.call('HSET', KEYS[3], 'limited', whole(now))
end
redis.call('ZADD', queue .. LIMITED, now, task)
-- Tasks wait in the order in which they first became ready, whichever worker tried to begin them.
wait_for(queue, lacking, task, time + math.min(number, 4095) / 4096)
pcall(hand_out, queue, lacking.key, now, lacking.most)
return { 'limited' }
