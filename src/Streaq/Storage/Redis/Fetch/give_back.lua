-- give_back: gives back the tasks of a worker that leaves or has no lease: they are ready again.
-- KEYS[1]  sorted set of workers; their details are under this key, a colon and the id
-- KEYS[2]  prefix of task keys (same slot)
-- KEYS[3]  prefix of the notes of workers' attempts (same slot)
-- KEYS[4]  exists while a worker has lately looked through all pending entries
-- KEYS[5…] streams of the priorities
-- ARGV[1]  name of the consumer group
-- ARGV[2]  id of the worker that leaves, or '' to look for dead ones
-- ARGV[3]  maximum number of tasks
-- ARGV[4]  2: look through all pending entries; 1: unless a worker has lately; 0: only when a lease has expired
-- ARGV[5…] names of the priorities, in the order of the streams
-- Answer: per task its id, the worker that held it, and the trace context of its attempt or ''.
-- uses: schema, returned, limits, types, unique, history, full
-- A dead worker's delivery counts as an attempt, since its progress is unknown; a leaving worker's does not.
local leaving, limit = ARGV[2], tonumber(ARGV[3])
local given = {}

-- A leaving worker's task keeps its lock, since another worker runs it next. A dead worker's task lost it with the lease.
local function give_back_limits(task, marker)
  if not string.find(marker, '\n[cu]=') then
    return marker
  end
  local queue = queue_of(KEYS[1])
  if leaving ~= '' then
    pcall(keep_locked, queue, task, marker)
  else
    pcall(unlock, queue, task, marker)
  end
  pcall(release_permits, queue, task, marker)
  return without_limits(marker)
end

local function give_back(stream, priority, worker, entry, held)
  local found = redis.call('XRANGE', stream, entry, entry)[1]
  redis.call('XACK', stream, ARGV[1], entry)
  if not found then
    return
  end
  redis.call('XDEL', stream, entry)
  local message, task, attempt, history = {}, '', 1, nil
  -- Lua can pass on some 8,000 values. An entry of more than 3,000 fields is malformed for its reader, and stays so.
  local last = math.min(#found[2], 6002)
  task = string.match(found[2][1] or '', ' (.*)$') or ''
  for i = 1, last, 2 do
    if found[2][i] == 'id' then
      task = found[2][i + 1]
    end
  end
  local traced = leaving == '' and redis.call('HGET', KEYS[3] .. worker, task)
  for i = 1, last, 2 do
    local name, value = found[2][i], found[2][i + 1]
    if name == 'attempt' then
      attempt = tonumber(value) or 1
    elseif name == 'history' and leaving == '' then
      history = value
    elseif name ~= 'prev_worker' and not (name == 'prev' and traced) and not (leaving == '' and (name == 'ready' or name == 'limited')) then
      message[#message + 1] = name
      message[#message + 1] = value
    end
  end
  if leaving == '' then
    local now = unix_milliseconds()
    message[#message + 1] = 'history'
    message[#message + 1] = with_attempt(history, attempt, now - held, now, 'lease_lost', worker, traced or '-')
    attempt = attempt + 1
    message[#message + 1] = 'prev_worker'
    message[#message + 1] = worker
    if traced then
      message[#message + 1] = 'prev'
      message[#message + 1] = traced
    end
  end
  if attempt > 1 then
    message[#message + 1] = 'attempt'
    message[#message + 1] = string.format('%d', attempt)
  end
  put_again(stream, priority, entry, KEYS[2] .. task, task, message, function(marker) return give_back_limits(task, marker) end)
  given[#given + 1] = task
  given[#given + 1] = worker
  given[#given + 1] = traced or ''
end

local function give_back_all(stream, priority, worker)
  make_ours(KEYS[3] .. worker, 'hash')
  local pending = redis.pcall('XPENDING', stream, ARGV[1], '-', '+', limit, worker)
  -- Without stream or group (a client deleted them) no worker holds an entry.
  if pending.err then
    return
  end
  for _, entry in ipairs(pending) do
    give_back(stream, priority, worker, entry[1], entry[3])
  end
  if #pending < limit then
    redis.call('XGROUP', 'DELCONSUMER', stream, ARGV[1], worker)
  end
  limit = limit - #pending
end

local expired = {}
if leaving ~= '' then
  redis.call('ZREM', KEYS[1], leaving)
  redis.call('DEL', KEYS[1] .. ':' .. leaving)
  redis.call('DEL', KEYS[3] .. leaving)
else
  local now = unix_milliseconds()
  expired = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)
  local looks = ARGV[4] == '2'
  if ARGV[4] == '1' then
    -- A look costs more with more workers, and each of them requests it: one in ten seconds is enough for all.
    write_though_full(KEYS[1])
    make_ours(KEYS[4], 'string')
    looks = redis.call('SET', KEYS[4], '1', 'NX', 'PX', 10000)
  end
  if #expired == 0 and not looks then
    return given
  end
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  for _, worker in ipairs(expired) do
    redis.call('DEL', KEYS[1] .. ':' .. worker)
  end
end
for i = 5, #ARGV do
  local stream, priority = KEYS[i], ARGV[i]
  if leaving ~= '' then
    give_back_all(stream, priority, leaving)
  else
    -- The summary reads all consumers, so only a look for dead workers requests it.
    local summary = redis.pcall('XPENDING', stream, ARGV[1])
    if not summary.err then
      local holding = {}
      for _, consumer in ipairs(summary[4] or {}) do
        holding[consumer[1]] = true
        if limit > 0 and not redis.call('ZSCORE', KEYS[1], consumer[1]) then
          give_back_all(stream, priority, consumer[1])
          expired[#expired + 1] = consumer[1]
        end
      end
      -- A worker that died without tasks leaves a consumer that no later call would find.
      for _, worker in ipairs(expired) do
        if not holding[worker] then
          redis.call('XGROUP', 'DELCONSUMER', stream, ARGV[1], worker)
        end
      end
    end
  end
end
-- Once all is given back, no call reads a dead worker's notes any more.
if leaving == '' and limit > 0 then
  for _, worker in ipairs(expired) do
    redis.call('DEL', KEYS[3] .. worker)
  end
end
return given
