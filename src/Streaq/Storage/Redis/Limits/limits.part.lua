-- uses: schema, unpark
-- Limits of tasks. Each is a line 'c=<most> <period> <key>' of a task's marker, or of its hash while it is parked: the number of
-- attempts at a time (period 0), or of starts within a period of milliseconds. 'limit:permits:<key>' has the owners of permits, by the
-- time when a permit expires: never for a task that is ready or runs, a period after the start for the start of a task.

-- The maximum number of tasks that a freed permit moves in one call. A timer continues, so that Redis is never blocked.
local most_moves = 32

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + time[2] / 1000
end

local function limits_of(flags)
  local limits = {}
  for most, period, key in string.gmatch(flags, '\nc=(%d+) (%d+) ([^\n]*)') do
    limits[#limits + 1] = { most = tonumber(most), period = tonumber(period), key = key }
  end
  return limits
end

local function without_limits(flags)
  return (string.gsub(flags, '\nc=[^\n]*', ''))
end

-- Whether there is a permit for the task, or it has one already.
local function has_room(queue, limit, task, now)
  local permits = queue .. PERMITS .. limit.key
  if limit.period > 0 then
    redis.call('ZREMRANGEBYSCORE', permits, '-inf', now)
  end
  local taken = redis.call('ZCARD', permits)
  if redis.call('ZSCORE', permits, task) then
    taken = taken - 1
  end
  return taken < limit.most
end

local function look_again(queue, key, at)
  local changed = redis.call('ZADD', queue .. REFILLS, 'CH', at, key)
  if changed == 1 and redis.call('ZRANGE', queue .. REFILLS, 0, 0)[1] == key then
    redis.call('PUBLISH', queue .. DUE, key)
  end
end

-- Sets the time of the next look at the limit, when its next permit expires, if a task waits for it.
local function look_again_in_time(queue, limit)
  if limit.period > 0 and redis.call('EXISTS', queue .. LIMIT_WAITING .. limit.key) == 1 then
    local first = redis.call('ZRANGE', queue .. PERMITS .. limit.key, 0, 0, 'WITHSCORES')
    if first[2] and first[2] ~= 'inf' then
      look_again(queue, limit.key, first[2])
    end
  end
end

local function wait_for(queue, limit, task, order)
  redis.call('ZADD', queue .. LIMIT_WAITING .. limit.key, order, task)
  look_again_in_time(queue, limit)
end

-- Gives free permits to the waiting tasks in their order. A task that lacks a permit of another limit waits for that one next: no
-- task holds a permit while it waits for another. 'most' is the limit as the caller knows it, which may be newer.
local function hand_out(queue, key, now, most)
  local waiting = queue .. LIMIT_WAITING .. key
  for _ = 1, most_moves do
    local next = redis.call('ZRANGE', waiting, 0, 0, 'WITHSCORES')
    local task, order = next[1], next[2]
    if not task then
      return
    end
    local task_key = queue .. TASK .. task
    local flags = redis.call('TYPE', task_key).ok == 'hash' and redis.call('HGET', task_key, 'flags')
    local limits, lacking = limits_of(flags or ''), nil
    for _, limit in ipairs(limits) do
      if limit.key == key then
        limit.most = most or limit.most
      end
      if not has_room(queue, limit, task, now) then
        if limit.key == key then
          look_again_in_time(queue, limit)
          return
        end
        lacking = lacking or limit
      end
    end
    redis.call('ZREM', waiting, task)
    if lacking then
      wait_for(queue, lacking, task, order)
    else
      redis.call('ZREM', queue .. LIMITED, task)
      if unpark(task_key, queue .. READY) then
        for _, limit in ipairs(limits) do
          redis.call('ZADD', queue .. PERMITS .. limit.key, '+inf', task)
        end
      end
    end
  end
  if redis.call('EXISTS', waiting) == 1 then
    look_again(queue, key, now)
  end
end

-- Removes a task from its limits, whether it waits or has permits, and lets the next ones in. A start still counts for its period.
local function release_permits(queue, task, flags)
  local limits = limits_of(flags)
  if #limits == 0 then
    return
  end
  local now = milliseconds()
  redis.call('ZREM', queue .. LIMITED, task)
  for _, limit in ipairs(limits) do
    redis.call('ZREM', queue .. PERMITS .. limit.key, task)
    redis.call('ZREM', queue .. LIMIT_WAITING .. limit.key, task)
  end
  for _, limit in ipairs(limits) do
    hand_out(queue, limit.key, now, limit.most)
  end
end
