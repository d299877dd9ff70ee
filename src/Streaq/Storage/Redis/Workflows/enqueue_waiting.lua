-- enqueue_waiting: puts tasks into the queue that wait for others, or for those before them in the call.
--                  A task whose id is known already is left out.
-- KEYS[1]  prefix of task keys (same slot)
-- KEYS[2]  prefix of deduplication keys (same slot)
-- KEYS[3]  prefix of batch keys (same slot)
-- KEYS[4]  sorted set of waiting tasks
-- ARGV[1]  tasks per key of a batch
-- ARGV[2…] then per task: its id, deduplication key or '', 'in' or 'at' or '' (ready as soon as it need not wait), milliseconds
--          from now or Unix milliseconds, milliseconds until it expires or 0, 'strict' or '', 'chosen' when others may know
--          its id already or '', the dependency whose result is its argument or '',
--          the dependency that need not succeed or '', its group or '',
--          number n of dependencies, their n ids, number m of message arguments, m names and values
-- Answer: per task '' when it was added, else the id of the task that stands for it;
--         or {'refused: unknown' or 'refused: cycle', id, dependency}: from that task on nothing was written.
-- uses: schema, marker, dependents
local queue = queue_of(KEYS[1])
local now = unix_milliseconds()
local answer = {}

-- Finds a task. Returns its record, its entry, or the flag that it is parked; nil for an unknown task.
local function find(id)
  local key = KEYS[1] .. id
  local kind = redis.call('TYPE', key).ok
  if kind == 'hash' then
    return { key = key, parked = true }
  end
  local batch_key, place = key, 0
  local batch, number = string.match(id, '^(%x+)%-(%d+)$')
  if batch and #batch == 32 and #number < 10 then
    batch_key = KEYS[3] .. batch .. ':' .. math.floor(number / ARGV[1])
    place = number % ARGV[1]
  end
  local record, marker, priority, entry = find_task(kind, key, batch_key, place)
  if record then
    return { key = key, record = record }
  end
  if not priority or kind == 'none' and not redis.call('XRANGE', queue .. READY .. priority, entry, entry)[1] then
    return nil
  end
  return { key = key, marker = marker, stream = queue .. READY .. priority, entry = entry }
end

-- Returns the ids that an unfinished task waits or waited for.
local function dependencies_of(task)
  if task.parked then
    return redis.call('HGET', task.key, 'after') or ''
  end
  local found = task.entry and redis.call('XRANGE', task.stream, task.entry, task.entry)[1]
  for i = 1, found and #found[2] or 0, 2 do
    if found[2][i] == 'after' then
      return found[2][i + 1]
    end
  end
  return ''
end

-- Returns one of the ids whose task waits or waited, itself or through others, for that id. Looks at a thousand tasks at most.
local function leads_to(ids, id)
  local stack, seen, looks = {}, {}, 1000
  for i = 1, #ids do
    stack[i] = { ids[i], ids[i] }
  end
  while #stack > 0 and looks > 0 do
    local at = table.remove(stack)
    looks = looks - 1
    local task = not seen[at[1]] and find(at[1])
    seen[at[1]] = true
    if task and not task.record then
      for next in string.gmatch(dependencies_of(task), '%S+') do
        if next == id then
          return at[2]
        end
        stack[#stack + 1] = { next, at[2] }
      end
    end
  end
  return nil
end

local function ask_to_be_told(task)
  if task.parked then
    add_line_parked(task.key, 'n=1')
  else
    redis.call('SET', task.key, with_line(task.marker, 'n=1'))
  end
end

local at = 2
while at <= #ARGV do
  local id, dedup, when, time, expires = ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3]), ARGV[at + 4]
  local strict, chosen, takes, n = ARGV[at + 5] == 'strict', ARGV[at + 6] == 'chosen', ARGV[at + 7], tonumber(ARGV[at + 10])
  local any, group = ARGV[at + 8], ARGV[at + 9]
  local ids = {}
  for i = 1, n do
    ids[i] = ARGV[at + 10 + i]
  end
  local first = at + 12 + n
  local last = first - 1 + tonumber(ARGV[first - 1])
  at = last + 1

  local key = KEYS[1] .. id
  local holder = dedup ~= '' and redis.call('GET', KEYS[2] .. dedup)
  if redis.call('EXISTS', key) == 1 then
    answer[#answer + 1] = id
  elseif holder then
    answer[#answer + 1] = holder
  else
    local dependencies, failed = {}, nil
    for i, dependency in ipairs(ids) do
      local task = find(dependency)
      if not task and strict then
        return { 'refused: unknown', id, dependency }
      end
      if task then
        if task.record then
          task.end_of = end_from(dependency, task.record)
          if task.end_of.outcome ~= 'success' and dependency ~= any then
            failed = failed or task.end_of
          end
        end
        dependencies[#dependencies + 1] = { dependency, task }
      end
    end
    local cycle = chosen and leads_to(ids, id)
    if cycle then
      return { 'refused: cycle', id, cycle }
    end

    redis.call('HSET', key, 'state', 'waiting', 'enqueued', whole(now), unpack(ARGV, first, last))
    if when ~= '' then
      redis.call('HSET', key, 'due', string.format('%d', when == 'in' and now + time or time))
    end
    if expires ~= '0' then
      redis.call('HSET', key, 'expires', whole(now + expires))
    end
    if takes ~= '' then
      redis.call('HSET', key, 'takes', takes)
    end
    if any ~= '' then
      redis.call('HSET', key, 'any', any)
    end
    local flags = n > 0 and '\na=1' or ''
    if group ~= '' then
      flags = flags .. '\ng=' .. group
    end
    if dedup ~= '' then
      flags = flags .. '\nd=' .. dedup
      redis.call('SET', KEYS[2] .. dedup, id)
    end
    if flags ~= '' then
      redis.call('HSET', key, 'flags', flags)
    end

    local unfinished = 0
    if failed then
      learn(key, failed)
    else
      for _, pair in ipairs(dependencies) do
        local dependency, task = pair[1], pair[2]
        if task.end_of then
          learn(key, task.end_of)
          hold(queue, dependency)
          redis.call('RPUSH', queue .. NEEDS .. id, dependency)
        else
          ask_to_be_told(task)
          redis.call('SADD', queue .. WAITS .. id, dependency)
          redis.call('RPUSH', queue .. DEPENDENTS .. dependency, id)
          unfinished = unfinished + 1
        end
      end
    end
    if failed or unfinished == 0 then
      release(queue, id, failed and failed.id .. ' ' .. failed.outcome)
    else
      redis.call('ZADD', KEYS[4], now, id)
    end
    answer[#answer + 1] = ''
  end
end
return answer
