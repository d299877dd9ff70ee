-- uses: schema, unpark
-- The number of edges between tasks that one call follows. The rest becomes follow-ups, which promote_due continues.
local edges_left = 250

local function follow_up_later(queue, what)
  if redis.call('RPUSH', queue .. FOLLOW_UPS, what) == 1 then
    redis.call('PUBLISH', queue .. DUE, what)
  end
end

-- Keeps a record while a dependent may need it. Meanwhile it has no time to live: the key of its holders has the one to set afterwards.
local function hold(queue, id)
  local held, task_key = queue .. KEPT .. id, queue .. TASK .. id
  if redis.call('HINCRBY', held, 'holders', 1) == 1 then
    redis.call('HSET', held, 'ttl', redis.call('PTTL', task_key))
    redis.call('PERSIST', task_key)
  end
end

local function let_go(queue, id)
  local held, task_key = queue .. KEPT .. id, queue .. TASK .. id
  if redis.call('HINCRBY', held, 'holders', -1) > 0 then
    return
  end
  local ttl = redis.call('HGET', held, 'ttl')
  redis.call('DEL', held)
  if ttl and ttl ~= '-1' and redis.call('TYPE', task_key).ok == 'string' and redis.call('GETRANGE', task_key, 0, 0) == '{' then
    redis.call('PEXPIRE', task_key, ttl)
  end
end

-- Lets a waiting task continue: ready, or scheduled while its time has not come. With a failed dependency ('<id> <outcome>') it
-- becomes ready at once, so that a worker ends it.
local function release(queue, id, failed)
  local task_key = queue .. TASK .. id
  redis.call('ZREM', queue .. WAITING, id)
  redis.call('DEL', queue .. WAITS .. id)
  if redis.call('TYPE', task_key).ok ~= 'hash' then
    return
  end
  local parked = redis.call('HMGET', task_key, 'state', 'due')
  if parked[1] ~= 'waiting' then
    return
  end
  if failed then
    redis.call('HSET', task_key, 'after_failed', failed)
  elseif parked[2] and tonumber(parked[2]) > unix_milliseconds() then
    redis.call('HSET', task_key, 'state', 'scheduled')
    redis.call('ZADD', queue .. SCHEDULED, parked[2], id)
    if redis.call('ZRANGE', queue .. SCHEDULED, 0, 0)[1] == id then
      redis.call('PUBLISH', queue .. DUE, id)
    end
    return
  end
  unpark(task_key, queue .. READY)
end

-- Copies values of an ended dependency to a task: its span and, if the task takes it, its result as the argument.
local function learn(task_key, end_of)
  if end_of.span ~= '' and redis.call('HSTRLEN', task_key, 'after_spans') < 31 * 56 then
    local spans = redis.call('HGET', task_key, 'after_spans')
    redis.call('HSET', task_key, 'after_spans', spans and spans .. ' ' .. end_of.span or end_of.span)
  end
  if end_of.result and redis.call('HGET', task_key, 'takes') == end_of.id then
    redis.call('HSET', task_key, 'body', end_of.result)
  end
end

-- Reads the end of a task from its record.
local function end_from(id, record)
  local line, result = string.match(record, '^([^\n]*)\n?(.*)$')
  local outcome = string.match(line, '"outcome":"([%a_]+)"') or 'failure'
  local trace, span = string.match(line, '"trace":"(%x+)","span":"(%x+)"')
  return {
    id = id,
    outcome = outcome,
    span = trace and '00-' .. trace .. '-' .. span .. '-01' or '',
    result = result ~= '' and result or nil,
  }
end

local function tell_dependent(queue, dependent, end_of)
  local waits, task_key = queue .. WAITS .. dependent, queue .. TASK .. dependent
  if redis.call('SREM', waits, end_of.id) == 0 or redis.call('TYPE', task_key).ok ~= 'hash' then
    return
  end
  learn(task_key, end_of)
  if end_of.outcome ~= 'success' and redis.call('HGET', task_key, 'any') ~= end_of.id then
    release(queue, dependent, end_of.id .. ' ' .. end_of.outcome)
    return
  end
  hold(queue, end_of.id)
  redis.call('RPUSH', queue .. NEEDS .. dependent, end_of.id)
  if redis.call('EXISTS', waits) == 0 then
    release(queue, dependent, nil)
  end
end

-- Takes the items of the list, as far as this call may go. Returns whether that was all.
local function drain(list, take)
  while edges_left > 0 do
    local item = redis.call('LPOP', list)
    if not item then
      return true
    end
    edges_left = edges_left - 1
    take(item)
  end
  return redis.call('EXISTS', list) == 0
end

local function drain_dependents(queue, list, end_of)
  return drain(list, function(dependent) tell_dependent(queue, dependent, end_of) end)
end

local function drain_needs(queue, list)
  return drain(list, function(needed) let_go(queue, needed) end)
end

-- Moves the rest of a list to a key of its own, since another task may come under the same id.
local function put_aside(queue, kind, id)
  local time = redis.call('TIME')
  local aside = string.format('%s:%s %s.%s', kind, id, time[1], time[2])
  redis.call('RENAME', queue .. kind .. ':' .. id, queue .. aside)
  follow_up_later(queue, aside)
end

-- Handles the end of a task that others wait for. Its record is kept for them, even when its own time to live is 0.
local function end_dependency(task_key, record)
  local queue, id = queue_of(task_key)
  local dependents = queue .. DEPENDENTS .. id
  if redis.call('EXISTS', dependents) == 0 then
    return
  end
  local kept = redis.call('EXISTS', task_key) == 1
  if not kept then
    redis.call('SET', task_key, record)
  end
  hold(queue, id)
  if not kept then
    redis.call('HSET', queue .. KEPT .. id, 'ttl', 0)
  end
  if drain_dependents(queue, dependents, end_from(id, record)) then
    let_go(queue, id)
  else
    put_aside(queue, 'dependents', id)
  end
end

-- Handles the end of a task that waited for others: their records need not be kept for it any more.
local function end_dependent(task_key)
  local queue, id = queue_of(task_key)
  if not drain_needs(queue, queue .. NEEDS .. id) then
    put_aside(queue, 'needs', id)
  end
end

-- Continues the work that was too much for one call. Returns whether anything is left.
local function follow_up(queue)
  while edges_left > 0 do
    local aside = redis.call('LINDEX', queue .. FOLLOW_UPS, 0)
    if not aside then
      return false
    end
    local kind, id = string.match(aside, '^(%a+):(%S+) ')
    local done
    if not id or redis.call('TYPE', queue .. aside).ok ~= 'list' then
      -- This key was not put aside.
      done = true
    elseif kind == 'needs' then
      done = drain_needs(queue, queue .. aside)
    else
      local record = redis.call('TYPE', queue .. TASK .. id).ok == 'string' and redis.call('GET', queue .. TASK .. id)
      done = not record or drain_dependents(queue, queue .. aside, end_from(id, record))
      if done then
        let_go(queue, id)
      end
    end
    if not done then
      return true
    end
    redis.call('LPOP', queue .. FOLLOW_UPS)
  end
  return redis.call('EXISTS', queue .. FOLLOW_UPS) == 1
end
